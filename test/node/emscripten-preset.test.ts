import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const project = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

describe('The preset emscripten', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'emscripten-preset-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  /** What `cmake --preset emscripten` says when the `emcc` of the PATH is of this version. */
  async function configureWith(version: string): Promise<string> {
    const emcc = join(folder, 'emcc');
    await writeFile(
      emcc,
      `#!/bin/sh\necho 'emcc (Emscripten compiler) ${version}-git (0123abc)'\n`,
    );
    await chmod(emcc, 0o755);
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
    const cmake = ['--preset', 'emscripten', '-B', join(folder, 'build')];
    const failure = await run('cmake', cmake, { cwd: project, env }).then(
      () => expect.unreachable('an emcc that only names its version cannot configure a build'),
      (error: { stderr: string }) => error,
    );
    return failure.stderr.replaceAll(/\s+/g, ' ');
  }

  test.each(['3.1.6', '3.1.59', '2.0.34'])(
    'refuses emcc %s and says what it needs',
    async (old) => {
      expect(await configureWith(old)).toContain(
        `emcc ${old} is too old: the preset 'emscripten' needs 3.1.60 or newer.`,
      );
    },
  );

  test.each(['3.1.60', '3.2.0', '4.0.1'])('takes emcc %s', async (recent) => {
    const said = await configureWith(recent);
    expect(said).not.toContain('too old');
    // Past the check it looks for the files of the SDK, which this emcc does not bring.
    expect(said).toContain('cmake/Modules/Platform/Emscripten.cmake');
  });
});
