// What a call by service binding costs over a bare RPC call: latency of calls one after another,
// three Workers in one workerd, the database answering from memory.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Client, toBody } from '../support/client.ts';
import type { Context } from '../support/context.ts';
import type { Section } from '../support/report.ts';
import { median } from '../support/stats.ts';
import { Workerd } from '../support/workerd.ts';

const kWays = [
  { path: 'bare', what: 'a bare RPC method, constant answer' },
  { path: 'object', what: 'env.STORE.memory.getThreadById(args)' },
  { path: 'json', what: 'env.STORE.call(method, JSON), JSON parsed' },
];
const kRounds = 31;
const kCallsInBlock = 400;
const kWarmUpBlocks = 6;
const kLimitMs = 0.15;

/** The answer of bare.js. */
const kThread = {
  id: 'thread-0',
  resourceId: 'user-0',
  title: 'A thread as long as most are',
  metadata: { topic: 'travel', unread: 3 },
  createdAt: '2026-01-02T12:00:00.000Z',
  updatedAt: '2026-01-02T12:00:00.000Z',
};
const kArguments = { threadId: kThread.id };

interface Block {
  /** A call. */
  ms: number;
  /** A call, all Workers and threads of the process. */
  cpuMs: number;
}

export async function rpc(context: Context): Promise<Section> {
  const beside = (name: string, services: Record<string, string>) => ({
    name,
    file: join(import.meta.dirname, `../rpc/${name}.js`),
    services,
  });
  const workerd = await Workerd.start(
    await context.workerdConfig('agentkeep', { answersFile: await record(context) }, [
      beside('caller', { STORE: 'main', BARE: 'bare' }),
      beside('bare', {}),
    ]),
  );
  const client = new Client(workerd.port);
  const block = async (path: string): Promise<Block> => {
    const cpuBefore = await workerd.cpuMs();
    const start = performance.now();
    const answer = await client.call(`/${path}?calls=${kCallsInBlock}`, kArguments);
    const spent = performance.now() - start;
    const cpuSpent = (await workerd.cpuMs()) - cpuBefore;
    if (JSON.stringify(answer) !== JSON.stringify(kThread)) {
      throw new Error(`${path} answered ${JSON.stringify(answer)}`);
    }
    return { ms: spent / kCallsInBlock, cpuMs: cpuSpent / kCallsInBlock };
  };
  const measured = new Map<string, Block[]>(kWays.map(({ path }) => [path, []]));
  try {
    for (let round = -kWarmUpBlocks; round < kRounds; round += 1) {
      for (const [path, blocks] of measured) {
        const spent = await block(path);
        if (round >= 0) blocks.push(spent);
      }
    }
  } finally {
    client.close();
    await workerd.stop();
  }
  const blocksOf = (path: string) => measured.get(path) ?? [];
  const of = (path: string, what: keyof Block) => median(blocksOf(path).map((each) => each[what]));
  const over = (path: string, what: keyof Block) =>
    median(blocksOf(path).map((each, round) => each[what] - blocksOf('bare')[round][what]));
  return {
    title: 'Service binding',
    notes: [
      'getThreadById, ms a call, one after another. Caller, agentkeep and a Worker with a bare RPC method in one ' +
        `workerd; a stand-in for the D1 binding answers from memory. Medians of ${kRounds} alternating blocks of ` +
        `${kCallsInBlock} calls; the difference is that of blocks side by side.`,
    ],
    columns: ['call', 'ms', 'over bare', 'CPU ms', 'over bare'],
    rows: kWays.map(({ path, what }) => [
      what,
      ...(['ms', 'cpuMs'] as const).flatMap((each) => [
        of(path, each).toFixed(3),
        path === 'bare' ? '' : over(path, each).toFixed(3),
      ]),
    ]),
    targets: kWays
      .filter(({ path }) => path !== 'bare')
      .map(({ path, what }) => ({
        what: `${what}, ms over a bare call`,
        value: over(path, 'ms'),
        limit: kLimitMs,
        atMost: true,
      })),
  };
}

/** Has the thread saved and read once, and keeps what the database said to a new isolate. */
async function record(context: Context): Promise<string> {
  const file = join(await context.newFolder(), 'answers.json');
  const metered = await context.startMetered('agentkeep', await context.newFolder());
  try {
    await metered.worker.call('/v1/memory/saveThread', { thread: kThread });
    metered.meter.record();
    await metered.restartWorker();
    await metered.worker.post('/v1/memory/getThreadById', toBody(kArguments));
    await writeFile(file, JSON.stringify(metered.meter.takeRecording()));
  } finally {
    await metered.stop();
  }
  return file;
}
