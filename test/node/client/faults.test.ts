// Calls that the host makes, over every transport, go wrong in every way: what the caller is told must
// be true of the database, now and after what was on its way has arrived. One fault of each kind on
// each transport, whichever the seed picks; with AGENTKEEP_FAULTS=1 each of each call, and the table of
// what came out goes to test/faults/results.md.
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MemoryStore } from '../../../client/index.js';
import { kinds } from '../../faults/faults.js';
import type { Kind } from '../../faults/faults.js';
import { subjects } from '../../faults/rigs.js';
import type { Rig, Subject } from '../../faults/rigs.js';
import { memoryOf } from '../../contract/transport.js';

const isWhole = process.env['AGENTKEEP_FAULTS'] === '1';
const seed = Number(process.env['AGENTKEEP_FAULTS_SEED'] ?? 1);

const now = new Date();
let number = 0;

// Where nobody answers, a store that waits for the time it takes anyway.
const impatientMs = 1000;
const waits = (kind: Kind) => kind === 'silent' || kind === 'unheard';
/** Of the calls that the host makes for one method, those that go wrong. */
const mostCalls = 8;

interface Place {
  readonly rig: Rig;
  readonly patient: MemoryStore;
  readonly impatient: MemoryStore;
}

/** A call, and how often the database has it done. */
interface Probe {
  readonly name: string;
  readonly writes: boolean;
  call(memory: MemoryStore, id: string): Promise<unknown>;
  count(memory: MemoryStore, id: string): Promise<number>;
  /** What arrives twice is done twice: it adds to what is there. */
  readonly appends?: boolean;
  /** A core that is new, on tables that are not there yet. */
  readonly young?: boolean;
}

const reads = { writes: false, count: async () => 0 } as const;

const probes: readonly Probe[] = [
  {
    ...reads,
    name: 'getThreadById',
    call: async (memory) => {
      expect(await memory.getThreadById({ threadId: 'source' })).toMatchObject({ title: 'source' });
    },
  },
  {
    ...reads,
    name: 'first read',
    young: true,
    call: async (memory) => {
      expect(await memory.getThreadById({ threadId: 'none' })).toBeNull();
    },
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
    appends: true,
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

/**
 * The given call of those that the host makes for the probe goes wrong. Returns what came out, and
 * how many calls were made: where they were fewer nothing went wrong.
 */
async function injected(
  { rig, patient, impatient }: Place,
  { name: subject, repeatsMethods = false }: Subject,
  probe: Probe,
  kind: Kind,
  call: number,
): Promise<{ cell: string; calls: number }> {
  const id = `${kind}-${++number}`;
  const place = `y${number}_`;
  let memory = waits(kind) ? impatient : patient;
  if (probe.young) memory = await memoryOf(rig.store(place, waits(kind) ? impatientMs : undefined));
  rig.faults.inject({ kind, after: call });
  const { code, says } = await outcomeOf(() => probe.call(memory, id));
  const { calls } = rig.faults;
  await rig.faults.settle();
  if (probe.young) await probe.call(await memoryOf(rig.store(place)), id);
  const count = await probe.count(patient, id);
  const told = `${subject}, call ${call + 1}: ${code} (committed: ${says}), done ${count} times`;
  if (!probe.writes) {
    expect(['done', 'unavailable'], told).toContain(code);
    return { cell: code, calls };
  }
  expect(['done', 'unavailable', 'outcome_unknown', 'conflict'], told).toContain(code);
  if (code === 'done') expect(count, told).toBeGreaterThanOrEqual(1);
  if (says === 'no') expect(count, told).toBe(0);
  // A request that arrives twice is two requests: nothing tells them apart.
  const twice = kind === 'doubled' && (repeatsMethods || probe.appends);
  expect(count, told).toBeLessThanOrEqual(twice ? 2 : 1);
  // What was answered whole is not in doubt.
  if (kind === 'slow' || kind === 'overtaken') expect(code, told).toBe('done');
  return { cell: probe.writes ? `${code} ${count}x` : code, calls };
}

/** Numbers below `below`, the same ones for a seed. */
function picker(from: number): (below: number) => number {
  let state = from >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const table = new Map<string, string>();

function writeTable(): void {
  const names = Object.keys(kinds) as Kind[];
  const rows = subjects.flatMap(({ name }) =>
    probes.map((probe) => {
      const cells = names.map((kind) => table.get(`${name}|${probe.name}|${kind}`) ?? '-');
      return `| ${name} | ${probe.name} | ${cells.join(' | ')} |`;
    }),
  );
  const head = ['transport', 'call', ...names];
  const lines = [
    '# Faults injected, and what came out',
    '',
    'What the caller got, and how often a write is done in the end, whichever of the calls that the',
    'host makes for it goes wrong. `first read` is that of a new core on a new database. Written by',
    '`AGENTKEEP_FAULTS=1 npx vitest run --project node test/node/client/faults.test.ts`.',
    '',
    ...names.map((kind) => `- ${kind}: ${kinds[kind]}`),
    '',
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
  ];
  writeFileSync('test/faults/results.md', lines.join('\n'));
}

afterAll(() => {
  if (isWhole) writeTable();
});

describe.each(subjects.map((subject, index) => [subject.name, subject, index] as const))(
  'over %s',
  (name, subject, index) => {
    let place: Place;

    beforeAll(async () => {
      vi.spyOn(console, 'error').mockImplementation(() => {});
      const rig = await subject.open();
      const stores = [rig.store('main_'), rig.store('main_', impatientMs)] as const;
      await stores[0].init();
      const [patient, impatient] = [await memoryOf(stores[0]), await memoryOf(stores[1])];
      place = { rig, patient, impatient };
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
      await place?.rig.close();
      vi.restoreAllMocks();
    });

    const ways = (Object.keys(kinds) as Kind[]).filter((kind) => !subject.without?.includes(kind));
    const pick = picker(seed * 1000 + index);
    pick(2);

    if (isWhole) {
      const cases = probes.flatMap((probe) =>
        ways.map((kind) => [probe.name, kind, probe] as const),
      );
      it.each(cases)(
        '%s tells the truth where a call is %s',
        async (_, kind, probe) => {
          const cells = new Set<string>();
          for (let call = 0, more = true; more && call < mostCalls; call++) {
            const { cell, calls } = await injected(place, subject, probe, kind, call);
            more = calls > call;
            if (more) cells.add(cell);
          }
          expect(cells.size).toBeGreaterThan(0);
          table.set(`${name}|${probe.name}|${kind}`, [...cells].join('; '));
        },
        120_000,
      );
    } else {
      const cases = ways.map((kind) => {
        const [probe, call] = [probes[pick(probes.length)]!, pick(3)];
        return [probe.name, kind, probe, call] as const;
      });
      it.each(cases)(
        `%s tells the truth where a call is %s (seed ${seed})`,
        async (_, kind, probe, call) => {
          const { calls } = await injected(place, subject, probe, kind, call);
          expect(calls).toBeGreaterThan(0);
          // The method makes fewer: one of those.
          if (calls <= call) await injected(place, subject, probe, kind, call % calls);
        },
      );
    }
  },
);
