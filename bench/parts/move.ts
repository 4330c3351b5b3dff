// Moving stores by the command: rows a second and memory, pair by pair, and what D1 and DynamoDB are
// asked.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Sqld } from '../../test/contract/support/sqld.ts';
import { PostgresServer } from '../../test/node/client/support/postgres-server.ts';
import { DevServer } from '../../test/node/support/dev-server.ts';
import { bundleForNode } from '../support/bundle.ts';
import { kStores } from '../stores.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** More by AGENTKEEP_MOVE_MESSAGES. */
const kMessages = Number(process.env['AGENTKEEP_MOVE_MESSAGES'] ?? 20_000);
/** By which requests are counted, behind meters that would slow down the others. */
const kCounted = 2_000;
const kMostMb = 256;

export async function move(context: Context): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-bench-move-'));
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const script = join(
      root,
      execFileSync('bash', ['-c', '. "$0/scripts/lib.sh"; cd "$0"; commandLine', root], {
        encoding: 'utf8',
      }).trim(),
    );
    const fill = await bundleForNode('bench/move/fill.ts', 'move-fill.mjs');
    execFileSync(process.execPath, [fill, join(folder, 'source.db'), String(kMessages)]);
    const { endpoint: dynamo, isOfficial } = await startDynamo(ends);
    const [sqld, postgres] = await Promise.all([Sqld.start(), PostgresServer.start()]);
    ends.push(
      () => sqld.remove(),
      () => postgres.stop(),
    );
    const d1 = await DevServer.start({ state: join(folder, 'd1'), home: join(folder, 'home') });
    ends.push(() => d1.stop());
    const object = await DevServer.start({
      state: join(folder, 'object'),
      home: join(folder, 'home'),
      configs: [join(root, 'example/durable-object.toml')],
    });
    ends.push(() => object.stop());

    const env = {
      LIBSQL_AUTH_TOKEN: sqld.token(),
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
    const stores: Record<string, string> = {
      file: `file:${join(folder, 'source.db')}`,
      'D1, local': d1.url,
      PostgreSQL: `postgres://admin@127.0.0.1:${postgres.port}/postgres`,
      DynamoDB: `dynamodb://mastra?endpoint=${encodeURIComponent(dynamo)}`,
      'file again': `file:${join(folder, 'again.db')}`,
      libSQL: `libsql://${new URL(sqld.url).host}?tls=0`,
      'Durable Object': object.url,
      'another file': `file:${join(folder, 'another.db')}`,
    };
    const chains = [
      ['file', 'D1, local', 'PostgreSQL', 'DynamoDB', 'file again'],
      ['file', 'libSQL', 'Durable Object', 'another file'],
    ];
    const rows: Section['rows'] = [];
    const targets: Target[] = [];
    const add = async (what: string, args: string[]) => {
      if (!context.matches({ name: what })) return;
      const ran = await measured(script, args, folder, env);
      const rate = Math.round(kMessages / ran.seconds);
      rows.push([what, rate, ran.seconds, ran.megabytes, '', '', '']);
      console.error(`${what}: ${ran.seconds} s, ${ran.megabytes} MB`); // a million takes long
      const memory = `${what}: memory, MB`;
      targets.push({ what: memory, value: ran.megabytes, limit: kMostMb, atMost: true });
    };
    for (const chain of chains) {
      for (let i = 1; i < chain.length; i++) {
        const [from, to] = [chain[i - 1]!, chain[i]!];
        await add(`copy ${from} -> ${to}`, ['copy', stores[from]!, stores[to]!, '--json']);
        await add(`verify file, ${to}`, ['verify', stores['file']!, stores[to]!]);
      }
    }
    const out = join(folder, 'export');
    await add('export file', ['export', stores['file']!, out]);
    await add('import to a file', ['import', out, `file:${join(folder, 'imported.db')}`]);
    const small = join(folder, 'small.db');
    execFileSync(process.execPath, [fill, small, String(kCounted)]);
    if (context.matches({ name: 'D1, counted' })) {
      rows.push(...(await counted(context, script, folder, small)));
    }
    if (context.matches({ name: 'DynamoDB, counted' })) {
      rows.push(...(await countedDynamo(ends, script, folder, small, env)));
    }
    return {
      title: 'Moving data',
      notes: [
        `${kMessages} messages of some 300 bytes by the command, one process after another, every server on this ` +
          'machine. `copy` reads, writes, and compares everything once by its pass over what has changed; DynamoDB ' +
          `is ${isOfficial ? 'DynamoDB Local' : 'dynalite, unless AGENTKEEP_DYNAMODB_LOCAL=1'}. Memory is the highest of the process (VmHWM). ` +
          `What D1 and DynamoDB are asked is counted for ${kCounted} messages, by meters before them: rows of ` +
          'D1, units of DynamoDB.',
      ],
      columns: ['what', 'messages/s', 'seconds', 'MB', 'requests', 'read', 'written'],
      rows,
      targets,
    };
  } finally {
    for (const end of ends.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What D1 is asked by a copy to it, a comparison and a copy from it. */
async function counted(
  context: Context,
  script: string,
  folder: string,
  small: string,
): Promise<Section['rows']> {
  const metered = await context.startMetered('agentkeep', await context.newFolder());
  try {
    const token = kStores.agentkeep.headers['authorization']!.replace('Bearer ', '');
    const file = `file:${small}`;
    const rows: Section['rows'] = [];
    const asked = async (what: string, args: string[]) => {
      metered.meter.reset();
      await measured(script, args, folder, { AGENTKEEP_TOKEN: token });
      const { trips, rowsRead, rowsWritten } = metered.meter.cost;
      rows.push([what, '', '', '', trips, rowsRead, rowsWritten]);
    };
    await measured(script, ['migrate', metered.url], folder, { AGENTKEEP_TOKEN: token });
    await asked(`copy ${kCounted} file -> D1`, ['copy', file, metered.url]);
    await asked(`verify ${kCounted} file, D1`, ['verify', file, metered.url]);
    const back = `file:${join(folder, 'counted.db')}`;
    await asked(`copy ${kCounted} D1 -> file`, ['copy', metered.url, back]);
    return rows;
  } finally {
    await metered.stop();
  }
}

/** What DynamoDB is asked by the same. */
async function countedDynamo(
  ends: (() => Promise<unknown>)[],
  script: string,
  folder: string,
  small: string,
  env: Record<string, string>,
): Promise<Section['rows']> {
  const { endpoint, process: peer } = await startDynamo(ends, 'counted');
  const dynamo = `dynamodb://mastra?endpoint=${encodeURIComponent(endpoint)}`;
  const rows: Section['rows'] = [];
  const asked = async (what: string, args: string[]) => {
    await measured(script, args, folder, env);
    peer.stdin!.write('\n');
    const [line] = (await once(peer.stdout!, 'data')) as [Buffer];
    const { requests, read, written } = JSON.parse(String(line)) as Record<string, number>;
    rows.push([what, '', '', '', requests!, Math.round(read!), Math.round(written!)]);
  };
  const back = `file:${join(folder, 'counted-dynamo.db')}`;
  await asked(`copy ${kCounted} file -> DynamoDB`, ['copy', `file:${small}`, dynamo]);
  await asked(`verify ${kCounted} file, DynamoDB`, ['verify', `file:${small}`, dynamo]);
  await asked(`copy ${kCounted} DynamoDB -> file`, ['copy', dynamo, back]);
  return rows;
}

async function startDynamo(
  ends: (() => Promise<unknown>)[],
  ...args: string[]
): Promise<{ endpoint: string; isOfficial: boolean; process: ChildProcess }> {
  const program = await bundleForNode('bench/move/dynamodb.ts', 'move-dynamodb.mjs');
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  ends.push(async () => {
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  });
  const begun = JSON.parse(String(line)) as { endpoint: string; isOfficial: boolean };
  return { ...begun, process: child };
}

/** Runs the command, and looks at its memory meanwhile. */
async function measured(
  script: string,
  args: string[],
  cwd: string,
  env: Record<string, string>,
): Promise<{ seconds: number; megabytes: number }> {
  const begun = performance.now();
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let highest = 0;
  const look = setInterval(() => {
    const path = `/proc/${child.pid}/status`;
    if (!existsSync(path)) return;
    try {
      const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'));
      if (found !== null) highest = Math.max(highest, Number(found[1]));
    } catch {
      // it has ended
    }
  }, 50);
  const [code] = (await once(child, 'exit')) as [number];
  clearInterval(look);
  if (code !== 0) throw new Error(`agentkeep ${args.join(' ')} ended with ${code}`);
  return {
    seconds: Math.round((performance.now() - begun) / 100) / 10,
    megabytes: Math.round(highest / 1024),
  };
}
