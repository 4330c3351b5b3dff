import { Command } from 'commander';
import { StoreError } from '../../client/store-error.js';
import { release } from '../../worker/generated/methods.js';
import { exit, UsageError } from '../errors.js';
import { openStore } from '../store.js';
import type { OpenStore } from '../store.js';
import { urlHelp } from '../store-url.js';

interface Options {
  readonly tablePrefix?: string;
  readonly json?: true;
}

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly says: string;
  /** What to do about it. */
  readonly advice?: string;
}

const slowMs = 500;
const skewMs = 5000;
const oldestNode = [22, 12];

export const doctor = new Command('doctor')
  .description(
    'Look at the settings of a store: whether it can be reached, as what, how fast, its tables, ' +
      'its clock; and tell what to do.',
  )
  .argument('<store>', 'URL of the store')
  .option('--table-prefix <prefix>', 'prefix of the tables (default: none)')
  .option('--json', 'print JSON')
  .addHelpText('after', urlHelp)
  .action(async (url: string, { tablePrefix, json }: Options) => {
    const findings: Finding[] = [nodeOf(process.versions.node)];
    const store = await openStore(url, tablePrefix === undefined ? {} : { tablePrefix });
    try {
      for await (const finding of examine(store, url)) findings.push(finding);
    } finally {
      await store.close();
    }
    const ok = findings.every((each) => each.ok);
    if (!ok) process.exitCode = exit.failed;
    if (json) {
      console.log(JSON.stringify({ store: store.name, ok, findings }, null, 2));
      return;
    }
    console.log(store.name);
    for (const { what, ok: isFine, says, advice } of findings) {
      console.log(`  ${isFine ? 'ok  ' : 'FAIL'} ${what}: ${says}`);
      if (advice !== undefined) console.log(`       ${advice}`);
    }
  });

function nodeOf(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > oldestNode[0]! || (major === oldestNode[0] && minor >= oldestNode[1]!);
  return {
    what: 'Node',
    ok,
    says: version,
    ...(ok ? {} : { advice: `install Node ${oldestNode.join('.')} or newer` }),
  };
}

async function* examine(store: OpenStore, url: string): AsyncGenerator<Finding> {
  const { client } = store;
  let status: { schemaVersion?: number; missing?: string[]; pendingIndexes?: string[] };
  try {
    status = (await client.call('store.status', {})) as typeof status;
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const { message } = cause as Error;
    const code = cause instanceof StoreError ? cause.code : '';
    yield { what: 'connection', ok: false, says: message, ...advised(code) };
    return;
  }
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const begun = performance.now();
    await client.call('store.status', {});
    times.push(performance.now() - begun);
  }
  const median = times.sort((a, b) => a - b)[2]!;
  yield {
    what: 'connection',
    ok: true,
    says: `a round trip takes ${median < 10 ? median.toFixed(1) : Math.round(median)} ms`,
    ...(median > slowMs ? { advice: 'that is slow: run it nearer to the database' } : {}),
  };
  if (/^https?:/.test(url)) yield await clockOf(url);

  const { schemaVersion = 0, missing = [], pendingIndexes = [] } = status;
  if (schemaVersion > release.schema) {
    yield {
      what: 'tables',
      ok: false,
      says: `of version ${schemaVersion}, and this release knows ${release.schema}`,
      advice: 'upgrade agentkeep here',
    };
  } else if (missing.length > 0 || schemaVersion < release.schema) {
    const some = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ', …' : '');
    yield {
      what: 'tables',
      ok: false,
      says:
        missing.length > 0
          ? `missing: ${some}`
          : `of version ${schemaVersion}, not ${release.schema}`,
      advice: 'agentkeep migrate makes them, as does the first call of a store without disableInit',
    };
  } else {
    yield { what: 'tables', ok: true, says: `of version ${schemaVersion}` };
  }
  yield {
    what: 'indexes',
    ok: pendingIndexes.length === 0,
    says: pendingIndexes.length === 0 ? 'all are there' : `missing: ${pendingIndexes.join(', ')}`,
    ...(pendingIndexes.length === 0 ? {} : { advice: 'agentkeep reindex builds them' }),
  };
  yield* permissions(store);
}

/** A call that changes nothing, for each scope. */
async function* permissions({ client }: OpenStore): AsyncGenerator<Finding> {
  const calls = [
    ['read', 'memory.listThreads', { perPage: 1 }],
    ['write', 'memory.deleteMessages', { messageIds: [] }],
    ['admin', 'store.tables', {}],
  ] as const;
  for (const [what, method, args] of calls) {
    try {
      await client.call(method, args);
      yield { what, ok: true, says: 'allowed' };
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause;
      const isScope = cause.code === 'forbidden';
      yield {
        what,
        // Not every caller is to have every scope.
        ok: isScope,
        says: isScope ? 'not allowed to this token' : cause.message,
        ...(isScope ? {} : advised(cause.code)),
      };
    }
  }
}

async function clockOf(url: string): Promise<Finding> {
  const response = await fetch(new URL('/health', url)).catch(() => undefined);
  const date = Date.parse(response?.headers.get('date') ?? '');
  if (Number.isNaN(date)) return { what: 'clock', ok: true, says: 'not told' };
  const skew = Math.abs(Date.now() - date);
  const ok = skew < skewMs;
  return {
    what: 'clock',
    ok,
    says: ok ? 'the same here and there' : `${Math.round(skew / 1000)} s apart`,
    ...(ok ? {} : { advice: "set this machine's clock: times of rows come from it" }),
  };
}

function advised(code: string): { advice?: string } {
  const advice: Record<string, string> = {
    unauthenticated:
      'set AGENTKEEP_TOKEN to a token whose entry is in AGENTKEEP_TOKENS of the Worker',
    unavailable: 'is the address right, and the database on?',
    schema_missing: 'run agentkeep migrate',
    schema_ahead: 'upgrade agentkeep here',
    read_only: 'the store is being moved: agentkeep copy --abort lifts that',
    overloaded: 'wait, and ask again',
    internal: 'does agentkeep answer there? Is the database one of its kind?',
  };
  return advice[code] === undefined ? {} : { advice: advice[code] };
}
