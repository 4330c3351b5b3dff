import module from '#wasm/agentkeep.wasm';
import { coreOf } from '../../../worker/host/core.js';
import type { Env } from '../../../worker/config.js';
import { database, Deployment } from './deployment.js';
import type { Answer } from './deployment.js';

export const builtModule = module;
export const builtCore = coreOf(module);

/** The Worker with its real core, open to everyone on this machine. */
export function deployed(vars: Partial<Env> = {}): Deployment {
  return new Deployment(builtCore, { ALLOW_ANONYMOUS: 'true', ...vars });
}

const noon = Date.parse('2026-01-02T12:00:00.000Z');

export const thread = (id: string, fields: Record<string, unknown> = {}) => ({
  id,
  resourceId: 'r1',
  title: `Thread ${id}`,
  metadata: { n: 1 },
  createdAt: '2026-01-02T12:00:00.000Z',
  updatedAt: '2026-01-02T12:00:00.000Z',
  ...fields,
});

/** The `n`th message of a thread, a millisecond after the one before. */
export const message = (threadId: string, n: number, fields: Record<string, unknown> = {}) => ({
  id: `${threadId}-m${n}`,
  threadId,
  resourceId: 'r1',
  role: n % 2 === 0 ? 'user' : 'assistant',
  createdAt: new Date(noon + n).toISOString(),
  content: { format: 2, parts: [{ type: 'text', text: `message ${n}` }] },
  ...fields,
});

export const messages = (threadId: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => message(threadId, from + i));

/** Every row of the tables, in order: equal before and after means that nothing was written. */
export async function everything(): Promise<unknown> {
  const [threads, stored, resources, records] = await database.batch([
    database.prepare('SELECT * FROM mastra_threads ORDER BY rowid'),
    database.prepare('SELECT * FROM mastra_messages ORDER BY rowid'),
    database.prepare('SELECT * FROM mastra_resources ORDER BY rowid'),
    database.prepare('SELECT * FROM mastra_observational_memory ORDER BY rowid'),
  ]);
  return {
    threads: threads?.results,
    messages: stored?.results,
    resources: resources?.results,
    records: records?.results,
  };
}

export interface Cost {
  readonly trips: number;
  readonly statements: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

export function costOf({ headers }: Answer): Cost {
  const header = headers.get('x-agentkeep-cost') ?? '';
  const form = /^trips=(\d+), statements=(\d+), rows-read=(\d+), rows-written=(\d+)$/;
  const [trips = NaN, statements = NaN, rowsRead = NaN, rowsWritten = NaN] = (
    form.exec(header) ?? []
  )
    .slice(1)
    .map(Number);
  return { trips, statements, rowsRead, rowsWritten };
}

export const idsOf = (answer: Answer): string[] =>
  (answer.json as { messages: { id: string }[] }).messages.map(({ id }) => id);
