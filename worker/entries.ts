import { ConfigError } from './host/errors.js';

/** Makes an error of why a setting cannot be used; the reason never repeats what was set. */
export type Refuse = (why: string) => ConfigError;

/** An object of a setting that is a list of them. */
export interface Entry {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Names the entry. */
  readonly refuse: Refuse;
}

/** Reads a setting that is a JSON list of objects, which have these fields and no others. */
export function entriesOf(
  name: string,
  value: string | undefined,
  fields: readonly string[],
): readonly Entry[] {
  const refuse = (why: string) => new ConfigError(`${name} is not valid: ${why}`);
  if (value === undefined || value.trim() === '') return [];
  let list: unknown;
  try {
    list = JSON.parse(value);
  } catch {
    throw refuse('it is not JSON'); // the parser's message would repeat the value
  }
  if (!Array.isArray(list)) throw refuse('it is not a JSON array');
  return list.map((entry: unknown, i) => {
    const refuseEntry = (why: string) => refuse(`entry ${i + 1}: ${why}`);
    if (!isObject(entry)) throw refuseEntry('not an object');
    // A misspelt tablePrefix must not open the default tables.
    if (Object.keys(entry).some((field) => !fields.includes(field))) {
      const names = `${fields.slice(0, -1).join(', ')} and ${fields.at(-1)}`;
      throw refuseEntry(`has a field other than ${names}`);
    }
    return { fields: entry, refuse: refuseEntry };
  });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const prefixForm = /^[a-z0-9][a-z0-9_]{0,30}_$/;
const reservedStarts = ['mastra', 'sqlite', '_cf_'];

/** A prefix of tables. Throws what `refuse` makes of the reason if it cannot be one. */
export function prefixOf(value: unknown, defaultPrefix: string, refuse: Refuse): string {
  if (value === undefined) return defaultPrefix;
  if (typeof value !== 'string' || !prefixForm.test(value)) {
    throw refuse(
      'tablePrefix must be 2 to 32 lower-case letters, digits and underscores, ' +
        'not begin with an underscore, and end with one',
    );
  }
  if (reservedStarts.some((start) => value.startsWith(start))) {
    throw refuse(`tablePrefix must not begin with ${reservedStarts.join(', ')}`);
  }
  if (value !== defaultPrefix && value === defaultPrefix.toLowerCase()) {
    throw refuse('tablePrefix differs from AGENTKEEP_TABLE_PREFIX only by case');
  }
  return value;
}
