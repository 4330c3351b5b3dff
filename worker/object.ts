import { DurableObject } from 'cloudflare:workers';
import { configOf } from './config.js';
import type { Env } from './config.js';
import type { MakeCore } from './host/core.js';
import { Instances, workerMemory } from './host/instance.js';
import { scope } from './host/abi.js';
import { emptyDatabase, isEmpty, objectDatabase } from './host/object-storage.js';
import type { CallableObject, ObjectCall } from './objects.js';
import { pruneAll } from './prune-all.js';
import { methodOf, Service } from './host/service.js';
import type { Reply } from './host/service.js';

// Many objects may share the memory of an isolate.
const highWaterBytes = 4 * 1024 * 1024;
const memory = workerMemory();
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

type ObjectClass = new (
  ctx: DurableObjectState,
  env: Env,
) => DurableObject<Env> & Pick<CallableObject, 'run'>;

/**
 * The Durable Object that keeps the data of one tenant, or of one resource of it: the core runs in
 * here, on the object's own SQLite. Only Workers that bind the class reach it, so it believes what
 * they say of the caller.
 */
export function objectOf(makeCore: MakeCore): ObjectClass {
  return class AgentKeepObject extends DurableObject<Env> {
    // A core remembers the tables of one database: objects of one isolate do not share it.
    readonly #service = new Service(new Instances(makeCore, { highWaterBytes, memory }));
    readonly #database = objectDatabase(this.ctx.storage);
    #isTimed = false;
    #isMade = false;

    async run({ method: name, caller, requestId, body, limit }: ObjectCall): Promise<Reply> {
      const config = configOf(this.env);
      const method = methodOf(name);
      const call = { method, caller, requestId, body, limit };
      // Whoever may read may ask for any name: that alone does not make an object of it.
      if (method.scope === scope.read && !this.#exists()) {
        // A core of its own, since this one would remember tables.
        const service = new Service(new Instances(makeCore, { highWaterBytes, memory }));
        return service.call(config, emptyDatabase(this.ctx.storage), call);
      }
      if (config.retention.length > 0) await this.#beTimed();
      return this.#service.call(config, this.#database, call);
    }

    #exists(): boolean {
      return (this.#isMade ||= !isEmpty(this.ctx.storage));
    }

    /** Prunes once a day what AGENTKEEP_RETENTION no longer allows, in pieces of a minute's distance. */
    override async alarm(): Promise<void> {
      const config = configOf(this.env);
      if (config.retention.length === 0) return;
      const isDone = await pruneAll(this.#service, config, this.#database);
      await this.ctx.storage.setAlarm(Date.now() + (isDone ? dayMs : minuteMs));
    }

    async #beTimed(): Promise<void> {
      if (this.#isTimed) return;
      if ((await this.ctx.storage.getAlarm()) === null) {
        await this.ctx.storage.setAlarm(Date.now() + dayMs);
      }
      this.#isTimed = true;
    }
  };
}
