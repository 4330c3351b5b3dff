import { expect, it } from 'vitest';
import { LibSQLStore } from '../../client/index.js';
import type { Store } from '../../client/store.js';
import type { Subject } from './suite.js';

/** What the tests before have stored, moved to another database, and read there. */
export function moving(subject: Subject): void {
  it('brings every row of every table to another database, where each domain reads it', async () => {
    const store = subject.store();
    await store.init();
    const other = new LibSQLStore({ id: 'other', url: ':memory:' });
    await other.init();
    const tables = await store.tables();
    expect(tables.map(({ name }) => name)).toContain('mastra_messages');
    let moved = 0;
    for (const { name } of tables) {
      let after: unknown[] | undefined;
      do {
        const from = after === undefined ? {} : { after };
        const page = await store.exportRows({ table: name, limit: 300, ...from });
        const rows = page.rows as object[];
        expect(await other.importRows({ table: name, rows }), name).toEqual({ rows: rows.length });
        // What is there stays, or is written again, and is the same.
        const skipped = await store.importRows({ table: name, rows, onConflict: 'skip' });
        expect(skipped, name).toEqual({ rows: 0 });
        await store.importRows({ table: name, rows, onConflict: 'replace' });
        moved += rows.length;
        after = page.after as unknown[] | undefined;
      } while (after !== undefined);
      expect(await sumOf(other, name), name).toEqual(await sumOf(store, name));
    }
    // A single test may run without the ones that store something.
    expect(moved).toBeGreaterThanOrEqual(0);
    for (const [name, read] of Object.entries(reads)) {
      expect(plain(await read(other)), name).toEqual(plain(await read(store)));
    }
    await other.close();
  }, 120_000);

  it('refuses rows that it cannot store by name', async () => {
    const store = subject.store();
    await store.init();
    const table = 'mastra_threads';
    await expect(store.importRows({ table, rows: [{ id: 'x', colour: 1 }] })).rejects.toMatchObject(
      {
        code: 'invalid_argument',
        message: expect.stringContaining(
          'rows[0] has a column that the table does not have: colour',
        ),
      },
    );
    const time = new Date(0).toISOString();
    const thread = { id: 'x', resourceId: 'x', title: '', createdAt: time, updatedAt: time };
    // Nothing could come behind it.
    const last = { ...thread, _insertion: String(2n ** 63n - 1n) };
    await expect(store.importRows({ table, rows: [last] })).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining('rows[0]._insertion must not be more than'),
    });
    await expect(store.exportRows({ table: 'none' })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    const gone = await store.deleteRows({ table, keys: [['no such thread']] });
    expect(gone.rows).toBe(0);
  });
}

async function sumOf(store: Store, table: string): Promise<{ count: number; sum: bigint }> {
  let after: unknown[] | undefined;
  let count = 0;
  let sum = 0n;
  do {
    const from = after === undefined ? {} : { after };
    const page = await store.exportRows({ table, form: 'sum', limit: 1000, ...from });
    count += page.count ?? 0;
    sum = BigInt.asUintN(64, sum + BigInt(`0x${page.sum}`));
    after = page.after as unknown[] | undefined;
  } while (after !== undefined);
  return { count, sum };
}

const all = { pagination: { page: 0, perPage: 1000 } };
const reads: Record<string, (store: Store) => Promise<unknown>> = {
  memory: ({ stores }) =>
    stores.memory!.listThreads({
      perPage: false,
      orderBy: { field: 'createdAt', direction: 'ASC' },
    }),
  workflows: ({ stores }) => stores.workflows!.listWorkflowRuns(),
  agents: ({ stores }) => stores.agents!.list({ perPage: 1000 }),
  promptBlocks: ({ stores }) => stores.promptBlocks!.list({ perPage: 1000 }),
  skills: ({ stores }) => stores.skills!.list({ perPage: 1000 }),
  workspaces: ({ stores }) => stores.workspaces!.list({ perPage: 1000 }),
  datasets: ({ stores }) => stores.datasets!.listDatasets(all),
  experiments: ({ stores }) => stores.experiments!.listExperiments(all),
  schedules: ({ stores }) => stores.schedules!.listSchedules(),
  backgroundTasks: ({ stores }) => stores.backgroundTasks!.listTasks({}),
  harness: ({ stores }) => stores.harness!.listSessions(),
  channels: ({ stores }) => stores.channels!.listInstallations('slack'),
};

/** As JSON has it: ids in an order of their own, where a list has none. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
