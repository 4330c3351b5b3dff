import { env } from 'cloudflare:workers';
import type { AgentKeepError, StoreService } from '../../../worker/rpc.js';

/** Service bindings to an agentkeep of its own; vitest.config.ts says what their props are. */
export const bindings = env as unknown as Record<
  'STORE' | 'READER' | 'ADMIN' | 'STAGING' | 'MISSPELT' | 'ILL_PREFIXED' | 'ILL_SCOPED',
  StoreService
>;

/** What a call was refused with; fails if it was not. */
export async function refusalOf(call: Promise<unknown>): Promise<AgentKeepError> {
  try {
    await call;
  } catch (cause) {
    return cause as AgentKeepError;
  }
  throw new Error('the call was not refused');
}
