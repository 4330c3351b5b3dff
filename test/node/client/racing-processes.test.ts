// Processes of their own on one file who claim tasks and firings, add to one dataset, report results of
// the same items, tell the same notifications and claim what an index is to be told: each is of one, nothing is lost, nothing is twice.
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';
import type { Prize, Won } from './support/file-rival.js';
import { raceMs, rivalsOr, roundsOr } from './support/races.js';

const root = fileURLToPath(new URL('../../../', import.meta.url).href);
// Inside of the package, whose "imports" it uses.
const program = join(root, 'build/test/file-rival.mjs');
const folder = mkdtempSync(join(tmpdir(), 'agentkeep-rivals-'));
const file = join(folder, 'rivals.db');
const processes = 4;
const rivals = rivalsOr(processes);
const rounds = roundsOr(100);
const scope = 'org:rivals';
const noon = Date.UTC(2026, 5, 1, 12);
const rangeOf = (count: number) => Array.from({ length: count }, (_, i) => i);
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

const store = new LibSQLStore({ url: `file:${file}` });
const { backgroundTasks, schedules, datasets, experiments, notifications, knowledge } =
  store.stores;

beforeAll(async () => {
  await build({
    ...{ entryPoints: [join(root, 'test/node/client/support/file-rival.ts')], outfile: program },
    ...{ bundle: true, format: 'esm', platform: 'node', packages: 'external', external: ['#*'] },
  });
  await store.init();
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

it('give each to one of them', { timeout: raceMs(240_000) }, async () => {
  for (const round of rangeOf(rounds)) {
    await backgroundTasks!.createTask({
      ...{ id: `task${round}`, status: 'pending', toolName: 't', toolCallId: 'c', args: {} },
      ...{ agentId: 'a', runId: 'r', createdAt: new Date(noon), retryCount: 0, maxRetries: 1 },
      timeoutMs: 1,
    });
    await knowledge!.createNode({ name: `node${round}`, kind: 'k', scope: [scope] });
  }
  await schedules!.createSchedule({
    ...{ id: 's', target: { type: 'workflow', workflowId: 'w' }, cron: '* * * * *' },
    ...{ status: 'active', nextFireAt: noon, createdAt: noon, updatedAt: noon },
  });
  const { id: datasetId } = await datasets!.createDataset({ name: 'Ñandú 🧵' });
  const { id: experimentId } = await experiments!.createExperiment({
    ...{ datasetId, datasetVersion: null, targetType: null, targetId: null, totalItems: rounds },
  });
  const prize: Prize = {
    ...{ datasetId, experimentId, scheduleId: 's', threadId: 't', scope, firstFireMs: noon },
  };
  const run = promisify(execFile);
  const all = await Promise.all(
    rangeOf(processes).map(async (each) => {
      const names = rangeOf(rivals).filter((rival) => rival % processes === each);
      const args = [program, file, names.join(), String(rounds), JSON.stringify(prize)];
      return JSON.parse((await run(process.execPath, args)).stdout) as Won;
    }),
  );

  expect(sorted(all.flatMap(({ tasks }) => tasks))).toEqual(rangeOf(rounds));
  expect(sorted(all.flatMap(({ fires }) => fires))).toEqual(rangeOf(rounds));
  expect((await schedules!.getSchedule('s'))!.nextFireAt).toBe(noon + rounds);
  const versions = rangeOf(rivals * rounds).map((i) => i + 1);
  expect(sorted(all.flatMap((won) => won.versions))).toEqual(versions);
  const page = { page: 0, perPage: false as const };
  const kept = await datasets!.listDatasetVersions({ datasetId, pagination: page });
  expect(kept.versions.map(({ version }) => version).reverse()).toEqual(versions);
  const items = await datasets!.getItemsByVersion({ datasetId, version: rivals * rounds });
  expect(new Set(items.map(({ input }) => input)).size).toBe(rivals * rounds);
  const { results } = await experiments!.listExperimentResults({ experimentId, pagination: page });
  expect(results.map(({ itemId }) => itemId).sort()).toEqual(
    rangeOf(rounds)
      .map((round) => `item${round}`)
      .sort(),
  );
  // What an index is to be told: each entry has one who claims it.
  const outbox = await knowledge!.listSemanticOutbox({ scope: [scope] });
  expect(outbox).toHaveLength(rounds);
  expect(all.flatMap(({ entries }) => entries).sort()).toEqual(
    outbox.map(({ id, claimedBy }) => `${id} ${claimedBy}`).sort(),
  );
  const told = await notifications!.listNotifications({ threadId: 't' });
  expect(told).toHaveLength(rounds);
  for (const { coalescedCount } of told) expect(coalescedCount).toBe(rivals);
});
