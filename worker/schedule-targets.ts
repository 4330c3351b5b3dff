import { entriesOf, prefixOf } from './entries.js';
import { ConfigError } from './host/errors.js';

/** Where the firings of the schedules of one prefix go: what AGENTKEEP_SCHEDULE_TARGET says. */
export interface ScheduleTarget {
  readonly tablePrefix: string;
  /** A service binding's name, or else a URL. */
  readonly binding: string | undefined;
  readonly url: string;
  /** What posts are signed with; only a service binding may do without. */
  readonly key: Uint8Array<ArrayBuffer> | undefined;
}

const targetName = 'AGENTKEEP_SCHEDULE_TARGET';
const secretName = 'AGENTKEEP_SCHEDULE_SECRET';
// Nobody looks it up: a service binding leads to its Worker whatever the host.
const bindingUrl = 'https://agentkeep.schedules/';
const leastSecretBytes = 24;

/**
 * Reads the setting: the name of a service binding or a URL, for the schedules of the default
 * prefix, or a JSON list of `{ tablePrefix?, target }`. `env` has the bindings.
 */
export function parseScheduleTargets(env: object, defaultPrefix: string): ScheduleTarget[] {
  const settings = env as Readonly<Record<string, unknown>>;
  const value = ((settings[targetName] as string | undefined) ?? '').trim();
  const key = secretOf((settings[secretName] as string | undefined) ?? '');
  const refuse = (why: string) => new ConfigError(`${targetName} is not valid: ${why}`);
  const seen = new Set<string>();
  const entries = value.startsWith('[')
    ? entriesOf(targetName, value, ['tablePrefix', 'target'])
    : value === ''
      ? []
      : [{ fields: { target: value }, refuse }];
  return entries.map(({ fields, refuse }: ReturnType<typeof entriesOf>[number]) => {
    const tablePrefix = prefixOf(fields['tablePrefix'], defaultPrefix, refuse);
    if (seen.has(tablePrefix)) throw refuse('tablePrefix is that of an earlier entry');
    seen.add(tablePrefix);
    const { target } = fields;
    if (typeof target !== 'string' || target === '') {
      throw refuse('target must be the name of a service binding, or a URL');
    }
    if (!target.includes(':')) {
      if (!isFetcher(settings[target]))
        throw refuse('this Worker has no service binding of the name');
      return { tablePrefix, binding: target, url: bindingUrl, key };
    }
    if (!isSafe(target))
      throw refuse('a URL must begin with https:// and have no user or fragment');
    if (key === undefined) {
      throw new ConfigError(
        `${secretName} is missing: what is posted to a URL is signed with it; ` +
          '`openssl rand -base64 32` makes one',
      );
    }
    return { tablePrefix, binding: undefined, url: target, key };
  });
}

const isFetcher = (binding: unknown): boolean =>
  typeof (binding as { fetch?: unknown } | undefined)?.fetch === 'function';

/** Plain HTTP goes to this machine alone. */
function isSafe(target: string): boolean {
  if (!URL.canParse(target)) return false;
  const { protocol, hostname, username, password, hash } = new URL(target);
  const isHere = protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return (protocol === 'https:' || isHere) && username + password + hash === '';
}

function secretOf(value: string): ScheduleTarget['key'] {
  if (value === '') return undefined;
  try {
    const key = Uint8Array.from(atob(value.replace(/^whsec_/, '')), (each) => each.charCodeAt(0));
    if (key.length >= leastSecretBytes) return key;
  } catch {
    // It is not Base64.
  }
  throw new ConfigError(
    `${secretName} is not valid: Base64 of ${leastSecretBytes} bytes or more; ` +
      '`openssl rand -base64 32` makes one',
  );
}
