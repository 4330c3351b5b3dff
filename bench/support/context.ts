// What the parts share: bundles and seeded databases, made once a run and removed at its end.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bundle, kStores } from '../stores.ts';
import type { StoreName } from '../stores.ts';
import type { Bundle } from './bundle.ts';
import { Client } from './client.ts';
import { D1Meter } from './d1-meter.ts';
import { Simulator } from './simulator.ts';
import { Workerd } from './workerd.ts';
import type { Database } from './workerd.ts';

export class Context {
  /** The stores to compare, in the order of the tables. */
  readonly stores: StoreName[];
  readonly #folder: string;
  readonly #bundles = new Map<StoreName, Promise<Bundle>>();
  readonly #seeded = new Map<StoreName, Promise<string>>();
  #folders = 0;

  private constructor(stores: StoreName[], folder: string) {
    this.stores = stores;
    this.#folder = folder;
  }

  static async create(stores: StoreName[]): Promise<Context> {
    return new Context(stores, await mkdtemp(join(tmpdir(), 'agentkeep-bench-')));
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  bundle(name: StoreName): Promise<Bundle> {
    return remember(this.#bundles, name, () => bundle(kStores[name], this.#folder));
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
  async workerdConfig(name: StoreName, database?: Database): Promise<string> {
    const { compatibilityDate, compatibilityFlags, vars } = kStores[name];
    return Workerd.prepare({
      bundle: await this.bundle(name),
      compatibilityDate,
      compatibilityFlags,
      vars,
      database,
      folder: await this.newFolder(),
    });
  }

  /** The store's Worker with a metered database in front of `databaseFolder`. */
  async startMetered(name: StoreName, databaseFolder: string): Promise<Metered> {
    const started: { stop(): Promise<void> }[] = [];
    try {
      const simulator = await Simulator.startDatabase(databaseFolder);
      started.unshift(simulator);
      const meter = await D1Meter.start(simulator.url);
      started.unshift(meter);
      const workerd = await Workerd.start(await this.workerdConfig(name, { port: meter.port }));
      started.unshift(workerd);
      return new Metered(meter, new Client(workerd.port), new Client(meter.port), started);
    } catch (error) {
      for (const part of started) await part.stop();
      throw error;
    }
  }

  async #seed(name: StoreName): Promise<string> {
    const folder = await this.newFolder();
    const metered = await this.startMetered(name, folder);
    try {
      await metered.worker.call('/v1/store/init', {});
      await kStores[name].seed(metered.worker, metered.d1);
    } finally {
      await metered.stop();
    }
    return folder;
  }
}

/** A Worker whose database traffic is counted. */
export class Metered {
  readonly meter: D1Meter;
  readonly worker: Client;
  /** Leads to the database itself. */
  readonly d1: Client;
  readonly #parts: { stop(): Promise<void> }[];

  constructor(meter: D1Meter, worker: Client, d1: Client, parts: { stop(): Promise<void> }[]) {
    this.meter = meter;
    this.worker = worker;
    this.d1 = d1;
    this.#parts = parts;
  }

  async stop(): Promise<void> {
    this.worker.close();
    this.d1.close();
    for (const part of this.#parts) await part.stop();
  }
}

function remember<K, V>(map: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
