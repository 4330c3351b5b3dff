import type { Core, MakeCore } from './core.js';

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
  /** Bytes of the body that linear memory holds for it. */
  bodyBytes: number;
}

export const highWaterBytes = 48 * 1024 * 1024;
export const sweepAfterMs = 60_000;

/** One Wasm instance and the calls that live in it. */
export class Instance {
  readonly calls = new Map<number, Call>();
  /** Set by a trap: nothing in here may be trusted or called again. */
  dead = false;
  bodyBytes = 0;
  readonly #core: Core;
  #bytes: Uint8Array;
  #noted: Note | undefined;
  #notedCall = 0;
  #nextHandle = 1;

  constructor(makeCore: MakeCore) {
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

  begin(nowMs: number): Call {
    this.sweep(nowMs);
    while (this.calls.has(this.#nextHandle)) this.#nextHandle = (this.#nextHandle + 1) >>> 0;
    const call = { handle: this.#nextHandle, startedMs: nowMs, released: false, bodyBytes: 0 };
    this.#nextHandle = (this.#nextHandle + 1) >>> 0;
    this.calls.set(call.handle, call);
    return call;
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
    this.bodyBytes -= call.bodyBytes;
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
  readonly #makeCore: MakeCore;
  readonly #highWaterBytes: number;
  #current: Instance;

  constructor(makeCore: MakeCore, highWater = highWaterBytes) {
    this.#makeCore = makeCore;
    this.#highWaterBytes = highWater;
    this.#current = new Instance(makeCore);
  }

  current(): Instance {
    const now = this.#current;
    if (now.dead || (now.calls.size === 0 && now.memoryBytes > this.#highWaterBytes)) {
      this.#current = new Instance(this.#makeCore);
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
