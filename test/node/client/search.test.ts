// Full-text search on databases of each kind that has it, and what the others say.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DSQLStore } from '../../../client/dsql.js';
import { DynamoDBStore } from '../../../client/dynamodb.js';
import type { MemoryStore, StoreOptions } from '../../../client/index.js';
import { byService } from '../../contract/support/bridge.js';
import { search } from '../../contract/search.js';
import { Subject } from '../../contract/suite.js';
import type { Transport } from '../../contract/transport.js';
import { transport as d1Binding } from '../../contract/transports/d1-binding.js';
import { transport as dsql } from '../../contract/transports/dsql.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as libsql } from '../../contract/transports/libsql.js';
import { transport as postgres } from '../../contract/transports/postgres.js';

const durableObject: Transport = {
  name: 'Durable Object',
  open: () =>
    byService(
      {
        durableObjects: { OBJECTS: { className: 'AgentKeepObject', useSQLite: true } },
        bindings: {
          AGENTKEEP_DATABASE: 'durable-object',
          AGENTKEEP_LOG: 'errors',
          AGENTKEEP_SEARCH: 'true',
        },
      },
      { tenant: 'acme' },
    ),
};

describe.each([d1Binding, file, libsql, postgres])('search on $name', (transport) => {
  const subject = new Subject(transport);
  beforeAll(() => subject.open(), 60_000);
  afterAll(() => subject.close());

  it('is off unless it is asked for, and what was written before is found by reindex()', async () => {
    const off = subject.store();
    await off.init();
    const memory = (await off.getStore('memory')) as MemoryStore;
    const before = {
      id: 'before',
      threadId: 'before',
      resourceId: 'r',
      role: 'user' as const,
      createdAt: new Date(),
      content: { format: 2 as const, parts: [{ type: 'text' as const, text: 'chamomile' }] },
    };
    await memory.saveMessages({ messages: [before] });
    await expect(memory.searchMessages({ query: 'chamomile' })).rejects.toMatchObject({
      id: expect.stringMatching(/_SEARCH_MESSAGES_SEARCH_IS_OFF$/),
      code: 'invalid_argument',
      message: expect.stringContaining('AGENTKEEP_SEARCH'),
    });
    const on = subject.store({ search: true } as StoreOptions);
    await on.init();
    const found = (await on.getStore('memory')) as MemoryStore;
    expect((await found.searchMessages({ query: 'chamomile' })).results).toEqual([]);
    // Whoever writes, its words are kept.
    await memory.saveMessages({ messages: [{ ...before, id: 'meanwhile' }] });
    expect((await found.searchMessages({ query: 'chamomile' })).results).toHaveLength(1);
    expect(await on.reindex()).toEqual({ indexed: 2, done: true });
    expect((await found.searchMessages({ query: 'chamomile' })).results).toHaveLength(2);
    const pruned = await memory.prune({ messages: { maxAge: 1 } });
    expect(pruned).toMatchObject([{ table: 'mastra_messages', deleted: 2 }]);
  });

  search(subject);
});

describe('search on a Durable Object', () => {
  const subject = new Subject(durableObject);
  beforeAll(() => subject.open(), 60_000);
  afterAll(() => subject.close());
  search(subject, {});
});

describe.each([dsql, dynamodb])('search on $name', (transport) => {
  const subject = new Subject(transport);
  beforeAll(() => subject.open(), 60_000);
  afterAll(() => subject.close());

  it('is refused', async () => {
    const store = subject.store();
    await store.init();
    const memory = (await store.getStore('memory')) as MemoryStore;
    const refused = { code: 'invalid_argument', message: expect.stringContaining('full-text') };
    await expect(memory.searchMessages({ query: 'tea' })).rejects.toMatchObject(refused);
    await expect(store.reindex()).rejects.toMatchObject(refused);
  });
});

it('is no option where there is none', () => {
  const config = { tableName: 'mastra', search: true };
  expect(() => new DynamoDBStore({ name: 'dynamodb', config })).toThrow(/not for Aurora DSQL/);
  expect(() => new DSQLStore({ id: 'd', host: 'h.dsql.us-east-1.on.aws', search: true })).toThrow(
    /search is not for Aurora DSQL and DynamoDB/,
  );
});
