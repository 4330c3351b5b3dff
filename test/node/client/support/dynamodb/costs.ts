import { DynamoDBStore as Incumbent } from '@mastra/dynamodb';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { DynamoDBStore } from '../../../../../client/dynamodb.js';
import { operations } from './operations.js';
import { credentials } from './peer.js';
import type { DynamoPeer } from './peer.js';

export interface Cost {
  calls: number;
  readUnits: number;
  writeUnits: number;
}

export interface Stores {
  readonly ours: MastraCompositeStore;
  /** Ours without transactions. */
  readonly apart: MastraCompositeStore;
  readonly theirs: MastraCompositeStore;
  close(): Promise<void>;
}

/** Stores of ours and one of @mastra/dynamodb, each on a table of its own. */
export async function bothStores(peer: DynamoPeer, endpoint = peer.endpoint): Promise<Stores> {
  for (const tableName of ['ours', 'apart', 'theirs']) await peer.createTable(tableName);
  const storeOf = (tableName: string, transactions: boolean) =>
    new DynamoDBStore({
      name: tableName,
      config: { tableName, endpoint, credentials, transactions },
    });
  const ours = storeOf('ours', true);
  const apart = storeOf('apart', false);
  const theirs = new Incumbent({
    name: 'theirs',
    config: { id: 'theirs', tableName: 'theirs', endpoint, credentials },
  });
  await ours.init();
  await apart.init();
  await theirs.init();
  return { ours, apart, theirs, close: () => theirs.close() };
}

/** What each of `operations` costs both. */
export async function costsOf(
  peer: DynamoPeer,
  { ours, apart, theirs }: Stores,
): Promise<{ name: string; ours: Cost; apart: Cost; theirs: Cost }[]> {
  const cost = async (
    operation: (store: MastraCompositeStore) => Promise<unknown>,
    store: MastraCompositeStore,
  ): Promise<Cost> => {
    peer.passed.length = 0;
    await operation(store);
    const sum = (of: 'readUnits' | 'writeUnits') =>
      peer.passed.reduce((total, passed) => total + passed[of], 0);
    const { length: calls } = peer.passed;
    return { calls, readUnits: sum('readUnits'), writeUnits: sum('writeUnits') };
  };
  const out = [];
  for (const [name, operation] of Object.entries(operations)) {
    out.push({
      name,
      theirs: await cost(operation, theirs),
      ours: await cost(operation, ours),
      apart: await cost(operation, apart),
    });
  }
  return out;
}
