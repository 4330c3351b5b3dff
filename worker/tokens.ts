import { ConfigError } from './errors.js';
import { scope } from './host/abi.js';

/** One entry of AGENTKEEP_TOKENS: who knows the token whose digest this is may do this much. */
export interface Token {
  readonly digest: Uint8Array;
  readonly scopes: number;
  readonly tablePrefix: string;
  readonly tenant: string | undefined;
}

const fields = new Set(['sha256', 'scopes', 'tablePrefix', 'tenant']);
const prefixForm = /^[a-z0-9][a-z0-9_]{0,30}_$/;
const reservedStarts = ['mastra', 'sqlite', '_cf_'];

/**
 * Reads the secret: a JSON list of `{ sha256, scopes, tablePrefix?, tenant? }`. Entries may share a
 * prefix, which is how a token is replaced by another; prefixes that differ only by case name the
 * same tables, so they are refused.
 */
export function parseTokens(secret: string | undefined, defaultPrefix: string): readonly Token[] {
  if (secret === undefined || secret.trim() === '') return [];
  let list: unknown;
  try {
    list = JSON.parse(secret);
  } catch {
    throw invalid('it is not JSON'); // the parser's message would repeat the secret
  }
  if (!Array.isArray(list)) throw invalid('it is not a JSON array');
  const seen = new Set<string>();
  return list.map((entry: unknown, i) => {
    const at = `entry ${i + 1}`;
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
      throw invalid(`${at}: not an object`);
    }
    for (const name of Object.keys(entry)) {
      // A misspelt tablePrefix must not open the default tables.
      if (!fields.has(name)) {
        throw invalid(`${at}: has a field other than sha256, scopes, tablePrefix and tenant`);
      }
    }
    const { sha256, scopes, tablePrefix, tenant } = entry as Record<string, unknown>;
    if (typeof sha256 !== 'string' || !/^[0-9a-fA-F]{64}$/.test(sha256)) {
      throw invalid(`${at}: sha256 must be 64 hexadecimal digits`);
    }
    const hex = sha256.toLowerCase();
    if (seen.has(hex)) throw invalid(`${at}: sha256 is that of an earlier entry`);
    seen.add(hex);
    return {
      digest: Uint8Array.from({ length: 32 }, (_, b) => parseInt(hex.slice(2 * b, 2 * b + 2), 16)),
      scopes: scopesOf(scopes, (why) => invalid(`${at}: ${why}`)),
      tablePrefix: prefixOf(tablePrefix, defaultPrefix, (why) => invalid(`${at}: ${why}`)),
      tenant: tenantOf(tenant, (why) => invalid(`${at}: ${why}`)),
    };
  });
}

type Refuse = (why: string) => ConfigError;

/** Bits of a list of scopes. Throws what `refuse` makes of the reason if it is none. */
export function scopesOf(value: unknown, refuse: Refuse): number {
  if (!Array.isArray(value) || value.length === 0) {
    throw refuse('scopes must be a list of "read", "write" and "admin"');
  }
  return value.reduce((bits: number, name: unknown) => {
    if (name !== 'read' && name !== 'write' && name !== 'admin') {
      throw refuse('scopes may be "read", "write" and "admin"');
    }
    return bits | scope[name];
  }, 0);
}

/** The prefix of a caller's tables. Throws what `refuse` makes of the reason if it cannot be one. */
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

/** The name of a tenant, if there is one. Throws what `refuse` makes of the reason if it is none. */
export function tenantOf(value: unknown, refuse: Refuse): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '' || value.length > 256) {
    throw refuse('tenant must be a string of 1 to 256 characters');
  }
  return value;
}

function invalid(why: string): ConfigError {
  return new ConfigError(`AGENTKEEP_TOKENS is not valid: ${why}`);
}
