// Calls and units of each method beside those of @mastra/dynamodb, on one DynamoDB in one run. The
// units are those of DynamoDB Local (AGENTKEEP_DYNAMODB_LOCAL=1). `bench/run dynamodb` prints them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bothStores, costsOf } from './support/dynamodb/costs.js';
import type { Stores } from './support/dynamodb/costs.js';
import { DynamoPeer } from './support/dynamodb/peer.js';

/**
 * All or nothing has a price where several items are written: in a transaction each counts twice in
 * the table. The incumbent writes item by item.
 */
const dearer = [
  'saveMessages, 1',
  'saveMessages, 10',
  'saveMessages, 100',
  'updateMessages',
  'deleteMessages, 2',
  'deleteThread, 109 messages',
];

describe('what each method costs, beside @mastra/dynamodb', () => {
  let peer: DynamoPeer;
  let stores: Stores;

  beforeAll(async () => {
    peer = await DynamoPeer.start();
    stores = await bothStores(peer);
  });
  afterAll(async () => {
    await stores?.close();
    await peer.stop();
  });

  it('is never more calls nor units, but for what a transaction of several items writes', async () => {
    const wrong: string[] = [];
    for (const { name, ours, apart, theirs } of await costsOf(peer, stores)) {
      if (ours.calls > theirs.calls) wrong.push(`${name}: calls`);
      if (apart.calls > theirs.calls) wrong.push(`${name}, apart: calls`);
      if (ours.readUnits + ours.writeUnits === 0) wrong.push(`${name}: no units are counted`);
      if (!peer.isOfficial) continue;
      if (apart.readUnits > theirs.readUnits) wrong.push(`${name}, apart: read units`);
      if (apart.writeUnits > theirs.writeUnits) wrong.push(`${name}, apart: write units`);
      if (ours.readUnits > theirs.readUnits) wrong.push(`${name}: read units`);
      const isMore = ours.writeUnits > theirs.writeUnits;
      if (isMore !== dearer.includes(name)) wrong.push(`${name}: write units`);
      if (ours.writeUnits > 2 * theirs.writeUnits) wrong.push(`${name}: more than twice`);
    }
    expect(wrong).toEqual([]);
  });
});
