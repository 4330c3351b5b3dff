import { failure, requestFlag, requestKind, tag } from '../../../worker/host/abi.js';
import type { Cell, Context, HeldColumn } from '../../../worker/host/abi.js';
import type { Core, CoreImports, MakeCore } from '../../../worker/host/core.js';

/** A database request as a test writes it. */
export interface FakeRequest {
  readonly readOnly?: boolean;
  readonly replicaOk?: boolean;
  readonly delayMs?: number;
  readonly statements: readonly {
    readonly sql: string;
    readonly held?: readonly HeldColumn[];
    readonly params?: readonly Param[];
  }[];
}

export type Param = Cell | bigint | { readonly real: number };

export interface FakeReply {
  readonly status: number;
  readonly json: unknown;
}

export type DecodedAnswer =
  | { readonly results: { readonly changes: number; readonly rows: (Cell | bigint)[][] }[] }
  | {
      readonly failure: number;
      readonly sent: boolean;
      readonly statement: number;
      readonly detail: string;
    };

/** One method of the fake: it yields database requests and returns its reply, as a coroutine does. */
export type FakeMethod = (input: {
  readonly context: Context;
  readonly body: string;
}) => Generator<FakeRequest, FakeReply, DecodedAnswer>;

const pageBytes = 65_536;

/**
 * Stands for the module in tests of the host: the same exports over a real linear memory, with
 * methods written as generators. It moves its memory at every growth, as a real one does, and knows
 * which calls it still holds.
 */
export class FakeCore implements Core {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: 1024 });
  readonly maxMemoryBytes = 1024 * pageBytes;
  readonly __stack_pointer = { value: 16 };
  readonly held = new Map<number, { bytes: number; method?: ReturnType<FakeMethod> }>();
  readonly released: number[] = [];
  /** Answers store_alloc with 0 for requests of more bytes than this. */
  largestAlloc = Number.POSITIVE_INFINITY;
  readonly #imports: CoreImports;
  readonly #methods: Readonly<Record<string, FakeMethod>>;
  #top = 16;

  constructor(imports: CoreImports, methods: Readonly<Record<string, FakeMethod>>) {
    this.#imports = imports;
    this.#methods = methods;
  }

  store_alloc(call: number, size: number): number {
    if (size > this.largestAlloc) return 0;
    const held = this.held.get(call) ?? { bytes: 0 };
    held.bytes += size;
    this.held.set(call, held);
    return this.#take(size);
  }

  store_start(call: number, at: number, size: number, body: number, bodySize: number): number {
    const context = readContext(new Uint8Array(this.memory.buffer, at, size));
    const text = new TextDecoder().decode(new Uint8Array(this.memory.buffer, body, bodySize));
    const held = this.held.get(call);
    const method = this.#methods[context.method];
    if (held === undefined || method === undefined)
      throw new WebAssembly.RuntimeError('unreachable');
    held.method = method({ context, body: text });
    return this.#after(call, held.method.next());
  }

  store_resume(call: number, at: number, size: number): number {
    const method = this.held.get(call)?.method;
    if (method === undefined) throw new WebAssembly.RuntimeError('unreachable');
    return this.#after(call, method.next(readAnswer(new Uint8Array(this.memory.buffer, at, size))));
  }

  store_release(call: number): void {
    this.released.push(call);
    this.held.get(call)?.method?.return({ status: 0, json: null });
    this.held.delete(call);
    if (this.held.size === 0) this.#top = 16;
  }

  #after(call: number, step: IteratorResult<FakeRequest, FakeReply>): number {
    if (step.done) {
      const bytes = new TextEncoder().encode(JSON.stringify(step.value.json));
      this.#imports.host_reply(call, step.value.status, this.#put(bytes), bytes.length);
    } else {
      const bytes = requestBytes(step.value);
      this.#imports.host_execute(call, this.#put(bytes), bytes.length);
    }
    return this.held.get(call)?.bytes ?? 0;
  }

  #put(bytes: Uint8Array): number {
    const at = this.#take(bytes.length);
    new Uint8Array(this.memory.buffer).set(bytes, at);
    return at;
  }

  #take(size: number): number {
    const at = this.#top;
    this.#top = Math.ceil((at + size) / 16) * 16;
    const missing = this.#top - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    return at;
  }
}

/** Makes fakes with these methods and remembers each, the newest last. */
export function fakeCores(methods: Readonly<Record<string, FakeMethod>>): {
  readonly make: MakeCore;
  readonly made: FakeCore[];
} {
  const made: FakeCore[] = [];
  return {
    made,
    make(imports) {
      const core = new FakeCore(imports, methods);
      made.push(core);
      return core;
    },
  };
}

/** Reads what wasm/README.md calls the context, independently of the host's writer. */
export function readContext(bytes: Uint8Array): Context {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  let at = 31;
  for (let i = 0; i < 4; i++) {
    const size = view.getUint32(at, true);
    texts.push(new TextDecoder().decode(bytes.slice(at + 4, at + 4 + size)));
    at += 4 + size;
  }
  if (at !== bytes.length) throw new Error('the context has another size');
  const [prefix = '', requestId = '', method = '', held = ''] = texts;
  return {
    nowMs: Number(view.getBigInt64(0, true)),
    random: [
      view.getUint32(8, true),
      view.getUint32(12, true),
      view.getUint32(16, true),
      view.getUint32(20, true),
    ],
    profile: view.getUint8(24),
    flags: view.getUint8(25),
    scopes: view.getUint8(26),
    limit: view.getUint32(27, true),
    prefix,
    requestId,
    method,
    held,
  };
}

/** Writes a request as wasm/README.md says, independently of the host's reader. */
export function requestBytes(request: FakeRequest): Uint8Array {
  const out = new ByteWriter();
  out.u8(requestKind.sqlBatch);
  out.u8(
    (request.readOnly ? requestFlag.readOnly : 0) | (request.replicaOk ? requestFlag.replicaOk : 0),
  );
  out.u16(request.statements.length);
  out.u32(request.delayMs ?? 0);
  for (const { sql, held = [], params = [] } of request.statements) {
    out.text(sql);
    out.u16(held.length);
    for (const { column, unless } of held) {
      out.u16(column);
      out.u16(unless);
    }
    out.u16(params.length);
    for (const param of params) {
      if (param === null) {
        out.u8(tag.null);
      } else if (typeof param === 'string') {
        out.u8(tag.text);
        out.text(param);
      } else if (typeof param === 'object') {
        out.u8(tag.real);
        out.f64(param.real);
      } else {
        out.u8(tag.integer);
        out.i64(BigInt(param));
      }
    }
  }
  return out.done();
}

/** Reads an answer as wasm/README.md says, independently of the host's writer. */
export function readAnswer(bytes: Uint8Array): DecodedAnswer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 1;
  const text = (): string => {
    const size = view.getUint32(at, true);
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const value = decoder.decode(bytes.slice(at + 4, at + 4 + size));
    at += 4 + size;
    return value;
  };
  const status = view.getUint8(0);
  if (status !== failure.none) {
    const sent = view.getUint8(1) === 1;
    const statement = view.getUint16(2, true);
    at = 4;
    return { failure: status, sent, statement, detail: text() };
  }
  const count = view.getUint16(1, true);
  at = 3;
  const results = Array.from({ length: count }, () => {
    const changes = view.getUint32(at, true);
    const columns = view.getUint16(at + 4, true);
    const rowCount = view.getUint32(at + 6, true);
    at += 10;
    const cell = (): Cell | bigint => {
      const kind = view.getUint8(at++);
      if (kind === tag.null) return null;
      if (kind === tag.text) return text();
      at += 8;
      return kind === tag.integer ? view.getBigInt64(at - 8, true) : view.getFloat64(at - 8, true);
    };
    const rows = Array.from({ length: rowCount }, () => Array.from({ length: columns }, cell));
    return { changes, rows };
  });
  if (at !== bytes.length) throw new Error('the answer has another size');
  return { results };
}

class ByteWriter {
  readonly #bytes: number[] = [];

  u8(value: number): void {
    this.#bytes.push(value & 0xff);
  }
  u16(value: number): void {
    this.u8(value);
    this.u8(value >>> 8);
  }
  u32(value: number): void {
    this.u16(value);
    this.u16(value >>> 16);
  }
  i64(value: bigint): void {
    this.#eight((view) => view.setBigInt64(0, value, true));
  }
  f64(value: number): void {
    this.#eight((view) => view.setFloat64(0, value, true));
  }
  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.u32(bytes.length);
    for (const byte of bytes) this.u8(byte);
  }
  done(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
  #eight(write: (view: DataView) => void): void {
    const bytes = new Uint8Array(8);
    write(new DataView(bytes.buffer));
    for (const byte of bytes) this.u8(byte);
  }
}
