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
    expect(refusalOf({})).toBe('DB is not configured: the D1 database is bound by this name');
    expect(refusalOf({ AGENTKEEP_DATABASE: 'd1' })).toMatch(/^DB is not configured/);
    expect(refusalOf({ AGENTKEEP_DATABASE: 'oracle' })).toMatch(
      /^AGENTKEEP_DATABASE is not valid: one of d1/,
    );
  });
});
