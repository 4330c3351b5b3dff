import { describe, expect, it } from 'vitest';
import type { Env } from '../../worker/config.js';
import { configOf } from '../../worker/config.js';

const refusalOf = (vars: Partial<Record<keyof Env, unknown>>): string => {
  try {
    configOf({ ...(vars as Partial<Env>) });
  } catch (cause) {
    return (cause as Error).message;
  }
  throw new Error('the settings were not refused');
};

describe('AGENTKEEP_DATABASE', () => {
  it('is d1 unless it says something else, and must be something known', () => {
    expect(refusalOf({})).toMatch(/^DB is not configured.*default d1/);
    expect(refusalOf({ AGENTKEEP_DATABASE: 'd1' })).toMatch(/^DB is not configured/);
    expect(refusalOf({ AGENTKEEP_DATABASE: 'oracle' })).toMatch(
      /^AGENTKEEP_DATABASE is not valid for this Worker: one of d1/,
    );
    expect(refusalOf({ AGENTKEEP_DATABASE: 'dsql' })).toMatch(/; dsql has example\/dsql\.toml$/);
  });

  const libsql = {
    AGENTKEEP_DATABASE: 'libsql',
    AGENTKEEP_LIBSQL_URL: 'libsql://database.turso.io',
    AGENTKEEP_LIBSQL_AUTH_TOKEN: 'never-said',
  };

  it('of libSQL needs a URL of a server, and takes a token', () => {
    expect(configOf(libsql)).toBeDefined();
    expect(configOf({ ...libsql, AGENTKEEP_LIBSQL_AUTH_TOKEN: '' })).toBeDefined();
    for (const url of [undefined, '', 'file:./dev.db', ':memory:', 'libsql://u:p@host']) {
      const said = refusalOf({ ...libsql, AGENTKEEP_LIBSQL_URL: url } as Record<string, string>);
      expect(said).toContain('AGENTKEEP_LIBSQL_URL');
    }
    const said = refusalOf({ ...libsql, AGENTKEEP_LIBSQL_AUTH_TOKEN: 'never-said twice' });
    expect(said).toContain('AGENTKEEP_LIBSQL_AUTH_TOKEN');
    expect(said).not.toContain('never-said');
  });

  const rest = {
    AGENTKEEP_DATABASE: 'd1-rest',
    AGENTKEEP_D1_ACCOUNT_ID: 'account',
    AGENTKEEP_D1_DATABASE_ID: 'database',
    AGENTKEEP_D1_API_TOKEN: 'never-said',
  };

  it('of D1 over REST needs its three settings, each of a form that can be one', () => {
    expect(configOf(rest)).toBeDefined();
    for (const [name, wrong] of [
      ['AGENTKEEP_D1_ACCOUNT_ID', 'a/b'],
      ['AGENTKEEP_D1_DATABASE_ID', 'a b'],
      ['AGENTKEEP_D1_API_TOKEN', 'never-said twice'],
    ]) {
      for (const value of [undefined, '', wrong]) {
        const said = refusalOf({ ...rest, [name!]: value });
        expect(said).toContain(name);
        expect(said).not.toContain('never-said');
      }
    }
    for (const url of ['http://api.example.com', 'nowhere', 'https://u:p@api.example.com']) {
      expect(refusalOf({ ...rest, AGENTKEEP_D1_API_URL: url })).toContain('AGENTKEEP_D1_API_URL');
    }
    expect(configOf({ ...rest, AGENTKEEP_D1_API_URL: 'http://127.0.0.1:8000/' })).toBeDefined();
  });
});
