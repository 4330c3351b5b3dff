import type { Client } from './client.ts';

/** Sends statements to a D1 service as the D1 client does. All apply or none. */
export async function queryD1(
  d1: Client,
  statements: { sql: string; params: unknown[] }[],
): Promise<void> {
  const results = await d1.call<{ success: boolean; error?: string }[] | { error: string }>(
    '/query?resultsFormat=ROWS_AND_COLUMNS',
    statements,
  );
  if (!Array.isArray(results)) throw new Error(`D1: ${results.error}`);
}
