import { MastraCompositeStore } from '@mastra/core/storage';
import { LibSQLStore as TheirStore } from '@mastra/libsql';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';

const folder = mkdtempSync(join(tmpdir(), 'agentkeep-composite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = new Date('2026-03-01T12:00:00.000Z');
const threadOf = (id: string) => ({ id, resourceId: 'r', title: '', createdAt: at, updatedAt: at });

/** Their store as default, memory and workflows ours, on one file, as a process has them. */
function starterOn(file: string) {
  const url = `file:${file}`;
  const theirs = new TheirStore({ id: 'theirs', url });
  const ours = new LibSQLStore({ id: 'ours', url });
  const { memory, workflows } = ours.stores;
  const whole = new MastraCompositeStore({
    id: 'whole',
    default: theirs,
    domains: { memory, workflows } as never,
  });
  return { ours, theirs, whole };
}

describe('a composite of their store and ours, on one fresh file', () => {
  /** What anybody says: the console, the two streams behind it, the loggers of the stores. */
  let said: string[];
  beforeEach(() => {
    said = [];
    const note = (...args: unknown[]) => said.push(args.map(String).join(' '));
    for (const name of ['error', 'warn', 'info', 'log'] as const) {
      vi.spyOn(console, name).mockImplementation(note);
    }
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((text) => (note(text), true));
    }
  });
  afterEach(() => void vi.restoreAllMocks());

  it.each([1, 2])(
    'starts without a word, %i at once, and keeps what each store is for',
    async (count) => {
      const starters = Array.from({ length: count }, () => starterOn(join(folder, `${count}.db`)));
      await Promise.all(starters.map(({ whole }) => whole.init()));
      await Promise.all(
        starters.map(async ({ whole, theirs }, i) => {
          const thread = threadOf(`t${i}`);
          await (await whole.getStore('memory'))!.saveThread({ thread });
          const workflows = (await whole.getStore('workflows'))!;
          const snapshot = { runId: 'r', status: 'success', value: {}, context: {} } as never;
          await workflows.persistWorkflowSnapshot({ workflowName: `w${i}`, runId: 'r', snapshot });
          const datasets = (await whole.getStore('datasets'))!;
          expect(datasets).toBe(theirs.stores.datasets);
          await datasets.createDataset({ name: `d${i}` });
        }),
      );
      for (const { whole, theirs } of starters) {
        for (const store of [whole, theirs]) {
          const memory = (await store.getStore('memory'))!;
          expect((await memory.listThreads({})).total).toBe(count);
          const workflows = (await store.getStore('workflows'))!;
          expect((await workflows.listWorkflowRuns()).total).toBe(count);
        }
      }
      await Promise.all(starters.map(({ whole }) => whole.close()));
      expect(said).toEqual([]);
    },
  );
});

describe('a composite that is closed', () => {
  it.each([
    ['a file', `file:${join(folder, 'closed.db')}`],
    ['a database in memory', ':memory:'],
  ])('closes the store that its domains are of, once: %s', async (_, url) => {
    const ours = new LibSQLStore({ url });
    const default_ = new TheirStore({ id: 'theirs', url: ':memory:' });
    const error = vi.fn();
    const whole = new MastraCompositeStore({ id: 'w', default: default_, domains: ours.stores });
    whole.__setLogger({ error, debug() {}, info() {}, warn() {} } as never);
    await whole.init();
    const memory = (await whole.getStore('memory'))!;
    await memory.saveThread({ thread: threadOf('t') });
    await whole.close();
    expect(error).not.toHaveBeenCalled();
    await expect(memory.getThreadById({ threadId: 't' })).rejects.toThrow('closed');
    await ours.close();
  });
});
