// Miniflare with a local D1: the database of every part that needs one.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { MiniflareOptions, V4MiniflareOptions } from 'miniflare';

import { kOfflineEnvironment } from './bundle.ts';
import type { Bundle } from './bundle.ts';
import { childrenOf, cpuMsOf } from './workerd.ts';

Object.assign(process.env, kOfflineEnvironment);

// Miniflare belongs to wrangler: the copy that wrangler resolves is the one it was released with.
const requireAsWrangler = createRequire(
  createRequire(import.meta.url).resolve('wrangler/package.json'),
);
const { Miniflare, convertV4MiniflareOptions } = (await import(
  pathToFileURL(requireAsWrangler.resolve('miniflare')).href
)) as typeof import('miniflare');

/** The D1 database of every simulator: the same id finds the same file in a copied folder. */
const kDatabaseId = 'bench';

export interface SimulatorOptions {
  bundle: Bundle;
  compatibilityDate: string;
  compatibilityFlags: string[];
  vars: Record<string, string>;
  /** Where the database's files are. */
  databaseFolder: string;
  /** A class bound as OBJECT; then there is Cloudflare's API for the database, too. */
  object?: string;
  /** A class bound as OBJECTS. */
  objects?: string;
}

export class Simulator {
  readonly url: URL;
  /** Where the database answers as over Cloudflare's API, if there is an object. */
  readonly d1Api: string;
  readonly #processes: number[];
  readonly #miniflare: InstanceType<typeof Miniflare>;

  private constructor(
    miniflare: InstanceType<typeof Miniflare>,
    url: URL,
    origin: string,
    processes: number[],
  ) {
    this.#processes = processes;
    this.#miniflare = miniflare;
    this.url = url;
    this.d1Api = `${origin}/cdn-cgi/local/explorer/api/d1/database/${kDatabaseId}/raw`;
  }

  /** Runs a Worker with its D1 binding; `url` leads to the Worker without a proxy in between. */
  static async startWorker(options: SimulatorOptions): Promise<Simulator> {
    const { folder, modules } = options.bundle;
    return Simulator.#start({
      modules: modules.map(({ path, type }) => ({ type, path: join(folder, path) })),
      modulesRoot: folder,
      compatibilityDate: options.compatibilityDate,
      compatibilityFlags: options.compatibilityFlags,
      bindings: options.vars,
      resourcePersistencePath: options.databaseFolder,
      ...(options.objects !== undefined && {
        durableObjects: { OBJECTS: { className: options.objects, useSQLite: true } },
      }),
      ...(options.object !== undefined && {
        unsafeLocalExplorer: true,
        durableObjects: { OBJECT: { className: options.object, useSQLite: true } },
      }),
    });
  }

  /** Runs the database alone; `url` speaks the protocol of D1. */
  static async startDatabase(databaseFolder: string): Promise<Simulator> {
    return Simulator.#start({
      modules: true,
      // The binding's own inner service: requests pass as the D1 client sends them.
      script: 'export default { fetch: (request, env) => env.DB.fetcher.fetch(request) };',
      compatibilityDate: '2026-08-01',
      resourcePersistencePath: databaseFolder,
    });
  }

  static async #start(
    options: Partial<V4MiniflareOptions> & Record<string, unknown>,
  ): Promise<Simulator> {
    const before = new Set(await childrenOf());
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        name: 'main',
        host: '127.0.0.1',
        port: 0,
        d1Databases: { DB: kDatabaseId },
        unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
        // Log lines of the Worker are part of its work, but nobody reads them here.
        handleStructuredLogs: () => undefined,
        ...options,
      } as unknown as V4MiniflareOptions) as MiniflareOptions,
    );
    const { origin } = await miniflare.ready;
    const url = await miniflare.unsafeGetDirectURL('main');
    const processes = (await childrenOf()).filter((pid) => !before.has(pid));
    return new Simulator(miniflare, url, origin, processes);
  }

  /** The database, for a program in Node. */
  binding(): Promise<unknown> {
    return this.#miniflare.getD1Database('DB');
  }

  /** Of workerd. */
  get pid(): number {
    const [pid] = this.#processes;
    if (pid === undefined) throw new Error('there is no process');
    return pid;
  }

  /** CPU time of workerd since it started: of the Worker and of its databases. */
  async cpuMs(): Promise<number> {
    const times = await Promise.all(this.#processes.map(cpuMsOf));
    return times.reduce((total, ms) => total + ms, 0);
  }

  async stop(): Promise<void> {
    await this.#miniflare.dispose();
  }
}
