// What the parts share: bundles and seeded databases, made once a run and removed at its end.
import { rmSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TimedOperation } from '../operations.ts';
import { kStores } from '../stores.ts';
import type { StoreName } from '../stores.ts';
import { bundleWorker } from './bundle.ts';
import type { Bundle } from './bundle.ts';
import { Client } from './client.ts';
import { D1Meter } from './d1-meter.ts';
import { Simulator } from './simulator.ts';
import { Workerd } from './workerd.ts';
import type { Beside, Database } from './workerd.ts';

export class Context {
  /** Whether a store is to be measured. */
  readonly has: (name: StoreName) => boolean;
  /** Whether an operation is. */
  readonly matches: (operation: Pick<TimedOperation, 'name'>) => boolean;
  readonly #folder: string;
  readonly #bundles = new Map<string, Promise<Bundle>>();
  readonly #seeded = new Map<StoreName, Promise<string>>();
  #folders = 0;

  private constructor(has: Context['has'], matches: Context['matches'], folder: string) {
    this.has = has;
    this.matches = matches;
    this.#folder = folder;
  }

  static async create(has: Context['has'], matches: Context['matches']): Promise<Context> {
    return new Context(has, matches, await mkdtemp(join(tmpdir(), 'agentkeep-bench-')));
  }

  /** Not asynchronous: it is called when the process ends. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  bundle(name: StoreName): Promise<Bundle> {
    const { configFile } = kStores[name];
    return remember(this.#bundles, configFile, async () =>
      bundleWorker(configFile, await this.newFolder()),
    );
  }

  /** A folder that nobody else uses. */
  newFolder(): Promise<string> {
    this.#folders += 1;
    return mkdtemp(join(this.#folder, `${this.#folders}-`));
  }

  /** A copy of the store's seeded database. */
  async seededDatabase(name: StoreName): Promise<string> {
    const seeded = await remember(this.#seeded, name, () => this.#seed(name));
    const copy = await this.newFolder();
    await cp(seeded, copy, { recursive: true });
    return copy;
  }

  /** The store's Worker alone in a workerd process; returns the path of its configuration. */
  async workerdConfig(
    name: StoreName,
    database?: Database,
    beside: Beside[] = [],
  ): Promise<string> {
    const { compatibilityDate, compatibilityFlags, vars } = kStores[name];
    return Workerd.prepare({
      bundle: await this.bundle(name),
      compatibilityDate,
      compatibilityFlags,
      vars,
      database,
      beside,
      folder: await this.newFolder(),
    });
  }

  /** The store's Worker as in production, on a copy of its seeded database. */
  async startSimulator(name: StoreName): Promise<Simulator> {
    const { compatibilityDate, compatibilityFlags, vars } = kStores[name];
    return Simulator.startWorker({
      bundle: await this.bundle(name),
      compatibilityDate,
      compatibilityFlags,
      vars,
      databaseFolder: await this.seededDatabase(name),
    });
  }

  /** The Worker of the part `transports`, on empty databases. */
  async startTransports(): Promise<Simulator> {
    const configFile = join(import.meta.dirname, '../transports/wrangler.toml');
    return Simulator.startWorker({
      bundle: await bundleWorker(configFile, await this.newFolder()),
      compatibilityDate: '2026-08-01',
      compatibilityFlags: ['nodejs_compat'],
      vars: {},
      databaseFolder: await this.newFolder(),
      object: 'Caller',
    });
  }

  /** The store's Worker with a metered database in front of `databaseFolder`. */
  async startMetered(name: StoreName, databaseFolder: string): Promise<Metered> {
    const simulator = await Simulator.startDatabase(databaseFolder);
    const meter = await D1Meter.start(simulator.url);
    const configFile = await this.workerdConfig(name, { port: meter.port });
    return Metered.start({
      simulator,
      meter,
      configFile,
      headers: { ...kStores[name].headers, 'x-agentkeep-cost': '1' },
    });
  }

  async #seed(name: StoreName): Promise<string> {
    const store = kStores[name];
    if (!store.seed) throw new Error(`${name} has no data of its own`);
    const folder = await this.newFolder();
    const metered = await this.startMetered(name, folder);
    try {
      await metered.worker.call('/v1/store/init', {});
      await store.seed(metered.worker, metered.d1);
    } finally {
      await metered.stop();
    }
    return folder;
  }
}

interface MeteredParts {
  simulator: Simulator;
  meter: D1Meter;
  configFile: string;
  headers: Record<string, string>;
}

/** A Worker whose database traffic is counted. */
export class Metered {
  /** Leads to the database itself. */
  readonly d1: Client;
  readonly #parts: MeteredParts;
  #workerd: Workerd;
  #worker: Client;

  private constructor(parts: MeteredParts, workerd: Workerd) {
    this.#parts = parts;
    this.d1 = new Client(parts.meter.port);
    this.#workerd = workerd;
    this.#worker = new Client(workerd.port, parts.headers);
  }

  /** Takes over simulator and meter: stops them when the Worker does not start. */
  static async start(parts: MeteredParts): Promise<Metered> {
    try {
      return new Metered(parts, await Workerd.start(parts.configFile));
    } catch (error) {
      await parts.meter.stop();
      await parts.simulator.stop();
      throw error;
    }
  }

  get meter(): D1Meter {
    return this.#parts.meter;
  }

  get worker(): Client {
    return this.#worker;
  }

  /** Of the Worker, for callers in other processes. */
  get url(): string {
    return `http://127.0.0.1:${this.#workerd.port}`;
  }

  /** CPU of the Worker's process so far. */
  cpuMs(): Promise<number> {
    return this.#workerd.cpuMs();
  }

  /** A new isolate on the same database. */
  async restartWorker(): Promise<void> {
    this.#worker.close();
    await this.#workerd.stop();
    this.#workerd = await Workerd.start(this.#parts.configFile);
    this.#worker = new Client(this.#workerd.port, this.#parts.headers);
  }

  async stop(): Promise<void> {
    this.#worker.close();
    this.d1.close();
    await this.#workerd.stop();
    await this.#parts.meter.stop();
    await this.#parts.simulator.stop();
  }
}

function remember<K, V>(map: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
