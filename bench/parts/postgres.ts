// The class in the process that calls it, beside @mastra/pg, on one PostgreSQL.
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { PostgresStore as Incumbent } from '@mastra/pg';
import pg from 'pg';
import { PostgresServer } from '../../test/node/client/support/postgres-server.ts';
import { bundleForNode } from '../support/bundle.ts';
import type { Section, Target } from '../support/report.ts';
import { median } from '../support/stats.ts';

const kBlocks = 5;
const kBlockSeconds = 0.5;
const kSeededMessages = 400;
const kFaster = 5; // saveMessages x100
const kConcurrent = 16;
const kAwayMs = 2;

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Memory = Record<string, (args: any) => Promise<unknown>>;
type Operation = (memory: Memory, call: number, thread: string) => Promise<unknown>;

interface Message {
  readonly id: string;
  readonly threadId: string;
  readonly resourceId: string;
  readonly role: string;
  readonly type: string;
  readonly createdAt: Date;
  readonly content: object;
}

function messagesOf(threadId: string, count: number, call: number): Message[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `${threadId}-${call}-${i}`,
    threadId,
    resourceId: 'r',
    role: i % 2 === 0 ? 'user' : 'assistant',
    type: 'v2',
    createdAt: new Date(1_780_000_000_000 + call * 1000 + i),
    content: {
      format: 2,
      parts: [
        {
          type: 'text',
          text: `Message ${i} of ${call}. ${'Words of a conversation. '.repeat(30)}`,
        },
      ],
      metadata: { call, i },
    },
  }));
}

const saveMany: Operation = (memory, call, thread) =>
  memory.saveMessages({ messages: messagesOf(thread, 100, call) });
const kSaveMany = 'saveMessages x100';

const kOperations: Record<string, Operation> = {
  getThreadById: (memory, _, threadId) => memory.getThreadById({ threadId }),
  'listMessages newest 40': (memory) =>
    memory.listMessages({
      threadId: 't',
      perPage: 40,
      page: 0,
      orderBy: { field: 'createdAt', direction: 'DESC' },
    }),
  updateThread: (memory, call, id) =>
    memory.updateThread({ id, title: `title ${call}`, metadata: { call } }),
  'saveMessages x1': (memory, call, thread) =>
    memory.saveMessages({ messages: messagesOf(thread, 1, call) }),
  [kSaveMany]: saveMany,
};

interface Case {
  readonly name: string;
  readonly where: string;
  readonly concurrent: number;
  readonly run: Operation;
  /** All callers use this thread; else each has its own. */
  readonly thread?: string;
}

interface Measured {
  readonly name: string;
  readonly memory: Memory;
}

const kHere = 'here';
const kCases: Case[] = [
  ...[1, kConcurrent].flatMap((concurrent) =>
    Object.entries(kOperations).map(([name, run]) => ({ name, where: kHere, concurrent, run })),
  ),
  {
    name: `${kSaveMany}, one thread`,
    where: kHere,
    concurrent: kConcurrent,
    run: saveMany,
    thread: 'w',
  },
];

let next = 1;

/** A table of rows, and how many times the first store's calls each of the others does a second. */
async function compare(
  { name, where, concurrent, run, thread }: Case,
  stores: readonly Measured[],
  trips: (memory: Memory) => Promise<number>,
): Promise<{ rows: Section['rows']; ratios: number[]; trips: number[] }> {
  const block = async (memory: Memory, calls: number) => {
    const start = performance.now();
    let left = calls;
    const caller = async (_: unknown, i: number) => {
      while (left-- > 0) await run(memory, next++, thread ?? `w${i}`);
    };
    await Promise.all(Array.from({ length: concurrent }, caller));
    return (performance.now() - start) / 1000;
  };
  const fitting: number[] = [];
  for (const { memory } of stores) {
    await block(memory, 10 * concurrent);
    const calls = 5 * concurrent;
    const seconds = await block(memory, calls);
    fitting.push(Math.min(5000, Math.max(3, Math.round((calls * kBlockSeconds) / seconds))));
  }
  const speeds: number[][] = stores.map(() => []);
  for (let round = 0; round < kBlocks; round += 1) {
    for (const [i, { memory }] of stores.entries()) {
      speeds[i].push(fitting[i] / (await block(memory, fitting[i])));
    }
  }
  const medians = speeds.map(median);
  const ratios = medians.map((speed) => speed / medians[0]);
  const counted: number[] = [];
  for (const { memory } of stores) counted.push(await trips(memory));
  const rows = stores.map((store, i) => [
    name,
    where,
    `c=${concurrent}`,
    store.name,
    counted[i],
    medians[i],
    `${ratios[i].toFixed(1)}x`,
  ]);
  return { rows, ratios, trips: counted };
}

/** Both stores and what a user could do by hand, on one server, and each again behind a distance. */
async function open(settings: Record<string, string>) {
  const server = await PostgresServer.start(settings);
  const far = await Distance.start(server.port, kAwayMs);
  const closing: (() => Promise<unknown>)[] = [];
  const Ours = await ourStore();
  const storesAt = async (port: number): Promise<Measured[]> => {
    const { host, user, database } = server;
    const options = { host, port, user, database, password: 'trusted' };
    // @mastra/pg makes a schema once in a process, whatever the server.
    const made = [
      new Incumbent({ ...options, id: 'incumbent', schemaName: `incumbent_${server.port}` }),
      new Ours({ ...options, id: 'agentkeep', schemaName: 'agentkeep' }),
    ];
    const measured: Measured[] = [];
    for (const [i, store] of made.entries()) {
      closing.push(() => store.close());
      await store.init();
      const memory = (await store.getStore('memory')) as unknown as Memory;
      measured.push({ name: ['@mastra/pg', 'agentkeep'][i], memory });
      for (const id of ['t', 'w', ...Array.from({ length: kConcurrent }, (_, c) => `w${c}`)]) {
        const now = new Date();
        await memory.saveThread({
          thread: { id, resourceId: 'r', title: id, metadata: {}, createdAt: now, updatedAt: now },
        });
      }
      await memory.saveMessages({ messages: messagesOf('t', kSeededMessages, 0) });
    }
    const pool = new pg.Pool({ ...options, max: 20, pipeline: true } as pg.PoolConfig);
    closing.push(() => pool.end());
    measured.push({ name: 'by hand', memory: await byHand(pool) });
    return measured;
  };
  return {
    here: await storesAt(server.port),
    away: await storesAt(far.port),
    async close() {
      for (const close of closing) await close();
      await far.stop();
      await server.stop();
    },
  };
}

/**
 * The least that 100 messages take: one prepared INSERT into a table with the two indexes of
 * @mastra/pg, the thread's UPDATE and COMMIT, sent at once; nothing is checked, and nothing answered.
 */
async function byHand(pool: pg.Pool): Promise<Memory> {
  await pool.query('CREATE SCHEMA IF NOT EXISTS hand');
  await pool.query(`CREATE TABLE IF NOT EXISTS hand.messages (id text PRIMARY KEY,
    thread_id text NOT NULL, content text NOT NULL, "createdAt" timestamp NOT NULL,
    "createdAtZ" timestamptz, role text NOT NULL, type text NOT NULL, "resourceId" text)`);
  await pool.query(
    'CREATE INDEX IF NOT EXISTS of_thread ON hand.messages (thread_id, "createdAt" DESC)',
  );
  await pool.query('CREATE TABLE IF NOT EXISTS hand.threads (id text PRIMARY KEY, at timestamptz)');
  await pool.query(`INSERT INTO hand.threads (id) SELECT 'w' || i FROM generate_series(0, 99) i
    ON CONFLICT DO NOTHING`);
  const insert = `INSERT INTO hand.messages
    (id, thread_id, content, "createdAt", "createdAtZ", role, type, "resourceId")
    SELECT a, b, c, d, d, e, f, g FROM unnest($1::text[], $2::text[], $3::text[],
      $4::timestamptz[], $5::text[], $6::text[], $7::text[]) r(a, b, c, d, e, f, g)`;
  return {
    async saveMessages({ messages }: { messages: Message[] }) {
      const client = await pool.connect();
      const columns = (['id', 'threadId', 'content', 'createdAt', 'role', 'type'] as const).map(
        (name) =>
          messages.map((message) =>
            name === 'content' ? JSON.stringify(message.content) : message[name],
          ),
      );
      const values = [...columns, messages.map(({ resourceId }) => resourceId)];
      const update = 'UPDATE hand.threads SET at = now() WHERE id = $1';
      await Promise.all([
        client.query('BEGIN'),
        client.query({ name: 'insert', text: insert, values }),
        client.query({ name: 'update', text: update, values: [messages[0].threadId] }),
        client.query('COMMIT'),
      ]);
      client.release();
    },
  };
}

/** A port that is so many milliseconds, there and back, away from another one. */
class Distance {
  readonly #server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number, awayMs: number) {
    this.#server = createServer((client) => {
      const upstream = connect(target, '127.0.0.1');
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ]) {
        this.#sockets.add(from);
        from.setNoDelay(true);
        from.on('data', (data) => setTimeout(() => to.write(data), awayMs / 2));
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
      }
    });
  }

  static async start(target: number, awayMs: number): Promise<Distance> {
    const distance = new Distance(target, awayMs);
    await new Promise<void>((resolve) => distance.#server.listen(0, '127.0.0.1', resolve));
    return distance;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export async function postgres(): Promise<Section> {
  let queries = 0;
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  // Each of them is waited for, but for those that a pipeline of ours holds.
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    queries += 1;
    return query.apply(this, args);
  } as never;
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  const measure = async (one: Case, stores: readonly Measured[]) => {
    const isFloorThere = one.run === saveMany && one.thread === undefined;
    const compared = isFloorThere ? stores : stores.slice(0, 2);
    const result = await compare(one, compared, async (memory) => {
      queries = 0;
      await one.run(memory, next++, 'w');
      // By hand, four are on their way at a time.
      return compared[2]?.memory === memory ? 1 : queries;
    });
    rows.push(...result.rows);
    const what = `${one.name}, ${one.where}, c=${one.concurrent}`;
    targets.push({
      what: `${what}, round trips`,
      value: result.trips[1],
      limit: 1,
      atMost: true,
    });
    if (isFloorThere) {
      targets.push({
        what: `${what}, times the calls per second of @mastra/pg (by hand: ${result.ratios[2].toFixed(1)})`,
        value: result.ratios[1],
        limit: kFaster,
        atMost: false,
      });
    }
  };
  try {
    const quick = await open({});
    try {
      for (const one of kCases) await measure(one, quick.here);
      for (const concurrent of [1, kConcurrent]) {
        const where = `${kAwayMs} ms away`;
        await measure({ name: kSaveMany, where, concurrent, run: saveMany }, quick.away);
      }
    } finally {
      await quick.close();
    }
    const safe = await open({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' });
    try {
      for (const concurrent of [1, kConcurrent]) {
        const where = `${kHere}, fsync`;
        await measure({ name: kSaveMany, where, concurrent, run: saveMany }, safe.here);
      }
    } finally {
      await safe.close();
    }
  } finally {
    pg.Client.prototype.query = query as never;
  }
  return {
    title: 'PostgreSQL',
    notes: [
      'The classes of both packages in one process on one PostgreSQL 16 of this machine, with the same ' +
        'settings for both: fsync, synchronous_commit and full_page_writes off, or on ("fsync"); pools of 20. ' +
        `c=${kConcurrent}: so many calls at a time, each on a thread of its own, or all on one. "${kAwayMs} ms ` +
        'away" is behind a proxy that adds so much to each round trip. ' +
        `Medians of ${kBlocks} alternating blocks. A round trip is a statement or a pipeline that is waited for.`,
      '"By hand" is the least that could be done: one prepared INSERT of 100 rows from arrays, the ' +
        "thread's UPDATE and COMMIT, all sent at once; nothing is checked, converted or answered. What it is " +
        'over @mastra/pg, which needs five round trips but one INSERT, is about what any store could be: the ' +
        'rest of a call is rows and indexes that the server writes, the same for all.',
    ],
    columns: ['operation', 'where', '', 'store', 'round trips', 'calls/s', 'over the first'],
    rows,
    targets,
  };
}

async function ourStore() {
  const outfile = await bundleForNode('client/dsql.ts', 'dsql.mjs');
  const { PostgresStore } = (await import(pathToFileURL(outfile).href)) as {
    PostgresStore: new (options: object) => Incumbent;
  };
  return PostgresStore;
}
