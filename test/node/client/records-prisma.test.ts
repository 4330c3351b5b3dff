// 3,000 random queries, and what a real Prisma client answered: @prisma/client 7.10.0 with its
// WebAssembly compiler and @prisma/adapter-pg on PostgreSQL 16, recorded by test/prisma/record.ts.
// The store answers the same on SQLite, on PostgreSQL and on DynamoDB.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../../client/index.js';
import type { Opened, Transport } from '../../contract/transport.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { canonical, makeQueries, makeRows } from '../../prisma/queries.js';

const answers = join(import.meta.dirname, '../../prisma/answers.json');
const recorded = JSON.parse(readFileSync(answers, 'utf8')) as string[];
const queries = makeQueries(recorded.length);
const models = ['connection', 'entity', 'property', 'record'] as const;

/** `every` 1 asks all of them; DynamoDB reads a table for each. */
function sameAs(transport: Transport, every: number): void {
  describe(transport.name, () => {
    let opened: Opened;
    let db: Db;
    beforeAll(async () => {
      opened = await transport.open();
      const store = opened.store();
      await store.init();
      db = store.dataLayer.db;
      const rows = makeRows();
      for (const model of models) await db[model].createMany({ data: rows[model] as never });
    }, 60_000);
    afterAll(() => opened.close());

    it('answers what Prisma answers', { timeout: 300_000 }, async () => {
      const differ: unknown[] = [];
      let asked = 0;
      for (let i = 0; i < queries.length; i += every) {
        const { model, verb, args } = queries[i]!;
        const [digest, ...ids] = recorded[i]!.split(' ');
        const ask = db[model][verb] as (args: unknown) => Promise<unknown>;
        const answer = await ask(args);
        const text = JSON.stringify(canonical(answer));
        asked += 1;
        if (createHash('sha256').update(text).digest('hex').slice(0, 12) === digest) continue;
        const mine = Array.isArray(answer) ? answer.map(({ id }) => id as string) : text;
        differ.push({ i, model, verb, args: JSON.stringify(args), theirs: ids.join(' '), mine });
      }
      expect(differ).toEqual([]);
      expect(asked).toBe(Math.ceil(queries.length / every));
    });
  });
}

describe('3,000 queries of a Prisma client', () => {
  it('are as many', () => expect(queries.length).toBe(3000));
  sameAs(file, 1);
  sameAs(postgres, 1);
  sameAs(dynamodb, 10);
});
