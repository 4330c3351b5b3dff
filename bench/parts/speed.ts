// Calls per second and latency over HTTP: the Worker and a local D1 in workerd, the client in Node.
import { kTimedOperations, kWriteThreads, requestOf } from '../operations.ts';
import type { TimedOperation } from '../operations.ts';
import { kTimedRunOperations } from '../runs.ts';
import { kStores } from '../stores.ts';
import type { StoreName } from '../stores.ts';
import { Client, runBlock, toBody } from '../support/client.ts';
import type { Block } from '../support/client.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';
import type { Simulator } from '../support/simulator.ts';
import { median, percentile } from '../support/stats.ts';

const kCompared: StoreName[] = ['agentkeep', 'incumbent, indexed'];
const kConcurrencies = [1, 16];
const kBlocks = 7;
const kBlockSeconds = 0.4;
/** Bodies of a block are made before it begins; this bounds their memory. */
const kMostCallsInBlock = 2_000;

interface Runner {
  name: StoreName;
  simulator: Simulator;
  client: Client;
}

interface Measured {
  callsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
}

export async function speed(context: Context): Promise<Section> {
  const stores = kCompared.filter(context.has);
  const runners: Runner[] = [];
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  try {
    for (const name of stores) {
      const simulator = await context.startSimulator(name);
      const client = new Client(Number(simulator.url.port), kStores[name].headers);
      runners.push({ name, simulator, client });
      await client.call('/v1/store/init', {});
      for (const thread of kWriteThreads) await client.call('/v1/memory/saveThread', { thread });
    }
    const nextCall = callNumbers();
    for (const operation of [...kTimedOperations, ...kTimedRunOperations].filter(context.matches)) {
      for (const concurrency of kConcurrencies) {
        const measured = await measure(operation, concurrency, runners, nextCall);
        const [ours, theirs] = kCompared.map((name) => measured.get(name));
        const ratio = ours && theirs && ours.callsPerSecond / theirs.callsPerSecond;
        rows.push([
          operation.name,
          `c=${concurrency}`,
          ...stores.flatMap((name) => showMeasured(measured.get(name))),
          ratio === undefined ? '' : `${ratio.toFixed(2)}x`,
        ]);
        if (ratio !== undefined && operation.speedTarget !== undefined) {
          targets.push({
            what: `${operation.name}, c=${concurrency}, times the calls per second`,
            value: ratio,
            limit: operation.speedTarget,
            atMost: false,
          });
        }
      }
    }
  } finally {
    for (const { client, simulator } of runners) {
      client.close();
      await simulator.stop();
    }
  }
  return {
    title: 'Speed over HTTP',
    notes: [
      `Worker and local D1 in workerd, client on the same machine. Medians of ${kBlocks} alternating ` +
        'blocks; percentiles over all their calls, in ms. The incumbent has four indexes added by hand.',
    ],
    columns: [
      'operation',
      '',
      ...stores.flatMap((name) => [`${name}: calls/s`, 'p50', 'p99']),
      'ratio',
    ],
    rows,
    targets,
  };
}

/** Every store gets the same bodies: both count calls from the same number. */
function callNumbers(): (runner: Runner, calls: number) => number {
  const next = new Map<StoreName, number>();
  return ({ name }, calls) => {
    const first = next.get(name) ?? 0;
    next.set(name, first + calls);
    return first;
  };
}

async function measure(
  operation: TimedOperation,
  concurrency: number,
  runners: Runner[],
  nextCall: ReturnType<typeof callNumbers>,
): Promise<Map<StoreName, Measured>> {
  const block = (runner: Runner, calls: number) => {
    const first = nextCall(runner, calls);
    const { path, args } = requestOf(operation, runner.name);
    const bodies = Array.from({ length: calls }, (_, call) => toBody(args(first + call)));
    return runBlock(runner.client, path, bodies, concurrency);
  };
  const calls = new Map<StoreName, number>();
  for (const runner of runners) {
    // The first block warms up, the second tells how many calls fill a block.
    await block(runner, 2 * concurrency);
    const { seconds, calls: done } = await block(runner, 2 * concurrency);
    const fitting = Math.round((kBlockSeconds * done) / seconds);
    calls.set(runner.name, Math.min(kMostCallsInBlock, Math.max(4, concurrency, fitting)));
  }
  const blocks = new Map<StoreName, Block[]>(runners.map(({ name }) => [name, []]));
  for (let round = 0; round < kBlocks; round += 1) {
    for (const runner of runners) {
      blocks.get(runner.name)?.push(await block(runner, calls.get(runner.name) ?? 0));
    }
  }
  return new Map([...blocks].map(([name, measured]) => [name, summarize(measured)]));
}

function summarize(blocks: Block[]): Measured {
  const latencies = blocks.flatMap(({ latenciesMs }) => latenciesMs);
  return {
    callsPerSecond: median(blocks.map(({ calls, seconds }) => calls / seconds)),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}

function showMeasured(measured: Measured | undefined): string[] {
  if (!measured) return ['', '', ''];
  const { callsPerSecond, p50Ms, p99Ms } = measured;
  return [callsPerSecond.toFixed(callsPerSecond < 100 ? 1 : 0), p50Ms.toFixed(1), p99Ms.toFixed(1)];
}
