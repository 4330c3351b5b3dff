/** What the command ends with. */
export const exit = { done: 0, failed: 1, usage: 2, differs: 3 } as const;

/** The command line cannot be used; the message names the option. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for cannot be done; the message says why and what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** What to do where a deployment does not know who asks; undefined where nobody asks one. */
export function tokenAdvice({ code, message }: { code: string; message: string }) {
  // DynamoDB's error says which credentials are missing.
  if (code !== 'unauthenticated' || message.includes('AWS')) return undefined;
  return 'set AGENTKEEP_TOKEN to a token whose entry is in AGENTKEEP_TOKENS of the Worker';
}

/** Runs what checks options: its errors are about the command line. */
export function checked<T>(check: () => T): T {
  try {
    return check();
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
