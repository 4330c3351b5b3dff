// Many callers for minutes, one large body in a hundred: what they are answered, how long the slowest
// wait, and what memory the process has that serves them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { PostgresServer } from '../../test/node/client/support/postgres-server.ts';
import { newMessages } from '../dataset.ts';
import { kStores } from '../stores.ts';
import { bundleForNode } from '../support/bundle.ts';
import { Client } from '../support/client.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';
import { Simulator } from '../support/simulator.ts';
import { percentile } from '../support/stats.ts';

const kSeconds = Number(process.env['AGENTKEEP_LOAD_SECONDS'] ?? 300);
const kCallers = 64;
const kThreads = 64;
const kLargeBytes = 4_000_000;
const kMostMib = 400;

interface Running {
  readonly name: string;
  /** Calls a method of the memory domain: `200`, or the code of an error. */
  call(method: string, args: object): Promise<string>;
  /** Of the process that runs the core. */
  readonly pid: number;
  stop(): Promise<void>;
}

interface Operation {
  readonly name: string;
  readonly method: string;
  args(call: number, thread: string): object;
}

const time = '2026-01-02T12:00:00.000Z';
const threadOf = (id: string) => ({
  id,
  resourceId: 'load',
  title: `Thread ${id}`,
  metadata: {},
  createdAt: time,
  updatedAt: time,
});
// Words that hardly pack.
const noise = Array.from({ length: kLargeBytes / 8 }, (_, i) =>
  Math.imul(i + 1, 0x9e3779b1)
    .toString(16)
    .padStart(9, '0')
    .slice(-8),
).join('');

const kSmall: Operation[] = [
  { name: 'getThreadById', method: 'getThreadById', args: (_, threadId) => ({ threadId }) },
  {
    name: 'listMessages newest 40',
    method: 'listMessages',
    args: (_, threadId) => ({
      threadId,
      perPage: 40,
      orderBy: { field: 'createdAt', direction: 'DESC' },
    }),
  },
  {
    name: 'updateThread',
    method: 'updateThread',
    args: (call, id) => ({ id, title: `title ${call}`, metadata: { call } }),
  },
  {
    name: 'saveMessages x1',
    method: 'saveMessages',
    args: (call, thread) => ({ messages: newMessages(threadOf(thread), 1, call) }),
  },
];
const kLarge: Operation = {
  name: 'saveMessages of 4 MB',
  method: 'saveMessages',
  // Of a thread apart, and always the same rows: the database does not grow without an end.
  args: (call) => ({
    messages: newMessages(threadOf(`load-large-${call % 8}`), 1, 0).map((message) => ({
      ...message,
      id: `large-${call % 8}`,
      content: { format: 2, parts: [{ type: 'text', text: `${call}${noise}` }] },
    })),
  }),
};

export async function load(context: Context): Promise<Section> {
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  const places: Record<string, () => Promise<Running>> = {
    D1: () => inWorkerd(context, 'D1', {}),
    objects: () => inWorkerd(context, 'objects', { AGENTKEEP_DATABASE: 'durable-object' }),
    'a file': () => onFile(context),
    PostgreSQL: () => onPostgres(),
  };
  for (const [name, start] of Object.entries(places)) {
    if (!context.matches({ name })) continue;
    const running = await start();
    try {
      const { latencies, answers, mib, calls } = await measure(running);
      for (const [name, values] of latencies) {
        rows.push([
          running.name,
          name,
          values.length,
          percentile(values, 0.5).toFixed(1),
          percentile(values, 0.99).toFixed(1),
          '',
        ]);
      }
      const { 200: good = 0, overloaded = 0, ...others } = answers;
      const said = Object.entries(others).map(([code, count]) => `${count} ${code}`);
      rows.push([
        running.name,
        `all: ${good} done, ${overloaded} overloaded${said.map((each) => `, ${each}`).join('')}`,
        calls,
        '',
        '',
        mib.map((each) => each.toFixed(0)).join(', '),
      ]);
      targets.push({
        what: `${running.name}, answers that are neither good nor overloaded`,
        value: Object.values(others).reduce((sum, count) => sum + count, 0),
        limit: 0,
        atMost: true,
      });
      targets.push({
        what: `${running.name}, memory of the process, MiB`,
        value: Math.max(...mib),
        limit: kMostMib,
        atMost: true,
      });
    } finally {
      await running.stop();
    }
  }
  return {
    title: 'Load',
    notes: [
      `${kCallers} callers for ${kSeconds} s, one after the other each; one call in a hundred saves a message of ` +
        `${kLargeBytes / 1_000_000} MB. D1 and objects: over HTTP, in Miniflare's workerd with their databases. ` +
        'A file and PostgreSQL: the class in a Node process, which makes the calls, too. Memory: what is resident ' +
        'at the start, after each quarter and at the end.',
    ],
    columns: ['database', 'operation', 'calls', 'p50, ms', 'p99, ms', 'memory, MiB'],
    rows,
    targets,
  };
}

async function measure(running: Running) {
  for (let i = 0; i < kThreads; i += 1) {
    await expectDone(running.call('saveThread', { thread: threadOf(`load-${i}`) }));
    await expectDone(
      running.call('saveMessages', {
        messages: newMessages(threadOf(`load-${i}`), 40, 10_000_000 + i),
      }),
    );
  }
  const latencies = new Map<string, number[]>();
  const answers: Record<string, number> = {};
  const mib = [await residentMib(running.pid)];
  const untilMs = performance.now() + 1000 * kSeconds;
  let calls = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const call = calls++;
      const operation = call % 100 === 99 ? kLarge : kSmall[call % kSmall.length];
      const start = performance.now();
      const answer = await running.call(
        operation.method,
        operation.args(call, `load-${call % kThreads}`),
      );
      const values = latencies.get(operation.name) ?? [];
      values.push(performance.now() - start);
      latencies.set(operation.name, values);
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  };
  const watch = async (): Promise<void> => {
    for (let quarter = 1; quarter <= 4; quarter += 1) {
      await new Promise((resolve) => setTimeout(resolve, (1000 * kSeconds) / 4));
      mib.push(await residentMib(running.pid));
    }
  };
  await Promise.all([watch(), ...Array.from({ length: kCallers }, caller)]);
  return { latencies, answers, mib, calls };
}

async function expectDone(answer: Promise<string>): Promise<void> {
  const word = await answer;
  if (word !== '200') throw new Error(`the database cannot be filled: ${word}`);
}

async function residentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function inWorkerd(
  context: Context,
  name: string,
  vars: Record<string, string>,
): Promise<Running> {
  const store = kStores.agentkeep;
  const simulator = await Simulator.startWorker({
    bundle: await context.bundle('agentkeep'),
    compatibilityDate: store.compatibilityDate,
    compatibilityFlags: store.compatibilityFlags,
    vars: { ...store.vars, ...vars },
    databaseFolder: await context.newFolder(),
    objects: 'AgentKeepObject',
  });
  const client = new Client(Number(simulator.url.port), store.headers);
  return {
    name,
    pid: simulator.pid,
    async call(method, args) {
      const { status, body } = await client.post(
        `/v1/memory/${method}`,
        Buffer.from(JSON.stringify(args)),
      );
      return status === 200 ? '200' : codeOf(body.toString());
    },
    stop: () => simulator.stop(),
  };
}

const codeOf = (body: string): string =>
  (JSON.parse(body) as { error: { code: string } }).error.code;

type Memory = Record<string, (args: object) => Promise<unknown>>;

interface Opened {
  init(): Promise<void>;
  getStore(domain: string): Promise<unknown>;
  close(): Promise<void>;
}

async function inProcess(name: string, store: Opened, stop: () => Promise<void>): Promise<Running> {
  await store.init();
  const memory = (await store.getStore('memory')) as Memory;
  return {
    name,
    pid: process.pid,
    async call(method, args) {
      try {
        await memory[method](args);
        return '200';
      } catch (cause) {
        return (cause as { code?: string }).code ?? String(cause);
      }
    },
    async stop() {
      await store.close();
      await stop();
    },
  };
}

async function onFile(context: Context): Promise<Running> {
  const file = await bundleForNode('client/libsql-store.ts', 'load-libsql.mjs');
  const { LibSQLStore } = (await import(pathToFileURL(file).href)) as {
    LibSQLStore: new (options: object) => Opened;
  };
  const folder = await context.newFolder();
  const store = new LibSQLStore({ id: 'load', url: `file:${join(folder, 'load.db')}` });
  return inProcess('a file', store, () => Promise.resolve());
}

async function onPostgres(): Promise<Running> {
  const file = await bundleForNode('client/dsql.ts', 'dsql.mjs');
  const { PostgresStore } = (await import(pathToFileURL(file).href)) as {
    PostgresStore: new (options: object) => Opened;
  };
  const server = await PostgresServer.start({});
  const { host, port, user, database } = server;
  const store = new PostgresStore({ id: 'load', host, port, user, database, password: 'trusted' });
  return inProcess('PostgreSQL', store, () => server.stop());
}
