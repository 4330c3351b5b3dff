// PostgreSQL 16, directly: the same random calls as to the framework's in-memory store.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PostgresStore } from '../../../client/dsql.js';
import { inMemory } from './support/differential/in-memory.js';
import { compare } from './support/differential/run.js';
import { callsOf } from './support/differential/side.js';
import type { Ask } from './support/differential/side.js';
import { PostgresServer } from './support/postgres-server.js';
import { memoryOf } from './support/ways.js';

const { AGENTKEEP_DIFF_SEED: seed, AGENTKEEP_DIFF_STEPS: stepsGiven } = process.env;
const seeds = seed === undefined ? [1, 2, 3] : [Number(seed)];
const steps = Number(stepsGiven ?? 300);

let server: PostgresServer;
let number = 0;

beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server?.stop());

/** A store with a schema of its own. */
function newStore(): PostgresStore {
  const { host, port, user, database } = server;
  return new PostgresStore({ id: 'pg', host, port, user, database, schemaName: `s${++number}` });
}

describe('memory answers as the in-memory store', () => {
  // What PostgreSQL cannot hold: NUL, and half a surrogate pair in a document.
  const stored = (value: unknown): unknown => {
    if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\ufffd');
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (Array.isArray(value)) return value.map(stored);
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [stored(name), stored(member)]),
    );
  };

  it.each(seeds)('seed %i', async (seed) => {
    const clockMs = Date.parse('2026-06-01T00:00:00.000Z');
    let nowMs = clockMs;
    const store = newStore();
    const memory = await memoryOf(store);
    await memory.init();
    const ours = callsOf(memory);
    const reference = inMemory();
    const asStored =
      (ask: Ask): Ask =>
      async (method, args) =>
        stored(await ask(method, args.map(stored)));
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      await compare({
        ours: async (method, args) => { const t = performance.now(); const p = setTimeout(() => console.error('SLOW', method, JSON.stringify(args)), 3000); try { return stored(await ours(method, args)); } finally { clearTimeout(p); const d = performance.now() - t; if (d > 150) console.error(method, d); } },
        reference: { ...reference, ask: asStored(reference.ask) },
        seed,
        steps,
        tick: () => vi.setSystemTime((nowMs += 1000)),
        timeOf: (ms) => (ms < clockMs ? ms : ms - (ms % 1000)),
      });
    } finally {
      vi.useRealTimers();
      await store.close();
    }
    expect(nowMs).toBeGreaterThan(clockMs);
  });
});
