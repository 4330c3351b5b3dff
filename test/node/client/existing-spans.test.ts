import { LibSQLStore as Incumbent } from '@mastra/libsql';
import type { ObservabilityStorage } from '@mastra/core/storage';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';
import { comparable } from '../../contract/observability.js';

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
    expect(traces(await store.listTraces({ filters: { status: 'success' } }))).toEqual(['t2']);

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
