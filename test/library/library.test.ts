// test/node/library.test.ts of the copy: the domain from a method's call to its rows, over HTTP, RPC
// and classes, on SQLite, PostgreSQL and DynamoDB.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentKeep, LibSQLStore } from '../../client/index.js';
import type { LibraryStore } from '../../client/domains/library.js';
import { createClient } from '../../client/http.js';
import type { Store } from '../../client/store.js';
import { bridged } from '../contract/support/bridge.js';
import { transport as dynamodb } from '../contract/transports/dynamodb.js';
import { token, tokens } from '../contract/transports/http.js';
import { transport as postgres } from '../contract/transports/postgres.js';

const libraryOf = (store: Store) => (store.stores as unknown as { library: LibraryStore }).library;

/** Create, get, list, update, delete, of both tables. */
async function lives(library: LibraryStore): Promise<void> {
  await library.dangerouslyClearAll();
  const made = await library.createShelf({ name: 'First', owner: 'me' });
  expect(made.createdAt).toBeInstanceOf(Date);
  expect(made).toMatchObject({ name: 'First', kind: 'fiction', bookCount: 0 });
  const { id } = made;
  await expect(library.createShelf({ id, name: 'Again' })).rejects.toMatchObject({
    id: expect.stringMatching(/_CREATE_SHELF_FAILED$/),
    message: expect.stringContaining(`Shelf with id ${id} already exists`),
  });
  expect(await library.getShelf({ id, filters: { owner: 'me' } })).toEqual(made);
  expect(await library.getShelf({ id, filters: { owner: 'you' } })).toBeNull();
  const changed = await library.updateShelf(id, { name: 'Second', metadata: { a: [1] } });
  expect(changed).toEqual({
    ...made,
    name: 'Second',
    metadata: { a: [1] },
    updatedAt: changed.updatedAt,
  });
  expect(changed.updatedAt! > made.updatedAt!).toBe(true);
  await expect(library.updateShelf('none', { name: 'x' })).rejects.toMatchObject({
    id: expect.stringMatching(/_UPDATE_SHELF_NOT_FOUND$/),
  });
  await library.createShelf({ name: 'Other' });
  const page = await library.listShelves({ pagination: { page: 0, perPage: 1 } });
  expect(page.pagination).toMatchObject({ total: 2, hasMore: true });
  const { book } = await library.putBook({ book: { shelfId: id, id: 'b', title: 'é' } });
  expect(book.status).toBe('free');
  expect((await library.getShelf({ id }))!.bookCount).toBe(1);
  const lent = { status: 'lent', dueAt: new Date(5000) };
  const key = [id, 'b'] as const;
  const won = await Promise.all(
    [1, 2].map((n) =>
      library.changeBook(...key, { ...lent, pages: n }, { expectedStatus: 'free' }),
    ),
  );
  expect(won.sort()).toEqual([false, true]);
  expect(await library.listDue({ now: new Date(5000) })).toMatchObject([lent]);
  expect(await library.titleOf({ shelfId: id, id: 'b' })).toBe('é');
  expect(await library.tallyBooks()).toEqual([
    { shelfId: id, total: 1, free: 0, lent: 1, needsRepair: 0 },
  ]);
  expect(await library.deleteShelf({ id })).toBe(true);
  expect(await library.hasBook({ shelfId: id, id: 'b' })).toBe(false);
}

// A Worker that answers HTTP as agentkeep does, and calls it over a service binding.
const bridge = `export default {
  async fetch(request, { STORE }) {
    if (!request.url.endsWith('/rpc')) return STORE.fetch(request);
    const [name, ...args] = await request.json();
    const answer = name === 'call' ? STORE.call(...args) : STORE.library[name](...args);
    return Response.json(await answer);
  },
};`;

describe('a domain more', () => {
  let workers: Awaited<ReturnType<typeof bridged>>;
  const get: typeof fetch = (input, init) =>
    workers.dispatchFetch(input as string, init as never) as never;
  const rpc = async (...call: unknown[]) =>
    (await get('http://bridge/rpc', { method: 'POST', body: JSON.stringify(call) })).json();
  const http = { endpoint: 'http://localhost', token, fetch: get as never };

  beforeAll(async () => {
    const settings = {
      d1Databases: { DB: 'db' },
      bindings: { AGENTKEEP_LOG: 'errors', AGENTKEEP_TOKENS: tokens },
    };
    workers = await bridged(bridge, settings, { scopes: ['read', 'write', 'admin'] });
  });
  afterAll(() => workers.dispose());

  it('is described', () => {
    const file = fileURLToPath(new URL('../../worker/assets/openapi.json', import.meta.url).href);
    const { paths, components } = JSON.parse(readFileSync(file, 'utf8')) as {
      paths: Record<string, { post: { responses: { 200: unknown } } }>;
      components: { schemas: Record<string, { properties: object; required: string[] }> };
    };
    expect(JSON.stringify(paths['/v1/library/createShelf']!.post.responses[200])).toContain(
      '#/components/schemas/Shelf',
    );
    const { Shelf, LibraryChangeBook, LibraryListShelves } = components.schemas;
    expect(Shelf!.properties).toMatchObject({
      kind: { enum: ['fiction', 'non-fiction'] },
      createdAt: { format: 'date-time' },
    });
    expect(LibraryChangeBook!.required.sort()).toEqual(['id', 'shelfId', 'update']);
    expect(LibraryListShelves!.properties).toMatchObject({
      orderBy: { properties: { field: { enum: ['createdAt', 'name'] } } },
      filters: { properties: { owner: { type: 'string' } } },
      pagination: {},
    });
  });

  it('is a class over HTTP', () => lives(libraryOf(new AgentKeep(http))));

  it('is a class over a service binding', () =>
    lives(
      libraryOf(new AgentKeep({ service: { call: (...call) => rpc('call', ...call) as never } })),
    ));

  it('has its types and its dates without the framework', async () => {
    const client = createClient(http);
    const shelf = await client.library.createShelf({ name: 'Typed' });
    expect(shelf.createdAt!.getTime()).toBeGreaterThan(0);
    // @ts-expect-error A member that no shelf has is refused by the types, and left out by the store.
    await client.library.createShelf({ name: 'Typed', colour: 'red' });
    expect(await rpc('getShelf', { id: shelf.id })).toMatchObject({ name: 'Typed' });
  });

  it('is a class on a file, which has its tables', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'agentkeep-library-'));
    const store = new LibSQLStore({ url: `file:${join(folder, 'data.db')}` });
    await lives(libraryOf(store));
    await store.close();
    const database = new DatabaseSync(join(folder, 'data.db'));
    const made = database.prepare("SELECT name FROM sqlite_schema WHERE name LIKE '%book%'").all();
    expect(made.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['mastra_books', 'idx_books_status_due_at']),
    );
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const transport of [postgres, dynamodb]) {
    it(`is a class on ${transport.name}`, async () => {
      const opened = await transport.open();
      const store = opened.store();
      await lives(libraryOf(store)).finally(async () => {
        await store.close();
        await opened.close();
      });
    });
  }
});
