// Runs one Worker in a bare workerd process: no simulator, no proxy in front, nothing else in the
// process. Used where the process itself is measured (CPU, start-up) or its database is.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';

import type { Bundle } from './bundle.ts';

// The package exports the path of its own binary.
const workerdBinary = (createRequire(import.meta.url)('workerd') as { default: string }).default;

/** What stands behind the D1 binding, with workerd's own D1 client in front but where it says so. */
export type Database =
  /** An HTTP service on this port of the loopback speaks the protocol of D1 (see d1-meter.ts). */
  | { port: number }
  /**
   * Recorded answers, kept in the isolate in place of the D1 client (see replay-d1.js); or in a
   * Worker beside it, behind that client (see replay-service.js).
   */
  | { answersFile: string; behindClient?: boolean };

/** A Worker of one module that binds others by their names; `main` is the one that is measured. */
export interface Beside {
  name: string;
  file: string;
  services: Record<string, string>;
}

export interface WorkerdOptions {
  bundle: Bundle;
  compatibilityDate: string;
  compatibilityFlags: string[];
  vars: Record<string, string>;
  database?: Database | undefined;
  /** A class of the bundle bound as OBJECTS, and where its databases are. */
  objects?: { className: string; folder: string };
  /** Workers in the same process. The first of them gets the requests. */
  beside?: Beside[];
  /** Where the configuration is written; removed by the caller. */
  folder: string;
}

// A process that is told to end takes its children along.
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export class Workerd {
  readonly port: number;
  /** From spawn until it listens; the Worker's modules are evaluated by then. */
  readonly startMs: number;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, port: number, startMs: number) {
    this.#process = process;
    this.port = port;
    this.startMs = startMs;
  }

  /** Writes the configuration file and returns its path, so that starts can be timed without it. */
  static async prepare(options: WorkerdOptions): Promise<string> {
    const file = join(options.folder, `workerd-${options.bundle.modules[0].path}.capnp`);
    await writeFile(file, configuration(options));
    return file;
  }

  static start(configFile: string): Promise<Workerd> {
    return new Promise((resolve, reject) => {
      const start = performance.now();
      const child = spawn(workerdBinary, ['serve', '--control-fd=3', configFile], {
        stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      });
      running.add(child);
      child.once('exit', () => running.delete(child));
      let stderr = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        stderr = (stderr + chunk.toString()).slice(-4000);
      });
      let control = '';
      const controlPipe = child.stdio[3] as Readable;
      controlPipe.on('data', (chunk: Buffer) => {
        control += chunk.toString();
        const listening = /"event":"listen","socket":"http","port":(\d+)/.exec(control);
        if (listening) {
          resolve(new Workerd(child, Number(listening[1]), performance.now() - start));
        }
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`workerd ended with ${code}: ${stderr}`)));
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** CPU time of all threads of the process since it started. */
  cpuMs(): Promise<number> {
    return cpuMsOf(this.pid);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    await ended;
  }
}

/** CPU time of all threads of a process since it started. */
export async function cpuMsOf(pid: number): Promise<number> {
  const folder = `/proc/${pid}/task`;
  const threads = await readdir(folder);
  const times = await Promise.all(
    threads.map(async (thread) => readFile(join(folder, thread, 'schedstat'), 'utf8')),
  );
  // The first field is the time on a CPU, in nanoseconds.
  return times.reduce((total, text) => total + Number(text.split(' ')[0]) / 1e6, 0);
}

/** The processes that this one has started. */
export async function childrenOf(pid = process.pid): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')),
  );
  return lists.join(' ').split(/\s+/).filter(Boolean).map(Number);
}

function configuration(options: WorkerdOptions): string {
  const embed = (path: string) => `embed ${JSON.stringify(relative(options.folder, path))}`;
  const modules = options.bundle.modules.map(({ path, type }) => {
    const field = type === 'CompiledWasm' ? 'wasm' : 'esModule';
    return `(name = ${JSON.stringify(path)}, ${field} = ${embed(join(options.bundle.folder, path))})`;
  });
  const bindings = Object.entries(options.vars).map(
    ([name, value]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`,
  );
  const services: string[] = [];
  const extensions: string[] = [];
  const { database } = options;
  const replay = embed(join(import.meta.dirname, 'replay-d1.js'));
  if (database && ('port' in database || database.behindClient)) {
    if ('port' in database) {
      const address = `127.0.0.1:${database.port}`;
      services.push(`(name = "d1", external = (address = "${address}", http = ()))`);
    } else {
      const service = embed(join(import.meta.dirname, 'replay-service.js'));
      services.push(
        `(name = "d1", worker = (modules = [(name = "replay-service.js", esModule = ${service}),
          (name = "replay-d1.js", esModule = ${replay})],
          compatibilityDate = ${JSON.stringify(options.compatibilityDate)},
          bindings = [(name = "answers", text = ${embed(database.answersFile)})]))`,
      );
    }
    bindings.push(
      '(name = "DB", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [' +
        '(name = "fetcher", service = "d1")]))',
    );
  } else if (database) {
    bindings.push(
      '(name = "DB", wrapped = (moduleName = "bench:replay-d1", innerBindings = [' +
        `(name = "answers", text = ${embed(database.answersFile)})]))`,
    );
    extensions.push(
      `(modules = [(name = "bench:replay-d1", internal = true, esModule = ${replay})])`,
    );
  }
  const { objects } = options;
  let ofObjects = '';
  if (objects) {
    const className = JSON.stringify(objects.className);
    services.push(
      `(name = "objects", disk = (path = ${JSON.stringify(objects.folder)}, writable = true))`,
    );
    bindings.push(`(name = "OBJECTS", durableObjectNamespace = ${className})`);
    ofObjects = `,
      durableObjectNamespaces = [(className = ${className}, uniqueKey = "bench", enableSql = true)],
      durableObjectStorage = (localDisk = "objects")`;
  }
  const flags = options.compatibilityFlags.map((flag) => JSON.stringify(flag));
  services.unshift(
    `(name = "main", worker = (modules = [${modules.join(', ')}],
      compatibilityDate = ${JSON.stringify(options.compatibilityDate)},
      compatibilityFlags = [${flags.join(', ')}],
      bindings = [${bindings.join(', ')}]${ofObjects}))`,
  );
  const { beside = [], compatibilityDate } = options;
  for (const { name, file, services: bound } of beside) {
    const bindings = Object.entries(bound).map(
      ([binding, service]) => `(name = "${binding}", service = "${service}")`,
    );
    services.push(
      `(name = "${name}", worker = (modules = [(name = "${name}", esModule = ${embed(file)})],
        compatibilityDate = ${JSON.stringify(compatibilityDate)}, bindings = [${bindings.join(', ')}]))`,
    );
  }
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${services.join(', ')}],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "${beside[0]?.name ?? 'main'}")],
  extensions = [${extensions.join(', ')}]
);
`;
}
