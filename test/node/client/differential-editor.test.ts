// Definitions in versions, favourites and blobs: the same random calls to our store and to the
// framework's in-memory one, of everything that the method table describes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { heldBy } from '../../contract/transport.js';
import type { Opened, Transport } from '../../contract/transport.js';
import { transport as d1 } from '../../contract/transports/d1-binding.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { callsOfEditor, editorCalls, inMemoryEditor } from './support/differential/editor.js';
import { libsqlEditor } from './support/differential/libsql-editor.js';
import { compare } from './support/differential/run.js';
import type { Reference } from './support/differential/run.js';
import type { Ask } from './support/differential/side.js';

// What a class says for the sake of the adapter whose place it takes is compared with that adapter:
// see answers.test.ts.
vi.mock('../../../client/habits.js', async (original) => ({
  ...(await original<object>()),
  habitsOf: () => ({}),
}));

// One sequence, or longer ones: AGENTKEEP_DIFF_SEED=7 AGENTKEEP_DIFF_STEPS=20000 npx vitest run ...
const { AGENTKEEP_DIFF_SEED: given, AGENTKEEP_DIFF_STEPS: stepsGiven } = process.env;
const seed = Number(given ?? 1);
const beginMs = Date.parse('2026-06-01T00:00:00.000Z');

const databases: [Transport, steps: number][] = [
  [file, 2500],
  [d1, 300],
  [postgres, 400],
  [dynamodb, 300],
];

describe.each(databases.map(([transport, steps]) => ({ ...transport, transport, steps })))(
  'the editor on $name',
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

    const compared = async (reference: Reference, options: { plain?: boolean } = {}) => {
      const store = way.store();
      await store.init();
      const held = heldBy(transport);
      const asStored =
        (ask: Ask): Ask =>
        async (method, args) =>
          held(await ask(method, held(args)));
      await compare({
        ours: asStored(callsOfEditor(store)),
        reference: { ...reference, ask: asStored(reference.ask) },
        seed,
        steps: Number(stepsGiven ?? steps),
        sequence: editorCalls(options),
        tick: () => vi.setSystemTime((nowMs += 1000)),
        // A call may take the next milliseconds for what it must say is later.
        timeOf: (ms) => (ms < beginMs ? ms : ms - (ms % 1000)),
      });
    };

    it(`answers as in memory, seed ${seed}`, () => compared(inMemoryEditor()), 180_000);

    it.runIf(transport === file)(
      `answers as libsql, seed ${seed}`,
      async () => {
        const folder = mkdtempSync(join(tmpdir(), 'agentkeep-libsql-'));
        try {
          await compared(await libsqlEditor(join(folder, 'reference.db')), { plain: true });
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
      180_000,
    );
  },
);
