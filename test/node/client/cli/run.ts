// The command of this tree, as a process of its own.
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';

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

  /**
   * Runs it at a terminal, which the program `script` makes, and answers what it asks, in that order.
   * Answers the exit code and all that stood on the terminal.
   */
  async talk(
    args: readonly string[],
    answers: readonly (readonly [asked: string, keys: string])[],
  ): Promise<{ code: number; said: string }> {
    const words = [process.execPath, this.#script, ...args];
    const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    // Of some width, so that no words are broken.
    const command = `stty cols 400 rows 40; exec ${quoted}`;
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: this.#folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const left = [...answers];
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += stripVTControlCharacters(String(chunk));
      if (left.length > 0 && said.includes(left[0]![0])) child.stdin.write(left.shift()![1]);
    });
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  }

  /** It goes on beside the test, which may end it. */
  start(
    args: readonly string[],
    env: Record<string, string> = {},
    stdio: StdioOptions = 'ignore',
  ): ChildProcess {
    return spawn(process.execPath, [this.#script, ...args], {
      cwd: this.#folder,
      env: { ...process.env, ...env },
      stdio,
    });
  }
}
