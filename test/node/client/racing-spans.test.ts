import type { ObservabilityStorage } from '@mastra/core/storage';
import { describe, expect, it } from 'vitest';
import { transport as d1Binding } from '../../contract/transports/d1-binding.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as postgres } from '../../contract/transports/postgres.js';

// One column a writer: each says something else of the same spans.
const columns = [
  ...['entityType', 'entityId', 'entityName', 'entityVersionId', 'parentEntityType'],
  ...['parentEntityId', 'parentEntityName', 'parentEntityVersionId', 'rootEntityType'],
  ...['rootEntityId', 'rootEntityName', 'rootEntityVersionId', 'userId', 'organizationId'],
  ...['resourceId', 'runId', 'sessionId', 'requestId', 'environment', 'serviceName'],
];
const spanIds = Array.from({ length: 20 }, (_, i) => `s${i}`);
const startedAt = new Date(Date.UTC(2026, 0, 1));

const span = (spanId: string) => ({
  traceId: 'race',
  spanId,
  parentSpanId: spanId === 's0' ? null : 's0',
  name: 'step',
  spanType: 'tool_call',
  isEvent: false,
  startedAt,
});

describe.each([d1Binding, durableObject, file, postgres, dynamodb])(
  'spans over $name',
  (transport) => {
    it('lose nothing where 20 writers update them, some before they are there', async () => {
      const opened = await transport.open();
      try {
        const stores: ObservabilityStorage[] = [];
        for (let i = 0; i < 4; i++) {
          const store = opened.store();
          await store.init();
          stores.push((await store.getStore('observability'))!);
        }
        const [first] = stores as [ObservabilityStorage];
        await first.dangerouslyClearAll();
        await first.batchUpdateSpans({
          records: [{ traceId: 'race', spanId: 's0', updates: { userId: 'too soon' } }] as never,
        });
        await first.batchCreateSpans({ records: spanIds.map(span) as never });
        await Promise.all(
          columns.map(async (column, writer) => {
            const store = stores[writer % stores.length]!;
            // Twice, as exporters do that had no answer.
            for (let again = 0; again < 2; again++) {
              await store.batchUpdateSpans({
                records: spanIds.map((spanId) => ({
                  traceId: 'race',
                  spanId,
                  updates: { [column]: `${column} of ${spanId}`, output: { writer } },
                })) as never,
              });
            }
          }),
        );
        const { spans } = (await first.getTrace({ traceId: 'race' }))!;
        expect(spans).toHaveLength(spanIds.length);
        for (const each of spans as unknown as Record<string, unknown>[]) {
          const written = columns.map((column) => each[column]);
          expect(written).toEqual(
            columns.map((column) => `${column} of ${String(each['spanId'])}`),
          );
          expect((each['output'] as { writer: number }).writer).toBeLessThan(columns.length);
        }
      } finally {
        await opened.close();
      }
    }, 120_000);
  },
);
