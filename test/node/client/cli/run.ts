// The command of this tree, as a process of its own.
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../../../../', import.meta.url).href);

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class Program {
  readonly #script: string;
  readonly #folder: string;

  private constructor(script: string, folder: string) {
    this.#script = script;
    this.#folder = folder;
  }

  /** Bundles it; `folder` is where it runs. */
  static async make(folder: string): Promise<Program> {
    const bundled = '. "$0/scripts/lib.sh"; cd "$0"; commandLine';
    // scripts/lib.sh finds the tree by its own place.
    const { stdout } = await promisify(execFile)('bash', ['-c', bundled, root]);
    return new Program(join(root, stdout.trim()), folder);
  }

  async run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
    try {
      const options = {
        cwd: this.#folder,
        env: { ...process.env, ...env },
        maxBuffer: 64 * 1024 * 1024,
      };
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        [this.#script, ...args],
        options,
      );
      return { code: 0, stdout, stderr };
    } catch (cause) {
      const { code, stdout, stderr } = cause as Ran;
      return { code, stdout, stderr };
    }
  }

  /** It goes on beside the test, which may end it. */
  start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
    return spawn(process.execPath, [this.#script, ...args], {
      cwd: this.#folder,
      env: { ...process.env, ...env },
      stdio: 'ignore',
    });
  }
}
