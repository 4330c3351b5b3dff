// Every call that the host makes, over every transport, goes wrong in every way: what the caller is
// told must be true of the database, now and after what was on its way has arrived. The table of
// what came out is left in build/faults.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MemoryStore } from '../../../client/index.js';
import { kinds } from '../../faults/faults.js';
import type { Kind } from '../../faults/faults.js';
import { subjects } from '../../faults/rigs.js';
import type { Rig, Subject } from '../../faults/rigs.js';
import { memoryOf } from '../../contract/transport.js';

const now = new Date();
let number = 0;

// Where nobody answers, a store that waits for the time it takes anyway.
const impatientMs = 1000;
const waits = (kind: Kind) => kind === 'silent' || kind === 'unheard';

/** A call, and how often the database has it done. */
interface Probe {
  readonly name: string;
  readonly writes: boolean;
  call(memory: MemoryStore, id: string): Promise<unknown>;
  count(memory: MemoryStore, id: string): Promise<number>;
}

const probes: readonly Probe[] = [
  {
    name: 'getThreadById',
    writes: false,
    call: async (memory) => {
      expect(await memory.getThreadById({ threadId: 'source' })).toMatchObject({ title: 'source' });
    },
    count: async () => 0,
  },
  {
    name: 'saveThread',
    writes: true,
    call: (memory, id) =>
      memory.saveThread({
        thread: { id, resourceId: 'r', title: id, createdAt: now, updatedAt: now },
      }),
    count: async (memory, id) => ((await memory.getThreadById({ threadId: id })) === null ? 0 : 1),
  },
  {
    name: 'cloneThread',
    writes: true,
    call: (memory, id) => memory.cloneThread({ sourceThreadId: 'source', title: id }),
    count: async (memory, id) => {
      const { threads } = await memory.listThreads({ perPage: false });
      return threads.filter(({ title }) => title === id).length;
    },
  },
  {
    name: 'updateBufferedReflection',
    writes: true,
    call: async (memory, id) => {
      const { id: record } = (await memory.getObservationalMemory('source', 'r'))!;
      await memory.updateBufferedReflection({
        id: record,
        reflection: `<${id}>`,
        tokenCount: 1,
        inputTokenCount: 1,
        reflectedObservationLineCount: 1,
      });
    },
    count: async (memory, id) => {
      const { bufferedReflection = '' } = (await memory.getObservationalMemory('source', 'r'))!;
      return bufferedReflection.split(`<${id}>`).length - 1;
    },
  },
];

const table = new Map<string, string>();

/** What the call came to: `done`, or the code of its error. */
async function outcomeOf(call: () => Promise<unknown>): Promise<{ code: string; says: string }> {
  try {
    await call();
    return { code: 'done', says: 'yes' };
  } catch (cause) {
    const { code, committed } = cause as { code?: string; committed?: string };
    if (code === undefined || committed === undefined) throw cause;
    return { code, says: committed };
  }
}

function waysOf({ without = [] }: Subject): Kind[] {
  return (Object.keys(kinds) as Kind[]).filter((kind) => !without.includes(kind));
}

afterAll(() => {
  const names = Object.keys(kinds) as Kind[];
  const rows = subjects.flatMap(({ name }) =>
    [...probes.map((probe) => probe.name), 'first read'].map((probe) => {
      const cells = names.map((kind) => table.get(`${name}|${probe}|${kind}`) ?? '-');
      return `| ${name} | ${probe} | ${cells.join(' | ')} |`;
    }),
  );
  const head = ['transport', 'call', ...names];
  mkdirSync('build', { recursive: true });
  writeFileSync(
    'build/faults.md',
    [
      '# Faults injected, and what came out',
      '',
      'What the caller got, and how often a write is done in the end, whichever of the calls that the',
      'host makes for it goes wrong. `first read` is that of a new core on a new database.',
      '',
      ...names.map((kind) => `- ${kind}: ${kinds[kind]}`),
      '',
      `| ${head.join(' | ')} |`,
      `| ${head.map(() => '---').join(' | ')} |`,
      ...rows,
      '',
    ].join('\n'),
  );
});

describe.each(subjects.map((subject) => [subject.name, subject] as const))(
  'over %s',
  (name, subject) => {
    let rig: Rig;
    let patient: MemoryStore;
    let impatient: MemoryStore;

    beforeAll(async () => {
      vi.spyOn(console, 'error').mockImplementation(() => {});
      rig = await subject.open();
      const stores = [rig.store('main_'), rig.store('main_', impatientMs)] as const;
      await stores[0].init();
      patient = await memoryOf(stores[0]);
      impatient = await memoryOf(stores[1]);
      // It knows the tables from now on, however long that takes.
      await impatient.getThreadById({ threadId: 'none' }).catch(() => {});
      await patient.saveThread({
        thread: {
          id: 'source',
          resourceId: 'r',
          title: 'source',
          createdAt: now,
          updatedAt: now,
        },
      });
      await patient.initializeObservationalMemory({
        threadId: 'source',
        resourceId: 'r',
        scope: 'thread',
        config: {},
      });
    }, 120_000);
    afterAll(async () => {
      await rig?.close();
      vi.restoreAllMocks();
    });

    const cases = probes.flatMap((probe) => waysOf(subject).map((kind) => [probe, kind] as const));

    it.each(cases.map(([probe, kind]) => [probe.name, kind, probe] as const))(
      '%s tells the truth where a call is %s',
      async (_, kind, probe) => {
        const cells: string[] = [];
        // The first call that the host makes for it, then the second, as many as there are.
        for (let call = 0, more = true; more; call++) {
          const id = `${kind}-${++number}`;
          rig.faults.inject({ kind, after: call });
          const { code, says } = await outcomeOf(() =>
            probe.call(waits(kind) ? impatient : patient, id),
          );
          const { calls } = rig.faults;
          await rig.faults.settle();
          if (call > 0 && calls <= call) break;
          more = call < 8;
          const count = await probe.count(patient, id);
          cells.push(probe.writes ? `${code} ${count}x` : code);
          const told = `call ${call + 1}: ${code} (committed: ${says}), done ${count} times`;
          expect(calls).toBeGreaterThan(call);
          if (!probe.writes) {
            expect(['done', 'unavailable'], told).toContain(code);
            continue;
          }
          expect(['done', 'unavailable', 'outcome_unknown', 'conflict'], told).toContain(code);
          if (code === 'done') expect(count, told).toBeGreaterThanOrEqual(1);
          // Of a call that arrived twice the caller hears how the second one found things.
          if (kind === 'doubled') continue;
          if (says === 'no') expect(count, told).toBe(0);
          expect(count, told).toBeLessThanOrEqual(1);
          // What was answered whole is not in doubt.
          if (kind === 'slow' || kind === 'overtaken') expect(code, told).toBe('done');
        }
        table.set(`${name}|${probe.name}|${kind}`, [...new Set(cells)].join('; '));
      },
      120_000,
    );

    it.each(waysOf(subject))(
      'the first read of a core is done, or wrote nothing, where a call is %s',
      async (kind) => {
        let worst = 'done';
        for (let call = 0, more = true; more; call++) {
          const place = `y${++number}_`;
          const young = await memoryOf(rig.store(place, waits(kind) ? impatientMs : undefined));
          const read = (memory: MemoryStore) => memory.getThreadById({ threadId: 'none' });
          rig.faults.inject({ kind, after: call });
          const { code, says } = await outcomeOf(() => read(young));
          more = rig.faults.calls > call && call < 8;
          await rig.faults.settle();
          expect(['done', 'unavailable'], `call ${call + 1}: ${code}, committed ${says}`).toContain(
            code,
          );
          if (code !== 'done') worst = code;
          expect(await read(await memoryOf(rig.store(place)))).toBeNull();
        }
        table.set(`${name}|first read|${kind}`, worst);
      },
      120_000,
    );
  },
);
