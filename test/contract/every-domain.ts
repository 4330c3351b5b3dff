import { expect, it } from 'vitest';
import { missing } from './kept.js';
import type { Subject } from './suite.js';

type Cleared = { dangerouslyClearAll(): Promise<void> };

/** What comes last: every domain is emptied, and by then every method of each has answered. */
export function everyDomain(subject: Subject): void {
  it('is emptied', async () => {
    const store = subject.store();
    await store.init();
    const dataset = await store.stores.datasets!.createDataset({ name: 'to be cleared' });
    await store.stores.datasets!.createDatasetVersion(dataset.id, 7);
    for (const domain of Object.values(store.stores)) {
      await (domain as unknown as Cleared).dangerouslyClearAll();
    }
    const all = { pagination: { page: 0, perPage: 10 } };
    const { memory, schedules, datasets, experiments, harness, backgroundTasks } = store.stores;
    const kept = [
      (await memory!.listThreads({})).threads,
      await schedules!.listSchedules(),
      (await datasets!.listDatasets(all)).datasets,
      (await experiments!.listExperiments(all)).experiments,
      await harness!.listSessions(),
      (await backgroundTasks!.listTasks({})).tasks,
    ];
    expect(kept).toEqual([[], [], [], [], [], []]);
  });

  if (!subject.provesDomains) return;
  it('has no method that never answered', ({ task, skip }) => {
    const isAlone = task.suite?.suite?.tasks.some(({ mode }) => mode === 'skip');
    if (isAlone) skip('not all tests ran');
    expect(missing(subject.name)).toEqual([]);
  });
}
