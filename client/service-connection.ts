import { answerWithinMs, within } from '../worker/host/deadline.js';
import { Bookmark, NoAnswer } from './connection.js';
import type { Answer, Arguments, Connection } from './connection.js';

/** What a service binding to the Worker offers to this class. */
export interface StoreService {
  call(
    method: string,
    body: string,
    bookmark?: string,
    resource?: string,
  ): Promise<{ status: number; body: string; bookmark: string | null }>;
}

/** Calls the Worker behind a service binding. Reads see what was written over the same connection. */
export class ServiceConnection implements Connection {
  readonly initMethod = 'store.status';
  readonly #service: StoreService;
  readonly #resource: string | undefined;
  readonly #withinMs: number;
  readonly #bookmark = new Bookmark();

  constructor(service: StoreService, resource: string | undefined, withinMs = answerWithinMs) {
    this.#service = service;
    this.#withinMs = withinMs;
    this.#resource = resource;
  }

  async call(method: string, { texts }: Arguments, fromPrimary: boolean): Promise<Answer> {
    try {
      const {
        status,
        body: answer,
        bookmark,
      } = await within(
        this.#service.call(
          method,
          texts.join(''),
          this.#bookmark.next(fromPrimary),
          ...(this.#resource === undefined ? [] : [this.#resource]),
        ),
        this.#withinMs,
      );
      this.#bookmark.advance(bookmark);
      return { status, body: answer };
    } catch (cause) {
      // The platform's word for a Worker that has no such method.
      const missing = cause instanceof TypeError && /does not implement/.test(cause.message);
      throw new NoAnswer(
        missing
          ? 'the service is not an agentkeep Worker, or one without a service binding door'
          : 'the call of the service failed',
        !missing,
        cause,
      );
    }
  }

  async close(): Promise<void> {}
}
