// Each class answers what the adapter that it replaces answers, to every call, but for what is named.
import { D1Store as TheirD1 } from '@mastra/cloudflare-d1';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { DynamoDBStore as TheirDynamo } from '@mastra/dynamodb';
import { LibSQLStore as TheirLibSQL } from '@mastra/libsql';
import { PostgresStore as TheirPostgres } from '@mastra/pg';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PostgresStore } from '../../../client/dsql.js';
import { DynamoDBStore } from '../../../client/dynamodb.js';
import { D1Store, LibSQLStore } from '../../../client/index.js';
import { LocalD1 } from '../../contract/support/local-d1.js';
import { answersOf } from './support/answers/calls.js';
import { credentials, DynamoPeer } from './support/dynamodb/peer.js';
import { PostgresServer } from './support/postgres-server.js';

interface Difference {
  readonly calls: RegExp;
  readonly why: string;
}

interface Compared {
  readonly theirs: MastraCompositeStore;
  readonly ours: MastraCompositeStore;
  close(): Promise<void>;
}

interface Adapter {
  readonly name: string;
  open(): Promise<Compared>;
  /** An answer without what is said otherwise in all of them; the function says why. */
  spelled?(answer: unknown): unknown;
  readonly differences: readonly Difference[];
}

const copies: Difference = {
  calls: /^memory: (copyThread|cloneThread|getThreadById of the copy|listMessagesByResourceId)$/,
  why: 'theirs has no such method',
};
const observational: Difference = {
  calls: /ObservationalMemory/,
  why: 'theirs keeps no observational memory',
};
const definitions: Difference = {
  calls: /^workflowDefinitions: /,
  why: 'theirs has no such domain',
};
const nothing: Difference = {
  calls: /^memory: listMessages of nothing$/,
  why: 'the contract wants a total of 0 for a page of no rows, as libSQL and PostgreSQL have it',
};

/**
 * With Dates, as types say and the in-memory store and PostgreSQL have it: those of scores, and of
 * messages that D1 has updated, are texts.
 */
function datesOfTexts(value: unknown): unknown {
  if (value === 'a new time as text') return 'a new Date';
  if (typeof value === 'string' && isoTime.test(value)) return new Date(value);
  if (Array.isArray(value)) return value.map(datesOfTexts);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return mapped(value, datesOfTexts);
}

const isoTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/**
 * Without members of ElectroDB's items of which no type of the framework knows, and without the type
 * of messages: theirs makes `text` of none, which elsewhere names a form older than v2.
 */
function withoutEntity(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEntity);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const { entity, ...rest } = value as Record<string, unknown>;
  if ('role' in rest) {
    delete rest['type'];
    delete rest['updatedAt'];
  }
  return mapped(typeof entity === 'object' ? value : rest, withoutEntity);
}

const mapped = (value: object, member: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(value).map(([name, each]) => [name, member(each)]));

const adapters: readonly Adapter[] = [
  {
    name: '@mastra/libsql',
    async open() {
      const folder = mkdtempSync(join(tmpdir(), 'agentkeep-answers-'));
      return {
        theirs: new TheirLibSQL({ id: 'theirs', url: `file:${join(folder, 'theirs.db')}` }),
        ours: new LibSQLStore({ url: `file:${join(folder, 'ours.db')}` }),
        close: async () => rmSync(folder, { recursive: true, force: true }),
      };
    },
    spelled: datesOfTexts,
    differences: [],
  },
  {
    name: '@mastra/cloudflare-d1',
    async open() {
      const d1 = new LocalD1();
      return {
        theirs: new TheirD1({ id: 'theirs', binding: (await d1.database('A')) as never }),
        ours: new D1Store({ binding: await d1.database('B') }),
        close: () => d1.stop(),
      };
    },
    spelled: datesOfTexts,
    differences: [
      nothing,
      copies,
      observational,
      definitions,
      { calls: /^workflows: updateWorkflow/, why: 'theirs refuses: it cannot do it atomically' },
      {
        calls: /^scores: listScoresByEntityId/,
        why: 'theirs has no order; ours has the newest first, as the other adapters',
      },
    ],
  },
  {
    name: '@mastra/pg',
    async open() {
      const server = await PostgresServer.start();
      const { host, port, user, database } = server;
      const place = { id: 'pg', host, port, user, database, password: 'any' };
      const theirs = new TheirPostgres({ ...place, schemaName: 'theirs' });
      const ours = new PostgresStore({ ...place, schemaName: 'ours' });
      const close = async () => {
        await theirs.close();
        await server.stop();
      };
      return { theirs, ours, close };
    },
    differences: [],
  },
  {
    name: '@mastra/dynamodb',
    async open() {
      const peer = await DynamoPeer.start();
      await peer.createTable('theirs');
      await peer.createTable('ours');
      const config = { endpoint: peer.endpoint, credentials, region: 'us-east-1' };
      const theirs = { ...config, tableName: 'theirs', id: 'theirs' };
      return {
        theirs: new TheirDynamo({ name: 'theirs', config: theirs }),
        ours: new DynamoDBStore({ name: 'ours', config: { ...config, tableName: 'ours' } }),
        close: () => peer.stop(),
      };
    },
    spelled: withoutEntity,
    differences: [
      nothing,
      copies,
      observational,
      definitions,
      {
        calls: /^memory: (saveResource|getResourceById (bare|whole)$)/,
        why: 'theirs replaces the updatedAt that it is given by the time of the call',
      },
      {
        calls: /^scores: (?!getScoreById of none)(?!listScores.*"none")/,
        why: 'theirs refuses scores without input, or whose steps have objects, which types allow',
      },
      {
        calls: /^scores: listScoresBySpan/,
        why: 'theirs asks an index, gsi7, which no table of its documentation has',
      },
    ],
  },
];

describe.each(adapters)('the class in place of $name', (adapter) => {
  it('answers as it does, but for what is named', { timeout: 240_000 }, async () => {
    const { theirs, ours, close } = await adapter.open();
    try {
      await theirs.init();
      await ours.init();
      const expected = await answersOf(theirs);
      const answers = await answersOf(ours);
      const { spelled = (answer: unknown) => answer, differences } = adapter;
      const others: string[] = [];
      for (const [call, answer] of expected) {
        const isNamed = differences.some(({ calls }) => calls.test(call));
        const given = spelled(answers.get(call));
        if (!isNamed) expect.soft(given, call).toEqual(spelled(answer));
        else if (isEqual(given, spelled(answer))) others.push(call);
      }
      expect(others, 'named, but equal').toEqual([]);
    } finally {
      await ours.close();
      await close();
    }
  });
});

function isEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}
