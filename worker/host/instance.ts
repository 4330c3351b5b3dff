import { RequestError } from './errors.js';
import type { Core, MakeCore } from './core.js';
import { Exhausted } from './core.js';
import { maxMemoryBytes } from './limits.js';
import { baseBytes, Memory } from './memory.js';
import type { Share } from './memory.js';

/** What the core asked for in the export that has just returned: `status` 0 is a request. */
export interface Note {
  readonly status: number;
  readonly at: number;
  readonly size: number;
}

/** One running call, as the host sees it. */
export interface Call {
  readonly handle: number;
  /** Over, whether by its reply, a trap or the sweep: its memory is no longer its own. */
  released: boolean;
  /** Bytes that its body may have. */
  readonly limit: number;
  /** What it may have of memory, and what the core has allocated for it. */
  readonly share: Share;
  used: number;
}

export const highWaterBytes = 48 * 1024 * 1024;
/** Of linear memory, for what is no call's, and for gaps between what is. */
const uncountedBytes = 8 * 1024 * 1024;
/** What the core adds to bytes that it has room for. */
const blockBytes = 64;

/** One Wasm instance and the calls that live in it. */
export class Instance {
  readonly calls = new Map<number, Call>();
  /** Set by a trap: nothing in here may be trusted or called again. */
  dead = false;
  readonly memory: Memory;
  readonly #core: Core;
  readonly #stackAt: number | undefined;
  #bytes: Uint8Array;
  #noted: Note | undefined;
  #notedCall = 0;
  #nextHandle = 1;

  /** Without `memory`, what the core may have is for its own calls. */
  constructor(makeCore: MakeCore, memory?: Memory, waitMs?: number) {
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
      host_exhausted: (needed) => {
        throw new Exhausted(needed >>> 0);
      },
    });
    this.#bytes = new Uint8Array(this.#core.memory.buffer);
    this.#stackAt = this.#core.__stack_pointer?.value;
    this.memory =
      memory ?? new Memory({ bytes: this.#core.maxMemoryBytes - uncountedBytes, waitMs });
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
    while (this.calls.has(this.#nextHandle)) this.#nextHandle = (this.#nextHandle + 1) >>> 0;
    const call: Call = {
      handle: this.#nextHandle,
      released: false,
      limit,
      share: this.memory.begin(nowMs, () => this.release(call)),
      used: 0,
    };
    this.#nextHandle = (this.#nextHandle + 1) >>> 0;
    this.calls.set(call.handle, call);
    return call;
  }

  /** Room for `size` bytes that belong to the call. */
  alloc(call: Call, size: number): number {
    const used = call.used + size + blockBytes;
    if (used > this.memory.budget(call.share)) throw this.#refusal(call, used);
    const at = this.#guarded(call, () => this.#core.store_alloc(call.handle, size) >>> 0);
    if (at === 0) throw this.#refusal(call, used);
    call.used = used;
    return at;
  }

  start(call: Call, context: number, contextSize: number, body: number, bodySize: number): Note {
    return this.#step(call, (budget) =>
      this.#core.store_start(call.handle, context, contextSize, body, bodySize, budget),
    );
  }

  resume(call: Call, answer: number, answerSize: number): Note {
    return this.#step(call, (budget) =>
      this.#core.store_resume(call.handle, answer, answerSize, budget),
    );
  }

  /** The call is over. What its share has outside of linear memory stays, until the share ends. */
  release(call: Call): void {
    if (call.released) return;
    call.released = true;
    this.calls.delete(call.handle);
    this.memory.leave(call.share);
    if (!this.dead) this.#guarded(call, () => this.#core.store_release(call.handle));
  }

  #step(call: Call, step: (budget: number) => number): Note {
    this.#noted = undefined;
    const used = this.#guarded(call, () => step(this.memory.budget(call.share))) >>> 0;
    const noted = this.#noted as Note | undefined;
    if (noted === undefined || this.#notedCall !== call.handle) {
      this.dead = true;
      throw new Error('the core neither asked nor replied');
    }
    call.used = used;
    this.memory.settle(call.share, used);
    return noted;
  }

  // Whatever else an export throws, be it a trap or an exhausted stack, leaves the core in the middle
  // of something: the instance is over. A call whose memory is exhausted has changed nothing but its
  // own, which goes with it.
  #guarded<T>(call: Call, run: () => T): T {
    if (this.dead) throw new Error('the instance is over');
    try {
      return run();
    } catch (cause) {
      const stack = this.#core.__stack_pointer;
      if (cause instanceof Exhausted && stack !== undefined && this.#stackAt !== undefined) {
        stack.value = this.#stackAt;
        throw this.#refusal(call, cause.needed);
      }
      this.dead = true;
      throw cause;
    }
  }

  #refusal(call: Call, size: number): RequestError {
    if (this.memory.isShared(call.share)) {
      return new RequestError('overloaded', 'other large values are being worked on');
    }
    const limit = baseBytes + this.memory.largeBytes;
    return new RequestError(
      'too_large',
      `the call needs more than ${limit} bytes of memory, the limit of a call: ask for less at once`,
      { limit, size },
    );
  }
}

/** What the calls of an isolate of Workers may have together. */
export function workerMemory(): Memory {
  return new Memory({ bytes: maxMemoryBytes.worker - uncountedBytes });
}

export interface InstancesOptions {
  /** An idle instance whose memory is larger is replaced. */
  readonly highWaterBytes?: number;
  /** How long a call waits for memory that others have. */
  readonly waitMs?: number;
  /** Shared with others of the same isolate. */
  readonly memory?: Memory;
}

/** The instance of an isolate: a fresh one after a trap, and when an idle one has grown large. */
export class Instances {
  readonly #make: (memory?: Memory) => Instance;
  readonly #highWaterBytes: number;
  #current: Instance;

  constructor(makeCore: MakeCore, options: InstancesOptions = {}) {
    this.#make = (memory) => new Instance(makeCore, memory, options.waitMs);
    this.#highWaterBytes = options.highWaterBytes ?? highWaterBytes;
    this.#current = this.#make(options.memory);
  }

  get memory(): Memory {
    return this.#current.memory;
  }

  current(): Instance {
    const now = this.#current;
    if (now.dead || (now.calls.size === 0 && now.memoryBytes > this.#highWaterBytes)) {
      this.#current = this.#make(now.memory);
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
