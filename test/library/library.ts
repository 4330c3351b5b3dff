// client/domains/library.ts of the copy: what the framework would have of the domain, and its class.
import type { Book, Reader, Shelf } from '../../worker/generated/replies.js';
import { described } from '../described.js';

type Filter = { filters?: { owner?: string } };

/** As the framework's base classes are: what is abstract comes from the description. */
export abstract class LibraryStorage {
  abstract createShelf(shelf: { id?: string; name: string; owner?: string }): Promise<Shelf>;
  abstract getShelf(args: { id: string } & Filter): Promise<Shelf | null>;
  abstract updateShelf(id: string, patch: { name?: string; metadata?: object }): Promise<Shelf>;
  abstract listShelves(args: {
    kind?: string[];
    pagination?: { page: number; perPage: number };
  }): Promise<{
    shelves: Shelf[];
    pagination: { total: number; hasMore: boolean };
  }>;
  abstract deleteShelf(args: { id: string } & Filter): Promise<boolean>;
  abstract putBook(args: { book: object }): Promise<{ book: Book }>;
  abstract addBook(book: object): Promise<Book>;
  abstract addBooks(args: { books: object[] }): Promise<Book[]>;
  abstract saveBook(book: object): Promise<void>;
  abstract saveBooks(args: { books: object[] }): Promise<void>;
  abstract upsertBook(book: object): Promise<Book>;
  abstract titleOf(args: { shelfId: string; id: string }): Promise<string | null>;
  abstract hasBook(args: { shelfId: string; id: string }): Promise<boolean>;
  abstract listBooks(args: object): Promise<{ books: Book[]; total: number }>;
  abstract listDue(args: { now: Date; limit?: number }): Promise<Book[]>;
  abstract changeBook(
    shelfId: string,
    id: string,
    update: object,
    options?: { expectedStatus?: string },
  ): Promise<boolean>;
  abstract returnBooks(args: { shelfId: string; more?: number }): Promise<Book>;
  abstract setStatus(args: { shelfId: string; ids: string[]; status: string }): Promise<Book[]>;
  abstract deleteBooks(args: object): Promise<number>;
  abstract countLent(args: { shelfId: string }): Promise<number>;
  abstract tallyBooks(): Promise<{ shelfId: string; total: number; needsRepair: number }[]>;
  abstract saveReader(reader: object): Promise<Reader>;
  abstract updateReader(reader: object): Promise<Reader>;
  abstract listReaders(args: { opts?: { from?: number; limit?: number } }): Promise<Reader[]>;
  abstract prune(policies: object, options?: object): Promise<unknown>;
  abstract dangerouslyClearAll(): Promise<void>;
}

export const LibraryStore = described(LibraryStorage, 'library', {
  retentionTables: {
    books: { table: 'mastra_books', column: 'dueAt', indexed: false },
    readers: { table: 'mastra_readers', column: 'joined_ms', indexed: false },
  },
});
export type LibraryStore = InstanceType<typeof LibraryStore>;

// @ts-expect-error A method that the wire does not know.
described(LibraryStorage as abstract new () => LibraryStorage & { burn(): void }, 'library');
