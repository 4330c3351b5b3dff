import { afterEach, beforeEach, describe, vi } from 'vitest';
import type { Store } from '../../../../../client/store.js';
import { heldBy } from '../../../../contract/transport.js';
import type { Opened, Transport } from '../../../../contract/transport.js';
import { transport as d1 } from '../../../../contract/transports/d1-binding.js';
import { transport as dynamodb } from '../../../../contract/transports/dynamodb.js';
import { transport as file } from '../../../../contract/transports/file.js';
import { transport as postgres } from '../../../../contract/transports/postgres.js';
import { compare } from './run.js';
import type { Comparison, Reference } from './run.js';
import type { Ask } from './side.js';

// One sequence, or longer ones: AGENTKEEP_DIFF_SEED=7 AGENTKEEP_DIFF_STEPS=20000 npx vitest run ...
const { AGENTKEEP_DIFF_SEED: given, AGENTKEEP_DIFF_STEPS: stepsGiven } = process.env;
const beginMs = Date.parse('2026-06-01T00:00:00.000Z');

/** The seeds that are asked for, or else these. */
export const seedsOf = (...seeds: readonly number[]): readonly number[] =>
  given === undefined ? seeds : [Number(given)];

/** A comparison of a new store on one of the databases. */
export type Compared = (asked: {
  /** The calls of what is compared. */
  readonly callsOf: (store: Store) => Ask | Promise<Ask>;
  readonly reference: Reference;
  readonly sequence: Comparison['sequence'];
  readonly seed: number;
}) => Promise<void>;

interface Databases {
  /** How many steps each takes. */
  readonly steps: Readonly<Record<'file' | 'd1' | 'postgres' | 'dynamodb', number>>;
  readonly make: (compared: Compared, transport: Transport) => void;
}

/** A suite a database: a file, D1, PostgreSQL and DynamoDB. */
export function describeOnDatabases(what: string, { steps, make }: Databases): void {
  const databases: readonly [Transport, number][] = [
    [file, steps.file],
    [d1, steps.d1],
    [postgres, steps.postgres],
    [dynamodb, steps.dynamodb],
  ];
  describe.each(databases.map(([transport, steps]) => ({ ...transport, transport, steps })))(
    `${what} on $name`,
    ({ transport, steps }) => {
      let nowMs = beginMs;
      let way: Opened;
      beforeEach(async () => {
        way = await transport.open();
        vi.useFakeTimers({ toFake: ['Date'], now: (nowMs = beginMs) });
      });
      afterEach(async () => {
        vi.useRealTimers();
        await way.close();
      });

      make(async ({ callsOf, reference, sequence, seed }) => {
        const store = way.store();
        await store.init();
        const held = heldBy(transport);
        const asStored =
          (ask: Ask): Ask =>
          async (method, args) =>
            held(await ask(method, held(args)));
        await compare({
          ours: asStored(await callsOf(store)),
          reference: { ...reference, ask: asStored(reference.ask) },
          seed,
          steps: Number(stepsGiven ?? steps),
          sequence,
          tick: () => vi.setSystemTime((nowMs += 1000)),
          // A call may take the next milliseconds for what it must say is later.
          timeOf: (ms) => (ms < beginMs ? ms : ms - (ms % 1000)),
        });
      }, transport);
    },
  );
}
