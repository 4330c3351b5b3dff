import { entriesOf, isObject, prefixOf } from './entries.js';
import type { Refuse } from './entries.js';
import type { Arguments } from './generated/arguments.js';

/** How long the rows of one table are kept: an entry of AGENTKEEP_RETENTION has one of each. */
export interface Policy {
  readonly tablePrefix: string;
  readonly domain: string;
  /** As the domain's method `prune` calls it. */
  readonly table: string;
  readonly maxAgeMs: number;
  readonly batchSize: number | undefined;
}

type Domain = keyof Arguments extends infer Name
  ? Name extends `${infer D}.prune`
    ? D
    : never
  : never;

const tablesOf: {
  readonly [D in Domain]: Record<keyof Arguments[`${D}.prune`]['policies'], true>;
} = {
  memory: { messages: true, resources: true, threads: true },
  workflows: { workflowSnapshot: true },
  scores: { scorers: true },
  backgroundTasks: { backgroundTasks: true },
  schedules: { triggers: true },
  notifications: { notifications: true },
  threadState: { threadState: true },
  harness: { sessions: true },
  experiments: { experiments: true },
  observability: { spans: true, logs: true, metrics: true, scores: true, feedback: true },
};

/**
 * Reads the setting: a JSON list of `{ tablePrefix?, retention }`, where `retention` is what the
 * framework calls a RetentionConfig: `{ [domain]: { [table]: { maxAge, batchSize? } } }`.
 */
export function parseRetention(
  value: string | undefined,
  defaultPrefix: string,
): readonly Policy[] {
  const seen = new Set<string>();
  return entriesOf('AGENTKEEP_RETENTION', value, ['tablePrefix', 'retention']).flatMap(
    ({ fields, refuse }) => {
      const tablePrefix = prefixOf(fields['tablePrefix'], defaultPrefix, refuse);
      if (seen.has(tablePrefix)) throw refuse('tablePrefix is that of an earlier entry');
      seen.add(tablePrefix);
      const policies: Policy[] = [];
      const domains = membersOf('retention', fields['retention'], tablesOf, refuse);
      for (const [domain, tables] of domains) {
        const path = `retention.${domain}`;
        for (const [table, policy] of membersOf(path, tables, tablesOf[domain], refuse)) {
          policies.push({
            tablePrefix,
            domain,
            table,
            ...policyOf(`${path}.${table}`, policy, refuse),
          });
        }
      }
      return policies;
    },
  );
}

/** Its members, all of which must be among the `known`. */
function membersOf<Known extends object>(
  path: string,
  value: unknown,
  known: Known,
  refuse: Refuse,
): [keyof Known & string, unknown][] {
  if (!isObject(value)) throw refuse(`${path} must be an object`);
  if (!Object.keys(value).every((name) => Object.hasOwn(known, name))) {
    throw refuse(`${path} may have ${Object.keys(known).join(', ')} and nothing else`);
  }
  return Object.entries(value) as [keyof Known & string, unknown][];
}

const maxBatchSize = 2 ** 32 - 1;
const policyFields = { maxAge: true, batchSize: true };
const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

function policyOf(path: string, value: unknown, refuse: Refuse) {
  const { maxAge, batchSize } = Object.fromEntries(membersOf(path, value, policyFields, refuse));
  const maxAgeMs = Math.floor(millisecondsOf(maxAge));
  if (!(maxAgeMs >= 0 && maxAgeMs <= Number.MAX_SAFE_INTEGER)) {
    throw refuse(
      `${path}.maxAge must be a number of milliseconds, or a text such as "12h" or "30d"`,
    );
  }
  if (batchSize !== undefined && !isCount(batchSize)) {
    throw refuse(`${path}.batchSize must be an integer from 1 to ${maxBatchSize}`);
  }
  return { maxAgeMs, batchSize };
}

/** NaN of what is no duration. */
function millisecondsOf(duration: unknown): number {
  if (typeof duration === 'number') return duration;
  if (typeof duration !== 'string') return NaN;
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(duration) ?? [];
  return Number(amount) * (units[unit] ?? NaN);
}

const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= maxBatchSize;
