// Keys of items, folded as ElectroDB folds them: by JavaScript's toLowerCase().
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDBStore } from '../../../client/dynamodb.js';
import { credentials } from './support/dynamodb/peer.js';

type Key = { pk: { S: string } };

describe('keys of DynamoDB items', () => {
  const keys: string[] = [];
  const keyed = (pk: string, sk: string) => ({
    KeySchema: [
      { AttributeName: pk, KeyType: 'HASH' },
      { AttributeName: sk, KeyType: 'RANGE' },
    ],
  });
  const gsi = (IndexName: string) => ({
    ...keyed(`${IndexName}pk`, `${IndexName}sk`),
    ...{ IndexName, IndexStatus: 'ACTIVE', Projection: { ProjectionType: 'ALL' } },
  });
  const table = {
    ...keyed('pk', 'sk'),
    TableStatus: 'ACTIVE',
    AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk'].map(
      (AttributeName) => ({ AttributeName, AttributeType: 'S' }),
    ),
    GlobalSecondaryIndexes: ['gsi1', 'gsi2'].map(gsi),
  };
  let server: Server;
  let store: DynamoDBStore;

  // A DynamoDB that takes everything, and remembers the keys.
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as {
          Key?: Key;
          TransactItems?: { Update?: { Key: Key } }[];
        };
        const updates = body.TransactItems?.map(({ Update }) => Update?.Key) ?? [body.Key];
        for (const key of updates) if (key !== undefined) keys.push(key.pk.S);
        const operation = String(request.headers['x-amz-target']).split('.').at(-1);
        const answer =
          operation === 'BatchGetItem'
            ? { Responses: { mastra: [] }, UnprocessedKeys: {} }
            : operation === 'Query'
              ? { Items: [], Count: 0, ScannedCount: 0 }
              : operation === 'DescribeTable'
                ? { Table: table }
                : {};
        response
          .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
          .end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    store = new DynamoDBStore({
      name: 'keys',
      config: { tableName: 'mastra', endpoint, credentials, disableInit: true },
    });
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const keysOf = async (ids: readonly string[]): Promise<Set<string>> => {
    keys.length = 0;
    for (let from = 0; from < ids.length; from += 2000) {
      await store.stores.memory!.saveMessages({
        messages: ids.slice(from, from + 2000).map((id) => ({
          ...{ id, threadId: 't', resourceId: 'r', role: 'user', createdAt: new Date() },
          content: { format: 2, parts: [] },
        })) as never,
      });
    }
    return new Set(keys.filter((key) => key.startsWith('$mastra#entity_message#')));
  };
  const folded = (ids: readonly string[]) =>
    new Set(ids.map((id) => `$mastra#entity_message#id_${id}`.toLowerCase()));

  it('are folded as JavaScript folds them, whatever the letter', async () => {
    const points: string[] = [];
    for (let point = 1; point < 0x110000; ++point) {
      const text = String.fromCodePoint(point);
      // Letters that this Node does not know may be known to the tables, which a newer one wrote.
      if (!/[\p{Cn}\p{Cs}]/u.test(text)) points.push(text);
    }
    const ids: string[] = [];
    for (let from = 0; from < points.length; from += 200) {
      ids.push(points.slice(from, from + 200).join(''));
    }
    expect(points.length).toBeGreaterThan(140_000);
    // If it fails: node scripts/tools/lower-case.mjs > src/core/lower-case-data.h
    expect([...(await keysOf(ids))].sort()).toEqual([...folded(ids)].sort());
  });

  it('are folded as JavaScript folds words, whose last sigma is another', async () => {
    const parts = [
      ...['Σ', 'Σ', 'σ', 'ς', 'a', 'A', 'Α', 'İ', 'I', 'ǅ', 'ẞ', 'Ⅷ', 'Ｆ', '𐐀', '😀', '1'],
      ...['.', ':', "'", '’', '-', '_', ' ', '#', '\u0307', '\u00ad', '\u0345', 'ʰ', '\u{1d165}'],
    ];
    let state = 1;
    const random = (below: number) => {
      state = (state * 48271) % 0x7fffffff;
      return state % below;
    };
    const ids = new Set([
      'İstanbul',
      'ΟΔΥΣΣΕΥΣ',
      'ẞtraße',
      'ＦＵＬＬ',
      'ǅ',
      'Ⅷ',
      '𐐀',
      'Σ',
      'ΑΣ:',
      'ΑΣ:Α',
    ]);
    while (ids.size < 6000) {
      ids.add(Array.from({ length: 1 + random(8) }, () => parts[random(parts.length)]).join(''));
    }
    expect([...(await keysOf([...ids]))].sort()).toEqual([...folded([...ids])].sort());
  });
});
