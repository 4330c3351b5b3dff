import { entriesOf, prefixOf } from './entries.js';
import type { Refuse } from './entries.js';
import { scope } from './host/abi.js';

/** One entry of AGENTKEEP_TOKENS: who knows the token whose digest this is may do this much. */
export interface Token {
  readonly digest: Uint8Array;
  readonly scopes: number;
  readonly tablePrefix: string;
  readonly tenant: string | undefined;
}

/**
 * Reads the secret: a JSON list of `{ sha256, scopes, tablePrefix?, tenant? }`. Entries may share a
 * prefix, which is how a token is replaced by another; prefixes that differ only by case name the
 * same tables, so they are refused.
 */
export function parseTokens(secret: string | undefined, defaultPrefix: string): readonly Token[] {
  const seen = new Set<string>();
  const names = ['sha256', 'scopes', 'tablePrefix', 'tenant'];
  return entriesOf('AGENTKEEP_TOKENS', secret, names).map(({ fields, refuse }) => {
    const { sha256, scopes, tablePrefix, tenant } = fields;
    if (typeof sha256 !== 'string' || !/^[0-9a-fA-F]{64}$/.test(sha256)) {
      throw refuse('sha256 must be 64 hexadecimal digits');
    }
    const hex = sha256.toLowerCase();
    if (seen.has(hex)) throw refuse('sha256 is that of an earlier entry');
    seen.add(hex);
    return {
      digest: Uint8Array.from({ length: 32 }, (_, b) => parseInt(hex.slice(2 * b, 2 * b + 2), 16)),
      scopes: scopesOf(scopes, refuse),
      tablePrefix: prefixOf(tablePrefix, defaultPrefix, refuse),
      tenant: tenantOf(tenant, refuse),
    };
  });
}

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

/** The name of a tenant, if there is one. Throws what `refuse` makes of the reason if it is none. */
export function tenantOf(value: unknown, refuse: Refuse): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '' || value.length > 256) {
    throw refuse('tenant must be a string of 1 to 256 characters');
  }
  return value;
}
