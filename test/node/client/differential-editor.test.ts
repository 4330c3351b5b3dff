// Definitions in versions, favourites and blobs: the same random calls to our store and to the
// framework's in-memory one, of everything that the method table describes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, vi } from 'vitest';
import { transport as file } from '../../contract/transports/file.js';
import { callsOfEditor, editorCalls, inMemoryEditor } from './support/differential/editor.js';
import { libsqlEditor } from './support/differential/libsql-editor.js';
import { describeOnDatabases, seedsOf } from './support/differential/on-databases.js';

// What a class says for the sake of the adapter whose place it takes is compared with that adapter:
// see answers.test.ts.
vi.mock('../../../client/habits.js', async (original) => ({
  ...(await original<object>()),
  habitsOf: () => ({}),
}));

const timeout = 180_000;

describeOnDatabases('the editor', {
  steps: { file: 2500, d1: 300, postgres: 400, dynamodb: 300 },
  make: (compared, transport) => {
    it.each(seedsOf(1))('answers as in memory, seed %i', { timeout }, (seed) =>
      compared({
        ...{ callsOf: callsOfEditor, reference: inMemoryEditor() },
        ...{ sequence: editorCalls(), seed },
      }),
    );

    it.runIf(transport === file).each(seedsOf(1))(
      'answers as libsql, seed %i',
      { timeout },
      async (seed) => {
        const folder = mkdtempSync(join(tmpdir(), 'agentkeep-libsql-'));
        try {
          await compared({
            callsOf: callsOfEditor,
            reference: await libsqlEditor(join(folder, 'reference.db')),
            ...{ sequence: editorCalls({ plain: true }), seed },
          });
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
    );
  },
});
