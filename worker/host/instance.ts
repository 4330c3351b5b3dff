import { RequestError } from '../errors.js';
import type { Core, MakeCore } from './core.js';
import { sleep } from './sleep.js';

/** What the core asked for in the export that has just returned: `status` 0 is a request. */
export interface Note {
  readonly status: number;
  readonly at: number;
  readonly size: number;
}

/** One running call, as the host sees it. */
export interface Call {
  readonly handle: number;
  readonly startedMs: number;
  /** Over, whether by its reply, a trap or the sweep: its memory is no longer its own. */
  released: boolean;
  /** Bytes that its body may have. */
  readonly limit: number;
  /** Of linear memory, as it was granted. */
  uses: Uses;
}

/** Bytes of linear memory that a call takes: 0 where they are too few to count. */
interface Uses {
  readonly body: number;
  readonly answer: number;
  readonly room: number;
}

const none: Uses = { body: 0, answer: 0, room: 0 };
const sum = ({ body, answer, room }: Uses): number => body + answer + room;

export const highWaterBytes = 48 * 1024 * 1024;
export const sweepAfterMs = 60_000;
/** How long a call waits for its turn, at most. */
const longestWaitMs = 20_000;
const pollMs = 5;

// What is read, packed and sent is there three times: as it came, in pieces, and in a request.
const copies = 3;
// Less is not worth counting. For all that is not counted, some of the memory is left.
const smallBytes = 64 * 1024;
const uncountedBytes = 8 * 1024 * 1024;

/** One Wasm instance and the calls that live in it. */
export class Instance {
  readonly calls = new Map<number, Call>();
  /** Set by a trap: nothing in here may be trusted or called again. */
  dead = false;
  /** What its calls were granted. */
  reserved = 0;
  /** Calls that wait for their turn, in order of arrival. */
  readonly #waiting: Call[] = [];
  readonly #core: Core;
  readonly #waitMs: number;
  #bytes: Uint8Array;
  #noted: Note | undefined;
  #notedCall = 0;
  #nextHandle = 1;

  constructor(makeCore: MakeCore, waitMs = longestWaitMs) {
    this.#waitMs = waitMs;
    const note = (call: number, status: number, at: number, size: number): void => {
      if (this.#noted !== undefined) throw new Error('the core asked twice in one step');
      this.#notedCall = call;
      // A Wasm i32 arrives signed, and linear memory may be larger than that.
      this.#noted = { status, at: at >>> 0, size: size >>> 0 };
    };
    this.#core = makeCore({
      host_execute: (call, at, size) => note(call, 0, at, size),
      host_reply: (call, status, at, size) => note(call, status, at, size),
      host_warn: (_call, at, size) =>
        logWarning(this.bytes().subarray(at >>> 0, (at >>> 0) + size)),
    });
    this.#bytes = new Uint8Array(this.#core.memory.buffer);
  }

  /** Linear memory as it is now. Any call into the module may make the view stale. */
  bytes(): Uint8Array {
    const { buffer } = this.#core.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  get memoryBytes(): number {
    return this.#core.memory.buffer.byteLength;
  }

  begin(nowMs: number, limit: number): Call {
    this.sweep(nowMs);
    while (this.calls.has(this.#nextHandle)) this.#nextHandle = (this.#nextHandle + 1) >>> 0;
    const call = {
      handle: this.#nextHandle,
      startedMs: nowMs,
      released: false,
      limit,
      uses: none,
    };
    this.#nextHandle = (this.#nextHandle + 1) >>> 0;
    this.calls.set(call.handle, call);
    return call;
  }

  /**
   * Waits until the others leave so much of linear memory; undefined: they do. `size` bytes come in,
   * and are copied; `room` is for what the core makes of them, as it says. An answer takes the place
   * of the one before. Rejects with `overloaded` if it takes too long.
   */
  reserve(call: Call, use: keyof Uses, size: number): Promise<void> | undefined {
    if (size < smallBytes) return undefined;
    const { body, answer } = call.uses;
    const uses = {
      body: use === 'body' ? copies * size : body,
      answer: use === 'answer' ? copies * size : answer,
      room: use === 'room' ? size : 0,
    };
    if (this.#waiting.length > 0 || !this.#fits(call, uses)) return this.#wait(call, uses);
    this.#grant(call, uses);
    return undefined;
  }

  // Where all who hold something wait, the first of them goes on: what is counted is more than what
  // is there.
  #fits(call: Call, uses: Uses): boolean {
    const others = this.reserved - sum(call.uses);
    if (others + sum(uses) <= this.#core.maxMemoryBytes - uncountedBytes) return true;
    for (const other of this.calls.values()) {
      if (other !== call && sum(other.uses) > 0 && !this.#waiting.includes(other)) return false;
    }
    return others === 0 || sum(call.uses) > 0;
  }

  #grant(call: Call, uses: Uses): void {
    this.reserved += sum(uses) - sum(call.uses);
    call.uses = uses;
  }

  // First come, first served, but those first who hold something, since they give it back. Each by a
  // timer of its own: a request of Workers that waits for nothing but another request is taken for
  // one that hangs.
  async #wait(call: Call, uses: Uses): Promise<void> {
    const waiting = this.#waiting;
    const place = waiting.findIndex((other) => sum(other.uses) === 0);
    waiting.splice(sum(call.uses) > 0 && place !== -1 ? place : waiting.length, 0, call);
    try {
      for (let waited = 0; waiting[0] !== call || !this.#fits(call, uses); waited += pollMs) {
        if (waited >= this.#waitMs) {
          throw new RequestError('overloaded', 'other large values are being worked on');
        }
        await sleep(pollMs);
        assertRunning(this, call);
      }
    } finally {
      waiting.splice(waiting.indexOf(call), 1);
    }
    this.#grant(call, uses);
  }

  /** Room for `size` bytes that belong to the call; 0 if there is none. */
  alloc(call: Call, size: number): number {
    return this.#guarded(() => this.#core.store_alloc(call.handle, size) >>> 0);
  }

  start(call: Call, context: number, contextSize: number, body: number, bodySize: number): Note {
    return this.#step(call, () =>
      this.#core.store_start(call.handle, context, contextSize, body, bodySize),
    );
  }

  resume(call: Call, answer: number, answerSize: number): Note {
    return this.#step(call, () => this.#core.store_resume(call.handle, answer, answerSize));
  }

  release(call: Call): void {
    if (call.released) return;
    call.released = true;
    this.calls.delete(call.handle);
    this.#grant(call, none);
    if (!this.dead) this.#guarded(() => this.#core.store_release(call.handle));
  }

  /** Frees the calls that nobody came back for: a request may end without its handler running on. */
  sweep(nowMs: number): void {
    for (const call of this.calls.values()) {
      if (nowMs - call.startedMs < sweepAfterMs) return; // the rest began later
      this.release(call);
    }
  }

  #step(call: Call, step: () => void): Note {
    this.#noted = undefined;
    this.#guarded(step);
    const noted = this.#noted as Note | undefined;
    if (noted === undefined || this.#notedCall !== call.handle) {
      this.dead = true;
      throw new Error('the core neither asked nor replied');
    }
    return noted;
  }

  // Whatever an export throws, be it a trap, exhausted memory or stack, leaves the core in the
  // middle of something: the instance is over.
  #guarded<T>(run: () => T): T {
    if (this.dead) throw new Error('the instance is over');
    try {
      return run();
    } catch (cause) {
      this.dead = true;
      throw cause;
    }
  }
}

/** The instance of an isolate: a fresh one after a trap, and when an idle one has grown large. */
export class Instances {
  readonly #make: () => Instance;
  readonly #highWaterBytes: number;
  #current: Instance;

  constructor(makeCore: MakeCore, highWater = highWaterBytes, waitMs?: number) {
    this.#make = () => new Instance(makeCore, waitMs);
    this.#highWaterBytes = highWater;
    this.#current = this.#make();
  }

  current(): Instance {
    const now = this.#current;
    if (now.dead || (now.calls.size === 0 && now.memoryBytes > this.#highWaterBytes)) {
      this.#current = this.#make();
    }
    return this.#current;
  }
}

/** While a call waited, it may have been swept, or its instance ended by the trap of another. */
export function assertRunning(instance: Instance, call: Call): void {
  if (call.released || instance.dead) throw new Error('the call is over');
}

// Something for a person to do, such as an index that waits to be built.
function logWarning(text: Uint8Array): void {
  console.warn(JSON.stringify({ level: 'warn', message: new TextDecoder().decode(text) }));
}
