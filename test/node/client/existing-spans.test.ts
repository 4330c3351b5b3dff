import { LibSQLStore as Incumbent } from '@mastra/libsql';
import { ObservabilityPG, ObservabilityStoragePostgresVNext } from '@mastra/pg';
import { TraceStatus } from '@mastra/core/storage';
import type { ObservabilityStorage } from '@mastra/core/storage';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { PostgresStore } from '../../../client/dsql.js';
import { LibSQLStore } from '../../../client/index.js';
import { comparable } from '../../contract/observability.js';
import { PostgresServer } from './support/postgres-server.js';

const span = (traceId: string, spanId: string, second: number, more: object = {}) => ({
  traceId,
  spanId,
  parentSpanId: spanId === 'root' ? null : 'root',
  name: `Ñandú ${spanId}`,
  spanType: 'agent_run',
  isEvent: false,
  startedAt: new Date(Date.UTC(2026, 0, 1, 12, 0, second)),
  endedAt: null,
  metadata: { k: 1, text: '🧵' },
  tags: ['a', 'b'],
  attributes: { model: 'm' },
  input: { messages: [{ role: 'user', content: 'hello' }] },
  output: ['x', null],
  ...more,
});

it('opens the spans of @mastra/libsql, which reads ours', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-spans-'));
  const url = `file:${join(folder, 'spans.db')}`;
  try {
    const theirs = new Incumbent({ id: 'theirs', url });
    await theirs.init();
    const before = (await theirs.getStore('observability'))!;
    await before.batchCreateSpans({
      records: [
        span('t1', 'root', 1),
        span('t1', 'child', 2, { error: { message: 'no' } }),
        span('t2', 'root', 3, { endedAt: new Date(), userId: 'u' }),
      ] as never,
    });

    const ours = new LibSQLStore({ id: 'ours', url });
    await ours.init();
    const store = (await ours.getStore('observability'))! as ObservabilityStorage;
    for (const traceId of ['t1', 't2']) {
      const trace = await store.getTrace({ traceId });
      expect(comparable(trace)).toEqual(comparable(await before.getTrace({ traceId })));
      expect(trace!.spans).toHaveLength(traceId === 't1' ? 2 : 1);
    }
    const traces = (list: { spans: { traceId: string }[] }) =>
      list.spans.map((each) => each.traceId);
    expect(traces(await store.listTraces({}))).toEqual(['t2', 't1']);
    expect(traces(await store.listTraces({ filters: { hasChildError: true } }))).toEqual(['t1']);
    expect(traces(await store.listTraces({ filters: { metadata: { k: 1 } } }))).toHaveLength(2);
    expect(traces(await store.listTraces({ filters: { tags: ['b'] } }))).toHaveLength(2);
    expect(traces(await store.listTraces({ filters: { status: TraceStatus.SUCCESS } }))).toEqual([
      't2',
    ]);

    // Of one span both may write.
    await store.batchUpdateSpans({
      records: [
        {
          traceId: 't1',
          spanId: 'root',
          updates: { output: { done: true }, endedAt: new Date(0) },
        },
        { traceId: 't1', spanId: 'child', updates: { error: null } },
      ] as never,
    });
    await store.createSpan({ span: span('t2', 'root', 4) as never });
    await store.createSpan({ span: span('t3', 'root', 5) as never });
    for (const traceId of ['t1', 't2', 't3']) {
      const trace = await before.getTrace({ traceId });
      expect(comparable(trace)).toEqual(comparable(await store.getTrace({ traceId })));
    }
    expect(traces(await before.listTraces({}))).toEqual(traces(await store.listTraces({})));
    expect(traces(await store.listTraces({ filters: { hasChildError: true } }))).toEqual([]);
    await before.updateSpan({ traceId: 't3', spanId: 'root', updates: { name: 'theirs' } });
    expect((await store.getRootSpan({ traceId: 't3' }))!.span.name).toBe('theirs');

    // No index was made that is there under another name.
    const database = new DatabaseSync(join(folder, 'spans.db'));
    const indexes = database
      .prepare("SELECT name FROM sqlite_master WHERE type='index' AND tbl_name='mastra_ai_spans'")
      .all()
      .map(({ name }) => String(name))
      .filter((name) => !name.startsWith('sqlite_autoindex'));
    expect(indexes.sort()).toEqual([
      'idx_ai_spans_errors',
      'idx_ai_spans_started_at_type',
      'mastra_ai_spans_roots_started_at_idx',
      'mastra_ai_spans_spanid_traceid_idx',
      'mastra_ai_spans_trace_started_at_idx',
    ]);
    database.close();
    await store.batchDeleteTraces({ traceIds: ['t1', 't2', 't3'] });
    expect(await before.getTrace({ traceId: 't1' })).toBeNull();
    await ours.close();
    await theirs.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('refuses a schema where @mastra/pg keeps spans, and says what to do', async () => {
  const server = await PostgresServer.start();
  const { host, port, user, database } = server;
  try {
    for (const [schemaName, Theirs, table] of [
      ['spans', ObservabilityPG, 'mastra_ai_spans'],
      ['events', ObservabilityStoragePostgresVNext, 'mastra_span_events'],
    ] as const) {
      const theirs = new Theirs({ host, port, user, database, password: 'any', schemaName });
      await theirs.init();
      const ours = new PostgresStore({ id: 'ours', host, port, user, database, schemaName });
      await expect(ours.init()).rejects.toMatchObject({
        message: expect.stringMatching(
          new RegExp(`${table} is another program's.* use a schema of its own`),
        ) as string,
      });
      await ours.close();
      const elsewhere = new PostgresStore({
        ...{ id: 'ours', host, port, user, database, schemaName: `${schemaName}_ours` },
      });
      await elsewhere.init();
      await elsewhere.close();
    }
  } finally {
    await server.stop();
  }
});

// A process that reads with the adapter in use until it has seen so many traces, and says how many
// spans each of those had that it looked at.
const reader = `
import { LibSQLStore } from '@mastra/libsql';
const [url, traces] = process.argv.slice(-2);
const store = new LibSQLStore({ id: 'reader', url, disableInit: true });
const observability = await store.getStore('observability');
const sizes = new Set();
for (let total = 0; total < Number(traces); ) {
  const { pagination, spans } = await observability.listTraces({ pagination: { perPage: 1 } });
  total = pagination.total;
  for (const { traceId } of spans) {
    sizes.add((await observability.getTrace({ traceId })).spans.length);
  }
}
console.log(JSON.stringify([...sizes]));
`;

it('takes 10,000 spans while another process reads, which sees traces as a whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-spans-'));
  const url = `file:${join(folder, 'spans.db')}`;
  const [traces, spans] = [500, 20];
  try {
    const ours = new LibSQLStore({ id: 'ours', url });
    await ours.init();
    const store = (await ours.getStore('observability'))!;
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', reader, url, String(traces)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    child.stdout.on('data', (text) => (said += String(text)));
    const ended = once(child, 'close');
    for (let from = 0; from < traces; from += 10) {
      const records = Array.from({ length: 10 * spans }, (_, i) => {
        const number = i % spans;
        const traceId = `t${from + Math.floor(i / spans)}`;
        return span(traceId, number === 0 ? 'root' : `s${number}`, number);
      });
      await store.batchCreateSpans({ records: records as never });
      await store.batchUpdateSpans({
        records: records.map(({ traceId, spanId }) => ({
          traceId,
          spanId,
          updates: { endedAt: new Date(), output: { done: spanId } },
        })) as never,
      });
    }
    expect(await ended).toEqual([0, null]);
    expect(JSON.parse(said)).toEqual([spans]);
    const { pagination } = await store.listTraces({ filters: { status: TraceStatus.SUCCESS } });
    expect(pagination!.total).toBe(traces);
    await ours.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
