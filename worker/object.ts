import { DurableObject } from 'cloudflare:workers';
import { configOf } from './config.js';
import type { Config, Env } from './config.js';
import { fireSchedules, firstFireMs } from './fire-schedules.js';
import type { MakeCore } from './host/core.js';
import { Instances, workerMemory } from './host/instance.js';
import { scope } from './host/abi.js';
import { emptyDatabase, isEmpty, objectDatabase } from './host/object-storage.js';
import type { CallableObject, ObjectCall, Whose } from './objects.js';
import { pruneAll } from './prune-all.js';
import { methodOf, Service } from './host/service.js';
import type { Method, Reply } from './host/service.js';

// Many objects may share the memory of an isolate.
const highWaterBytes = 4 * 1024 * 1024;
const memory = workerMemory();
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

// Keys of the object's own storage.
const pruneAt = 'pruneAtMs';
const ownName = 'whose';

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
    #knowsFirst = false;

    async run({ method: name, caller, requestId, body, limit, whose }: ObjectCall): Promise<Reply> {
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
      const reply = await this.#service.call(config, this.#database, call);
      if (config.scheduleTargets.length > 0) await this.#timeSchedules(config, method, whose);
      return reply;
    }

    #exists(): boolean {
      return (this.#isMade ||= !isEmpty(this.ctx.storage));
    }

    /**
     * Prunes once a day what AGENTKEEP_RETENTION no longer allows, in pieces of a minute's distance,
     * and fires the schedules that are due.
     */
    override async alarm(): Promise<void> {
      const config = configOf(this.env);
      const next = [await this.#prune(config), await this.#fire(config)];
      const nextMs = Math.min(...next);
      if (nextMs !== Infinity) await this.ctx.storage.setAlarm(nextMs);
    }

    /** Says when it has to be done again. */
    async #prune(config: Config): Promise<number> {
      if (config.retention.length === 0) return Infinity;
      const { storage } = this.ctx;
      // Where schedules fire, an alarm need not be that of the day.
      const dueMs = config.scheduleTargets.length > 0 ? await storage.get<number>(pruneAt) : 0;
      if (dueMs !== undefined && dueMs > Date.now()) return dueMs;
      const isDone = await pruneAll(this.#service, config, this.#database);
      const nextMs = Date.now() + (isDone ? dayMs : minuteMs);
      if (config.scheduleTargets.length > 0) await storage.put(pruneAt, nextMs);
      return nextMs;
    }

    /** Says when it has to be done again. */
    async #fire(config: Config): Promise<number> {
      if (config.scheduleTargets.length === 0 || !this.#exists()) return Infinity;
      const whose = await this.ctx.storage.get<Whose>(ownName);
      const run = await fireSchedules(this.#service, config, this.#database, this.env, whose);
      const first = await firstFireMs(this.#service, config, this.#database);
      // What failed is due, and waits for the next run.
      return run.failed > 0 && first <= Date.now() ? run.nextMs : Math.min(run.nextMs, first);
    }

    /** An alarm for the first schedule that fires, after whatever may have changed which it is. */
    async #timeSchedules(config: Config, method: Method, whose: Whose | undefined): Promise<void> {
      const isChange = method.scope !== scope.read && /^(?:schedules|store)\./.test(method.name);
      if (this.#knowsFirst && !isChange) return;
      const { storage } = this.ctx;
      const nextMs = await firstFireMs(this.#service, config, this.#database);
      if (nextMs !== Infinity) {
        if (whose !== undefined) await storage.put(ownName, whose);
        const alarmMs = (await storage.getAlarm()) ?? Infinity;
        if (nextMs < alarmMs) await storage.setAlarm(nextMs);
      }
      this.#knowsFirst = true;
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
