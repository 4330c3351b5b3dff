import { databases, elsewhere } from './databases.js';
import type { Choice, DatabaseSettings } from './databases.js';
import { encryptionKeysOf } from './host/encryption.js';
import { ConfigError } from './host/errors.js';
import { parseRetention } from './retention.js';
import type { Policy } from './retention.js';
import { parseScheduleTargets } from './schedule-targets.js';
import type { ScheduleTarget } from './schedule-targets.js';
import { isTablePrefix } from './host/service.js';
import type { Place, Settings } from './host/service.js';
import { parseTokens } from './tokens.js';
import type { Token } from './tokens.js';

/** What a deployment may set; docs/configuration.md explains each. */
export interface Env extends DatabaseSettings {
  /** Which of `databases` keeps the data; default `d1`. */
  readonly AGENTKEEP_DATABASE?: string;
  readonly AGENTKEEP_TOKENS?: string;
  readonly ALLOW_ANONYMOUS?: string;
  readonly AGENTKEEP_LOCAL_KEY?: string;
  readonly AGENTKEEP_TABLE_PREFIX?: string;
  readonly AGENTKEEP_CORS_ORIGINS?: string;
  readonly AGENTKEEP_DISABLE_INIT?: string;
  readonly AGENTKEEP_INDEXES?: string;
  readonly AGENTKEEP_METRIC_ROLLUPS?: string;
  readonly AGENTKEEP_SEARCH?: string;
  readonly AGENTKEEP_RETENTION?: string;
  readonly AGENTKEEP_SCHEDULE_TARGET?: string;
  readonly AGENTKEEP_SCHEDULE_SECRET?: string;
  readonly AGENTKEEP_LOG?: string;
  readonly AGENTKEEP_ENCRYPTION_KEYS?: string;
}

export interface Config extends Settings {
  readonly tokens: readonly Token[];
  readonly allowAnonymous: boolean;
  /** What a call without a token must carry, if anything: see scripts/tools/front.mjs. */
  readonly localKey?: string | undefined;
  readonly tablePrefix: string;
  readonly corsOrigins: ReadonlySet<string>;
  readonly retention: readonly Policy[];
  readonly scheduleTargets: readonly ScheduleTarget[];
}

let offered = databases;

/** Says what a Worker with another module has in place of `databases`, before its first request. */
export function offer(choices: ReadonlyMap<string, Choice>): void {
  offered = choices;
}

const settingNames: readonly (keyof Env)[] = [
  'AGENTKEEP_DATABASE',
  'AGENTKEEP_TOKENS',
  'ALLOW_ANONYMOUS',
  'AGENTKEEP_LOCAL_KEY',
  'AGENTKEEP_TABLE_PREFIX',
  'AGENTKEEP_CORS_ORIGINS',
  'AGENTKEEP_DISABLE_INIT',
  'AGENTKEEP_INDEXES',
  'AGENTKEEP_METRIC_ROLLUPS',
  'AGENTKEEP_SEARCH',
  'AGENTKEEP_RETENTION',
  'AGENTKEEP_SCHEDULE_TARGET',
  'AGENTKEEP_SCHEDULE_SECRET',
  'AGENTKEEP_LOG',
  'AGENTKEEP_ENCRYPTION_KEYS',
];

interface Deployment {
  readonly config: Config;
  readonly place: Place;
}

let knownEnv: Env | undefined;
let known:
  { readonly values: readonly unknown[]; readonly result: Deployment | ConfigError } | undefined;

/** Parses the settings once an isolate; throws ConfigError at every call if they cannot be used. */
export function configOf(env: Env): Config {
  return deploymentOf(env).config;
}

/** Where this deployment keeps its data. Throws as `configOf` does. */
export function placeOf(env: Env): Place {
  return deploymentOf(env).place;
}

function deploymentOf(env: Env): Deployment {
  // The platform passes the same object to every request of an isolate.
  const { result } = env === knownEnv && known !== undefined ? known : settingsOf(env);
  if (result instanceof ConfigError) throw result;
  return result;
}

function settingsOf(env: Env): NonNullable<typeof known> {
  const settings = [...settingNames, ...[...offered.values()].flatMap(({ settings }) => settings)];
  if (known === undefined || settings.some((name, i) => known?.values[i] !== env[name])) {
    known = { values: settings.map((name) => env[name]), result: tryParse(env) };
  }
  knownEnv = env;
  return known;
}

function tryParse(env: Env): Deployment | ConfigError {
  try {
    return { config: parse(env), place: chosen(env) };
  } catch (cause) {
    if (cause instanceof ConfigError) return cause;
    throw cause;
  }
}

function parse(env: Env): Config {
  const tablePrefix = env.AGENTKEEP_TABLE_PREFIX ?? '';
  if (!isTablePrefix(tablePrefix)) {
    throw new ConfigError(
      'AGENTKEEP_TABLE_PREFIX is not valid: at most 64 letters, digits and underscores',
    );
  }
  return {
    tokens: parseTokens(env.AGENTKEEP_TOKENS, tablePrefix),
    allowAnonymous: flag('ALLOW_ANONYMOUS', env.ALLOW_ANONYMOUS),
    localKey: env.AGENTKEEP_LOCAL_KEY || undefined,
    tablePrefix,
    corsOrigins: parseOrigins(env.AGENTKEEP_CORS_ORIGINS),
    disableInit: flag('AGENTKEEP_DISABLE_INIT', env.AGENTKEEP_DISABLE_INIT),
    leanIndexes: parseIndexes(env.AGENTKEEP_INDEXES),
    metricRollups: wideFlag(
      env,
      'AGENTKEEP_METRIC_ROLLUPS',
      'no transactions that sums of many metrics fit into',
    ),
    search: wideFlag(env, 'AGENTKEEP_SEARCH', 'no index of words'),
    retention: parseRetention(env.AGENTKEEP_RETENTION, tablePrefix),
    scheduleTargets: parseScheduleTargets(env, tablePrefix),
    log: parseLog(env.AGENTKEEP_LOG),
    encryptionKeys: encryptionKeysOf(env.AGENTKEEP_ENCRYPTION_KEYS),
  };
}

function chosen(env: Env): Place {
  const name = env.AGENTKEEP_DATABASE ?? 'd1';
  const database = offered.get(name);
  if (database === undefined) {
    const names = [...offered.keys()].join(', ');
    const other = Object.hasOwn(elsewhere, name) ? `; ${name} has ${elsewhere[name]}` : '';
    throw new ConfigError(
      `AGENTKEEP_DATABASE is not valid for this Worker: one of ${names}${other}`,
    );
  }
  return database.make(env);
}

function flag(name: string, value: string | undefined): boolean {
  if (value === undefined || value === '' || value === 'false') return false;
  if (value === 'true') return true;
  throw new ConfigError(`${name} is not valid: "true" or "false"`);
}

function parseIndexes(value: string | undefined): boolean {
  if (value === undefined || value === '' || value === 'full') return false;
  if (value === 'lean') return true;
  throw new ConfigError('AGENTKEEP_INDEXES is not valid: "full" or "lean"');
}

/** A setting that is not for the databases that lack what it needs. */
function wideFlag(
  env: Env,
  name: 'AGENTKEEP_METRIC_ROLLUPS' | 'AGENTKEEP_SEARCH',
  lack: string,
): boolean {
  const isOn = flag(name, env[name]);
  if (isOn && ['dsql', 'dynamodb'].includes(env.AGENTKEEP_DATABASE ?? '')) {
    throw new ConfigError(
      `${name} is not for AGENTKEEP_DATABASE=${env.AGENTKEEP_DATABASE}: it has ${lack}`,
    );
  }
  return isOn;
}

function parseLog(value: string | undefined): Config['log'] {
  if (value === undefined || value === '' || value === 'all') return 'all';
  if (value === 'errors' || value === 'off') return value;
  throw new ConfigError('AGENTKEEP_LOG is not valid: "all", "errors" or "off"');
}

function parseOrigins(list: string | undefined): ReadonlySet<string> {
  const origins = (list ?? '').split(',').map((origin) => origin.trim());
  const named = origins.filter((origin) => origin !== '');
  named.forEach((origin, i) => {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new ConfigError(
        `AGENTKEEP_CORS_ORIGINS is not valid: entry ${i + 1} is not an origin such as ` +
          'https://app.example.com',
      );
    }
  });
  return new Set(named);
}
