// CPU time a call, of Workers that run side by side: whatever slows the machine down slows all.
import { median } from './stats.ts';
import type { Workerd } from './workerd.ts';

/** Different calls of an operation, repeated in turn. */
export const kDistinctCalls = 20;
export const kBlocks = 7;
const kBlockCpuMs = 400;
/** V8 has compiled what is hot, JavaScript and Wasm, after so many calls and so much work. */
const kWarmUpCalls = 600;
const kWarmUpCpuMs = 1_500;

export interface Runner<Name> {
  name: Name;
  workerd: Workerd;
  /** Makes so many calls. */
  run(calls: number): Promise<unknown>;
}

/** CPU of the process a call, in ms: medians of alternating blocks of warm Workers. */
export async function cpuOfCalls<Name>(runners: Runner<Name>[]): Promise<Map<Name, number>> {
  const callsInBlock: number[] = [];
  for (const runner of runners) callsInBlock.push(await warmUp(runner));
  const measured: number[][] = runners.map(() => []);
  for (let round = 0; round < kBlocks; round += 1) {
    for (const [index, runner] of runners.entries()) {
      const calls = callsInBlock[index];
      measured[index].push((await cpuMsOf(runner, calls)) / calls);
    }
  }
  return new Map(runners.map(({ name }, index) => [name, median(measured[index])]));
}

/** Lets V8 compile what is hot, and tells how many calls fill a block. */
async function warmUp<Name>(runner: Runner<Name>): Promise<number> {
  let calls = 0;
  let spentMs = 0;
  let blockMs = 0;
  for (; calls < kWarmUpCalls || spentMs < kWarmUpCpuMs; calls += kDistinctCalls) {
    blockMs = await cpuMsOf(runner, kDistinctCalls);
    spentMs += blockMs;
  }
  const cpuMsPerCall = blockMs / kDistinctCalls;
  return Math.max(kDistinctCalls, Math.ceil(kBlockCpuMs / cpuMsPerCall));
}

async function cpuMsOf<Name>({ workerd, run }: Runner<Name>, calls: number): Promise<number> {
  const before = await workerd.cpuMs();
  await run(calls);
  return (await workerd.cpuMs()) - before;
}
