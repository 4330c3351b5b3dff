import type {
  PruneOptions,
  PruneResult,
  RetentionTablesDescriptor,
  TableRetentionPolicy,
} from '@mastra/core/storage';
import type { Domain } from './domain.js';
import { sleep } from '../worker/host/sleep.js';

type Policies = Record<string, TableRetentionPolicy>;

/**
 * Deletes what is older than the policies of a domain allow, table by table in the order of `tables`,
 * in batches of one call each, until nothing is left or an option ends it. What is not in `tables`
 * is not pruned.
 */
export async function prune(
  domain: Domain,
  domainKey: string,
  tables: RetentionTablesDescriptor,
  policies: Policies,
  options: PruneOptions = {},
): Promise<PruneResult[]> {
  const results: PruneResult[] = [];
  for (const [key, { table }] of Object.entries(tables)) {
    const policy = policies[key];
    if (policy === undefined) continue;
    const { deleted, done } = await pruneTable(domain, key, policy, options);
    results.push({ domain: domainKey, table, deleted, done });
  }
  return results;
}

async function pruneTable(
  domain: Domain,
  key: string,
  { maxAge, batchSize = 1000 }: TableRetentionPolicy,
  { maxBatches = Infinity, maxRows = Infinity, pauseMs = 0, signal }: PruneOptions,
): Promise<Pick<PruneResult, 'deleted' | 'done'>> {
  const sum = { deleted: 0, done: false };
  for (let batches = 0; batches < maxBatches && sum.deleted < maxRows; batches++) {
    if (batches > 0 && pauseMs > 0) await pause(pauseMs, signal);
    if (signal?.aborted) break;
    const [batch] = await domain.call<PruneResult[]>('prune', {
      policies: { [key]: { maxAge, batchSize: Math.min(batchSize, maxRows - sum.deleted) } },
      options: { maxBatches: 1 },
    });
    if (batch === undefined) break;
    sum.deleted += batch.deleted;
    sum.done = batch.done;
    if (batch.done) break;
  }
  return sum;
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return sleep(ms);
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
