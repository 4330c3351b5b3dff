import { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { StoreError } from '../../client/store-error.js';
import { release } from '../../worker/generated/methods.js';
import { exit, tokenAdvice, UsageError } from '../errors.js';
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
    yield { what: 'connection', ok: false, says: message, ...advised({ code, message }, store) };
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

/** What each scope allows, and whether a row can be written, where the scope to delete it is there, too. */
async function* permissions(store: OpenStore): AsyncGenerator<Finding> {
  const read = await allowed(store, 'read', 'memory.listThreads', { perPage: 1 });
  // Of no ids, it asks for the scope and writes nothing.
  const write = await allowed(store, 'write', 'memory.deleteMessages', { messageIds: [] });
  const admin = await allowed(store, 'admin', 'store.tables', {});
  const mayWrite = [write, admin].every(({ says }) => says === isAllowed);
  yield* [read, mayWrite ? await writing(store) : write, admin];
}

const isAllowed = 'allowed';

async function allowed(
  store: OpenStore,
  what: string,
  method: string,
  args: object,
): Promise<Finding> {
  try {
    await store.client.call(method, args);
    return { what, ok: true, says: isAllowed };
  } catch (cause) {
    if (cause instanceof StoreError && cause.code === 'forbidden') {
      // Not every caller is to have every scope.
      return { what, ok: true, says: 'not allowed to this token' };
    }
    return refused(store, what, cause);
  }
}

function refused(store: OpenStore, what: string, cause: unknown): Finding {
  if (!(cause instanceof StoreError)) throw cause;
  return { what, ok: false, says: cause.message, ...advised(cause, store) };
}

/** Writes a row, and deletes it. */
async function writing(store: OpenStore): Promise<Finding> {
  const what = 'write';
  const table = 'mastra_resources';
  const id = `agentkeep-doctor-${randomUUID()}`;
  const now = new Date().toISOString();
  const row = { id, createdAt: now, updatedAt: now };
  let failed: unknown;
  try {
    await store.client.call('store.importRows', { table, onConflict: 'fail', rows: [row] });
  } catch (cause) {
    // That it is not known what became of the row is no reason to leave it.
    if (!(cause instanceof StoreError && cause.code === 'outcome_unknown')) {
      return refused(store, what, cause);
    }
    failed = cause;
  }
  try {
    await store.client.call('store.deleteRows', { table, keys: [[id]] });
  } catch (cause) {
    const { says, advice } = refused(store, what, cause);
    return {
      what,
      ok: false,
      says: `${says}; a row of ${table} is left, with the id ${id}`,
      advice: advice === undefined ? 'delete it' : `${advice}; then delete the row`,
    };
  }
  return failed === undefined ? { what, ok: true, says: isAllowed } : refused(store, what, failed);
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

function advised(
  error: { code: string; message: string },
  { name }: OpenStore,
): { advice?: string } {
  const { code } = error;
  const advice: Record<string, string | undefined> = {
    unauthenticated: tokenAdvice(error),
    unavailable: 'is the address right, and the database on?',
    schema_missing: 'run agentkeep migrate',
    schema_ahead: 'upgrade agentkeep here',
    read_only: `the store is being moved; with the target of the move, this lifts that: agentkeep copy '${name}' <target> --abort`,
    overloaded: 'wait, and ask again',
    internal: 'does agentkeep answer there? Is the database one of its kind?',
  };
  return advice[code] === undefined ? {} : { advice: advice[code] };
}
