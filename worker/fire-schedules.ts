import { Cron } from 'croner';
import type { Config } from './config.js';
import { scope } from './host/abi.js';
import { requestSerial } from './host/random.js';
import { parsed } from './host/run-call.js';
import { methodOf } from './host/service.js';
import type { Place, Service } from './host/service.js';
import type { Whose } from './objects.js';
import type { ScheduleTarget } from './schedule-targets.js';

/** What of a row of `schedules` is looked at. */
interface Schedule {
  readonly id: string;
  readonly cron: string;
  readonly timezone?: string;
  readonly nextFireAt: number;
  readonly lastFireAt?: number;
  readonly lastRunId?: string;
  readonly target: object;
  readonly metadata?: object;
  readonly ownerType?: string;
  readonly ownerId?: string;
}

/** What came of a run: `nextMs` is when the next one is needed, whatever is due by then. */
interface Sums {
  fired: number;
  failed: number;
  nextMs: number;
}
export type Fired = Readonly<Sums>;

const pageRows = 100;
const lanes = 4;
// A run ends, and its last post has been answered or given up, before its claims run out.
const runMs = 45_000;
const postMs = 10_000;
const claimMs = 120_000;
const minuteMs = 60_000;

/**
 * Posts what is due, each firing at least once, and says when the next run is needed.
 *
 * A firing is claimed by moving its schedule's nextFireAt to when the claim runs out, on condition
 * that it is as it was read; whoever comes second finds another. When the target has answered with
 * 2xx the schedule gets its next time, else it is due again, at the next run. The claim of a run that
 * was lost runs out by itself. Cost: a trip for what is due; three and a post for each that is.
 *
 * Durable Objects do it by themselves: nobody knows them all.
 */
export async function fireSchedules(
  service: Service,
  config: Config,
  place: Place,
  bindings: object,
  whose: Whose = {},
): Promise<Fired> {
  const run = { fired: 0, failed: 0, nextMs: Infinity };
  if (config.scheduleTargets.length === 0 || !('open' in place)) return run;
  const startedMs = Date.now();
  const codes = new Set<string>();
  for (const target of config.scheduleTargets) {
    const call = callsOf(service, config, place, target);
    try {
      await new Run(call, target, bindings, whose, run).fire(startedMs + runMs);
    } catch (cause) {
      if (!(cause instanceof Refused)) throw cause;
      codes.add(cause.code);
      run.failed++;
    }
  }
  if (run.failed > 0) run.nextMs = Math.min(run.nextMs, startedMs + minuteMs);
  const isTold = run.failed > 0 || run.fired > 0;
  if (isTold && (config.log === 'all' || (config.log === 'errors' && run.failed > 0))) {
    console.log(
      JSON.stringify({
        level: run.failed > 0 ? 'error' : 'info',
        method: 'schedules',
        fired: run.fired,
        failed: run.failed,
        codes: codes.size > 0 ? [...codes] : undefined,
        durationMs: Date.now() - startedMs,
      }),
    );
  }
  return run;
}

/**
 * When the first of the schedules with a target fires; Infinity if none does. A minute from now if
 * the store does not say it.
 */
export async function firstFireMs(service: Service, config: Config, place: Place): Promise<number> {
  const times = config.scheduleTargets.map(async (target) => {
    const first = { now: Number.MAX_SAFE_INTEGER, limit: 1 };
    const call = callsOf(service, config, place, target);
    try {
      const [schedule] = (await call('listDueSchedules', first)) as Schedule[];
      return schedule?.nextFireAt ?? Infinity;
    } catch (cause) {
      if (cause instanceof Refused) return Date.now() + minuteMs;
      throw cause;
    }
  });
  return Math.min(...(await Promise.all(times)));
}

/** The store refused a call. */
class Refused extends Error {
  constructor(readonly code: string) {
    super(`the store answered ${code}`);
  }
}

type Call = (method: string, args: object) => Promise<unknown>;

function callsOf(service: Service, config: Config, place: Place, target: ScheduleTarget): Call {
  return async (method, args) => {
    const reply = await service.call({ ...config, log: 'off' }, place, {
      method: methodOf(`schedules.${method}`),
      caller: { scopes: scope.read | scope.write, tablePrefix: target.tablePrefix },
      requestId: requestSerial(),
      body: [JSON.stringify(args)],
    });
    const answer = reply.body.length === 0 ? undefined : parsed(reply.body);
    if (reply.status < 400) return answer;
    throw new Refused((answer as { error: { code: string } }).error.code);
  };
}

/** What one run does for one target. */
class Run {
  readonly #call: Call;
  readonly #target: ScheduleTarget;
  readonly #bindings: object;
  readonly #whose: Whose;
  readonly #sums: Sums;
  readonly #tried = new Set<string>();

  constructor(call: Call, target: ScheduleTarget, bindings: object, whose: Whose, sums: Sums) {
    this.#call = call;
    this.#target = target;
    this.#bindings = bindings;
    this.#whose = whose;
    this.#sums = sums;
  }

  async fire(endMs: number): Promise<void> {
    for (;;) {
      // What failed is due again, and comes first.
      const limit = pageRows + this.#tried.size;
      const due = (await this.#call('listDueSchedules', { now: Date.now(), limit })) as Schedule[];
      const left = due.filter(({ id }) => !this.#tried.has(id));
      if (left.length === 0) return;
      const lane = async () => {
        for (let next; Date.now() < endMs && (next = left.shift()) !== undefined;) {
          this.#tried.add(next.id);
          await this.#tryOne(next);
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      if (left.length > 0) {
        this.#sums.nextMs = Date.now();
        return;
      }
    }
  }

  async #tryOne(schedule: Schedule): Promise<void> {
    try {
      const isFired = await this.#fireOne(schedule);
      if (isFired !== undefined) this.#sums[isFired ? 'fired' : 'failed']++;
    } catch (cause) {
      // Its claim runs out, if it has one.
      if (!(cause instanceof Refused)) throw cause;
      this.#sums.failed++;
    }
  }

  /** Undefined: another one has claimed it. */
  async #fireOne(schedule: Schedule): Promise<boolean | undefined> {
    const { id, nextFireAt } = schedule;
    const nowMs = Date.now();
    const scheduledFireAt = fireTimeOf(schedule);
    const runId = runIdOf(id, scheduledFireAt);
    const next = nextFireOf(schedule, nowMs);
    const move = (from: number, to: number) =>
      this.#call('updateScheduleNextFire', {
        ...{ id, expectedNextFireAt: from, newNextFireAt: to },
        ...{ lastFireAt: nowMs, lastRunId: runId },
      });
    const claimed = claimEndOf(nowMs);
    if ((await move(nextFireAt, claimed)) !== true) return undefined;
    const firing = { runId, scheduledFireAt, actualFireAt: nowMs };
    const error =
      next === 'invalid' ? 'the cron expression is not valid' : await this.#post(schedule, firing);
    const isFired = error === undefined;
    // One of each that came of a firing, however often it was tried.
    const trigger = {
      ...{ ...firing, id: isFired ? runId : `${runId}_failed`, scheduleId: id, error },
      ...{ outcome: isFired ? 'published' : 'failed', triggerKind: 'schedule-fire' },
    };
    await this.#call('recordTrigger', trigger);
    if (next === 'invalid' || (next === undefined && isFired)) {
      await this.#call('updateSchedule', { id, patch: { status: 'paused' } });
    } else {
      await move(claimed, isFired ? next! : scheduledFireAt);
    }
    return isFired;
  }

  /** Says why it was not taken. */
  async #post(schedule: Schedule, firing: object & { runId: string }): Promise<string | undefined> {
    const { id: scheduleId, target, metadata, ownerType, ownerId } = schedule;
    const { binding, url, key, tablePrefix } = this.#target;
    const timestamp = Math.floor(Date.now() / 1000);
    const body = JSON.stringify({
      type: 'schedule.fired',
      timestamp: new Date(timestamp * 1000).toISOString(),
      data: {
        ...{ ...firing, scheduleId, target, metadata, ownerType, ownerId, tablePrefix },
        ...this.#whose,
      },
    });
    const id = await messageIdOf(JSON.stringify([this.#whose, tablePrefix, firing.runId]));
    const headers: Record<string, string> = {
      ...{ 'content-type': 'application/json', 'user-agent': 'agentkeep' },
      ...{ 'webhook-id': id, 'webhook-timestamp': `${timestamp}` },
    };
    if (key !== undefined) {
      headers['webhook-signature'] = await signatureOf(key, `${id}.${timestamp}.${body}`);
    }
    const fetchers = this.#bindings as Readonly<Record<string, Fetcher>>;
    const fetcher = binding === undefined ? globalThis : fetchers[binding]!;
    try {
      const response = await fetcher.fetch(url, {
        ...{ method: 'POST', headers, body, redirect: 'manual' },
        signal: AbortSignal.timeout(postMs),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `the target answered ${response.status}`;
    } catch (cause) {
      // A driver's words could name what only the deployment's owner should see.
      return (cause as Error | undefined)?.name === 'TimeoutError'
        ? `the target did not answer within ${postMs / 1000} s`
        : 'the target was not reached';
    }
  }
}

/** As the framework names the run of a firing. */
const runIdOf = (id: string, scheduledFireAt: number) => `sched_${id}_${scheduledFireAt}`;

/** Never a whole second, which all times of cron expressions are: so a claim is known as one. */
const claimEndOf = (nowMs: number) => Math.floor(nowMs / 1000) * 1000 + claimMs + 1;

/** When it was to fire: what is due may be a claim that ran out. */
function fireTimeOf({ id, nextFireAt, lastFireAt, lastRunId = '' }: Schedule): number {
  const claimedMs = Number(lastRunId.slice(runIdOf(id, 0).length - 1));
  const isClaim =
    nextFireAt % 1000 === 1 &&
    lastFireAt !== undefined &&
    nextFireAt === claimEndOf(lastFireAt) &&
    lastRunId === runIdOf(id, claimedMs);
  return isClaim ? claimedMs : nextFireAt;
}

/** As the framework computes it: the first time after now. Undefined: there is none. */
function nextFireOf({ cron, timezone }: Schedule, nowMs: number): number | 'invalid' | undefined {
  try {
    const job = new Cron(cron, timezone === undefined ? {} : { timezone });
    return job.nextRun(new Date(nowMs))?.getTime();
  } catch {
    return 'invalid';
  }
}

const encoder = new TextEncoder();

async function messageIdOf(name: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(name)));
  return `msg_${[...digest.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** As Standard Webhooks has it. */
async function signatureOf(key: Uint8Array<ArrayBuffer>, text: string): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const signer = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', signer, encoder.encode(text)));
  return `v1,${btoa(String.fromCharCode(...bytes))}`;
}
