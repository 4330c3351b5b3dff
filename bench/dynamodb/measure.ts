// Calls, units and times of DynamoDBStore and of @mastra/dynamodb, for parts/dynamodb.ts, which bundles
// this: modules of the tests are TypeScript that names its imports as JavaScript.
import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { AwsClient } from 'aws4fetch';
import { bothStores, costsOf } from '../../test/node/client/support/dynamodb/costs.js';
import { messages, thread } from '../../test/node/client/support/dynamodb/operations.js';
import { credentials, DynamoPeer } from '../../test/node/client/support/dynamodb/peer.js';

export { costsOf };

const kRounds = { few: 15, many: 60 }; // calls of each store
const kWarmRounds = 5;

type Step = (store: MastraCompositeStore, call: number) => Promise<unknown>;
type Act = (call: number) => Promise<unknown>;
const kTimed: Record<string, Step> = {
  getThreadById: ({ stores }) => stores!.memory!.getThreadById({ threadId: 'timed' }),
  'listMessages newest 40': ({ stores }) =>
    stores!.memory!.listMessages({
      threadId: 'timed',
      perPage: 40,
      orderBy: { field: 'createdAt', direction: 'DESC' },
    }),
  updateThread: ({ stores }, call) =>
    stores!.memory!.updateThread({ id: 'timed', title: `${call}`, metadata: { call } }),
  'saveMessages x1': ({ stores }, call) =>
    stores!.memory!.saveMessages({ messages: messages('saved', 1, `one-${call}`) }),
  'saveMessages x10': ({ stores }, call) =>
    stores!.memory!.saveMessages({ messages: messages('saved', 10, `ten-${call}`) }),
  'saveMessages x100': ({ stores }, call) =>
    stores!.memory!.saveMessages({ messages: messages('saved', 100, `hundred-${call}`) }),
};

export async function costs() {
  const peer = await DynamoPeer.start();
  try {
    const stores = await bothStores(peer);
    const rows = await costsOf(peer, stores);
    await stores.close();
    return { rows, isOfficial: peer.isOfficial };
  } finally {
    await peer.stop();
  }
}

/** Milliseconds of each call, the rounds of all stores in turn; `distanceMs` is a round trip's. */
export async function times(distanceMs: number): Promise<Record<string, Record<string, number[]>>> {
  const peer = await DynamoPeer.start();
  const relay = await relayTo(peer.backend, distanceMs);
  try {
    const endpoint = `http://127.0.0.1:${relay.port}/`;
    const stores = await bothStores(peer, endpoint);
    const compared = { ours: stores.ours, apart: stores.apart, theirs: stores.theirs };
    for (const store of Object.values(compared)) {
      for (const id of ['timed', 'saved']) {
        await store.stores!.memory!.saveThread({ thread: thread(id) });
      }
      await store.stores!.memory!.saveMessages({ messages: messages('timed', 100) });
    }
    const out: Record<string, Record<string, number[]>> = {};
    const note = async (name: string, of: string, round: number, act: () => Promise<unknown>) => {
      const begun = performance.now();
      await act();
      const ms = performance.now() - begun;
      if (round >= kWarmRounds) ((out[name] ??= {})[of] ??= []).push(ms);
    };
    const byHand = byHandOn(endpoint);
    for (const [name, step] of Object.entries(kTimed)) {
      const isLarge = name === 'saveMessages x100';
      const ways: [string, Act][] = Object.entries(compared).map(([of, store]) => [
        of,
        (round) => step(store, round),
      ]);
      if (isLarge) ways.push(...Object.entries(byHand));
      const rounds = kWarmRounds + (isLarge ? kRounds.few : kRounds.many);
      for (let round = 0; round < rounds; round += 1) {
        // Whoever comes first pays for what was before it: each in its turn.
        for (let i = 0; i < ways.length; i += 1) {
          const [of, act] = ways[(i + round) % ways.length]!;
          await note(name, of, round, () => act(round));
        }
      }
    }
    await stores.close();
    return out;
  } finally {
    relay.close();
    await peer.stop();
  }
}

/** The least that writes 100 messages: no store, no conditions, items as they are. */
function byHandOn(endpoint: string): Record<string, Act> {
  const client = new AwsClient({ ...credentials, region: 'us-east-1', service: 'dynamodb' });
  const call = async (operation: string, body: object) => {
    const response = await client.fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    await response.arrayBuffer();
  };
  const itemsOf = (name: string) =>
    messages('by hand', 100, name).map(({ id, createdAt, content }) => {
      const time = createdAt.toISOString();
      const attributes = {
        ...{ pk: `$mastra#entity_message#id_${id}`, sk: '$message_1#entity_message' },
        ...{ gsi1pk: '$mastra#entity_message#threadid_by hand' },
        ...{ gsi1sk: `$message_1#createdat_${time.toLowerCase()}`, createdAt: time },
        ...{ id, threadId: 'by hand', resourceId: 'r', role: 'user', type: 'v2' },
        ...{ content: JSON.stringify(content), entity: 'message' },
      };
      return Object.fromEntries(Object.entries(attributes).map(([key, S]) => [key, { S }]));
    });
  return {
    'by hand, one TransactWriteItems of 100 puts': (n) =>
      call('TransactWriteItems', {
        TransactItems: itemsOf(`t${n}`).map((Item) => ({ Put: { TableName: 'ours', Item } })),
      }),
    'by hand, four BatchWriteItem at once': (n) => {
      const puts = itemsOf(`b${n}`).map((Item) => ({ PutRequest: { Item } }));
      return Promise.all(
        [0, 25, 50, 75].map((at) =>
          call('BatchWriteItem', { RequestItems: { ours: puts.slice(at, at + 25) } }),
        ),
      );
    },
  };
}

/** Bytes go through as they are, those of the server later. */
async function relayTo(to: { host: string; port: number }, delayMs: number) {
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = createConnection(to);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.on('data', (bytes) => outgoing.write(bytes));
    outgoing.on('data', (bytes) => {
      if (delayMs === 0) incoming.write(bytes);
      else setTimeout(() => incoming.write(bytes), delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
