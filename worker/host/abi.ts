/**
 * The border with the core: numbers and byte layouts of wasm/README.md, and nothing else. The same
 * numbers are in src/core/abi.h; test/worker/abi.test.ts compares the three with the built module.
 */

export const requestKind = { sqlBatch: 1, dynamoCalls: 2, room: 8 } as const;
export const requestFlag = { readOnly: 1, replicaOk: 2, marked: 4, hasFar: 8 } as const;
export const tag = { null: 0, integer: 1, real: 2, text: 3, far: 4 } as const;
export const failure = {
  none: 0,
  unique: 1,
  guard: 2,
  missing: 3,
  overloaded: 4,
  unavailable: 5,
  tooLarge: 6,
  busy: 7,
  refused: 8,
  readOnly: 9,
} as const;
export const statementUnknown = 0xffff;
export const profile = { d1: 0, sqlite: 1, postgres: 2, dsql: 3, dynamo: 4, libsql: 5 } as const;
export const contextFlag = {
  disableInit: 1,
  unread: 2,
  leanIndexes: 4,
  metricRollups: 8,
  search: 16,
} as const;
export const scope = { read: 1, write: 2, admin: 4 } as const;

export type Failure = Exclude<(typeof failure)[keyof typeof failure], 0>;

/** What the core is told about a call. Every text is ASCII: the host has validated it. */
export interface Context {
  readonly nowMs: number;
  /** Four times 32 random bits, not all of them 0. */
  readonly random: readonly [number, number, number, number];
  readonly profile: number;
  readonly flags: number;
  readonly scopes: number;
  /** Bytes that an answer may have, and the large values of a call together. */
  readonly limit: number;
  readonly prefix: string;
  readonly requestId: string;
  readonly method: string;
  /** What the strings begin with that stand for documents of the body; empty: there are none. */
  readonly held: string;
  /** The method writes nothing: a call that made tables at most has lost nothing with its answer. */
  readonly readsOnly?: boolean;
}

export type Cell = null | number | string;

/**
 * A column of a result, by its place, whose texts the core only hands on: in rows that have null in
 * the column `unless`, or in all, where there is no such column.
 */
export interface HeldColumn {
  readonly column: number;
  readonly unless: number;
}

export interface Statement {
  readonly sql: string;
  /** None: nothing is left to the host. */
  readonly held?: readonly HeldColumn[] | undefined;
  readonly params: Cell[];
}

/** One database request of the core: a transaction of all its statements. */
export interface DbRequest {
  readonly readOnly: boolean;
  readonly replicaOk: boolean;
  /** The first statement is a mark: wasm/README.md says what it is for. */
  readonly marked?: boolean;
  readonly delayMs: number;
  readonly statements: Statement[];
}

/** Columns are in the order of the statement and have no integer-like names. */
export type Row = Readonly<Record<string, unknown>>;

export interface StatementResult {
  readonly changes: number;
  readonly rows: readonly Row[];
}

export interface DbFailure {
  readonly failure: Failure;
  /** False only if nothing of the batch can have been committed. */
  readonly sent: boolean;
  readonly detail: string;
}

export type DbAnswer = { readonly results: readonly StatementResult[] } | DbFailure;

const contextHeadBytes = 8 + 16 + 1 + 1 + 1 + 4;
const textHeadBytes = 4;

export function contextSize(context: Context): number {
  const { prefix, requestId, method, held } = context;
  const texts = prefix.length + requestId.length + method.length + held.length;
  return contextHeadBytes + 4 * textHeadBytes + texts;
}

/** Writes `contextSize(context)` bytes. */
export function writeContext(into: Uint8Array, at: number, context: Context): void {
  at = putU32(into, at, context.nowMs % 0x1_0000_0000);
  at = putU32(into, at, Math.floor(context.nowMs / 0x1_0000_0000));
  for (const bits of context.random) at = putU32(into, at, bits);
  into[at++] = context.profile;
  into[at++] = context.flags;
  into[at++] = context.scopes;
  at = putU32(into, at, context.limit);
  at = putAscii(into, at, context.prefix);
  at = putAscii(into, at, context.requestId);
  at = putAscii(into, at, context.method);
  putAscii(into, at, context.held);
}

// ignoreBOM: a text that begins with U+FEFF keeps it.
const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const encoder = new TextEncoder();

/** The bytes of memory that a request asks for; undefined if it is for the database. */
export function roomAsked(bytes: Uint8Array): number | undefined {
  if (bytes[0] !== requestKind.room) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
}

/** One call of DynamoDB's API. The body is JSON, as bytes: it is signed and sent, and never read. */
export interface DynamoCall {
  readonly operation: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Calls that do not depend on one another. */
export interface DynamoRequest {
  readonly readOnly: boolean;
  readonly delayMs: number;
  readonly calls: DynamoCall[];
}

/** `status` of HTTP; 0: it was not sent; 1: it was, and no answer came. */
export interface DynamoReply {
  readonly status: number;
  readonly body: Uint8Array;
}

export type Request = DbRequest | DynamoRequest;

/**
 * Reads a request out of linear memory, all of which is `memory`; nothing of the result refers to it
 * afterwards.
 */
export function readRequest(bytes: Uint8Array, memory = bytes): Request {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = view.getUint8(0);
  if (kind === requestKind.sqlBatch) {
    return readBatch(bytes, view, (at, size) => textAt(memory, at, size));
  }
  if (kind === requestKind.dynamoCalls) return readCalls(bytes, view);
  throw new Error(`request kind ${kind} is not known`);
}

function readCalls(bytes: Uint8Array, view: DataView): DynamoRequest {
  const calls: DynamoCall[] = [];
  let at = 8;
  for (let left = view.getUint16(2, true); left > 0; left--) {
    const nameSize = view.getUint32(at, true);
    const operation = textAt(bytes, at + 4, nameSize);
    at += 4 + nameSize;
    const size = view.getUint32(at, true);
    if (at + 4 + size > bytes.byteLength) throw new Error('the request is cut off');
    calls.push({ operation, body: bytes.slice(at + 4, at + 4 + size) as Uint8Array<ArrayBuffer> });
    at += 4 + size;
  }
  return {
    readOnly: (view.getUint8(1) & requestFlag.readOnly) !== 0,
    delayMs: view.getUint32(4, true),
    calls,
  };
}

/** Bytes that the request has when it is read, with texts that it does not hold itself. */
export function bytesOfRequest(bytes: Uint8Array): number {
  const flagged = bytes[0] === requestKind.sqlBatch && (bytes[1]! & requestFlag.hasFar) !== 0;
  let size = bytes.byteLength;
  if (!flagged) return size;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  readBatch(bytes, view, (_, farBytes) => {
    size += farBytes;
    return '';
  });
  return size;
}

function readBatch(
  bytes: Uint8Array,
  view: DataView,
  farText: (at: number, size: number) => string,
): DbRequest {
  const flags = view.getUint8(1);
  const count = view.getUint16(2, true);
  const delayMs = view.getUint32(4, true);
  let at = 8;
  const statements: Statement[] = [];
  for (let i = 0; i < count; i++) {
    const sqlSize = view.getUint32(at, true);
    const sql = textAt(bytes, at + 4, sqlSize);
    at += 4 + sqlSize;
    const heldCount = view.getUint16(at, true);
    at += 2;
    let held: HeldColumn[] | undefined;
    if (heldCount > 0) {
      held = Array.from({ length: heldCount }, (_, i) => ({
        column: view.getUint16(at + 4 * i, true),
        unless: view.getUint16(at + 4 * i + 2, true),
      }));
      at += 4 * heldCount;
    }
    const paramCount = view.getUint16(at, true);
    at += 2;
    const params: Cell[] = [];
    for (let p = 0; p < paramCount; p++) {
      const kindOfValue = view.getUint8(at++);
      if (kindOfValue === tag.text) {
        const size = view.getUint32(at, true);
        params.push(textAt(bytes, at + 4, size));
        at += 4 + size;
      } else if (kindOfValue === tag.far) {
        params.push(farText(view.getUint32(at + 4, true), view.getUint32(at, true)));
        at += 12;
      } else if (kindOfValue === tag.integer) {
        params.push(exactNumber(view.getBigInt64(at, true)));
        at += 8;
      } else if (kindOfValue === tag.real) {
        params.push(view.getFloat64(at, true));
        at += 8;
      } else if (kindOfValue === tag.null) {
        params.push(null);
      } else {
        throw new Error(`parameter tag ${kindOfValue} is not known`);
      }
    }
    statements.push({ sql, held, params });
  }
  return {
    readOnly: (flags & requestFlag.readOnly) !== 0,
    replicaOk: (flags & requestFlag.replicaOk) !== 0,
    ...((flags & requestFlag.marked) === 0 ? {} : { marked: true }),
    delayMs,
    statements,
  };
}

function textAt(bytes: Uint8Array, at: number, size: number): string {
  if (at + size > bytes.byteLength) throw new Error('the request is cut off');
  return utf8.decode(bytes.subarray(at, at + size));
}

// D1 takes no bigint, and a rounded number would be a silent change of data.
function exactNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error('an integer parameter is beyond 2^53');
  return number;
}

/** Linear memory that the answer goes to: `alloc` may grow it, so `bytes` is asked afterwards. */
export interface AnswerTarget {
  alloc(size: number): number;
  bytes(): Uint8Array;
}

export interface Span {
  readonly at: number;
  readonly size: number;
}

// Answers whose longest possible encoding fits are built here and moved in one copy, because the
// length of UTF-8 is known only after encoding. Longer ones are measured first instead.
export const scratch = new Uint8Array(1024 * 1024);

/** A cell is neither null, number nor text: D1 gives a BLOB as an array. */
export class CellError extends Error {
  override readonly name = 'CellError';
}

/** Writes the answer into linear memory. Throws CellError before anything else sees the answer. */
export function writeAnswer(
  answer: DbAnswer,
  target: AnswerTarget,
  most = 'failure' in answer ? 0 : mostBytes(answer.results),
): Span {
  if ('failure' in answer) return writeFailure(answer, target);
  if (most <= scratch.length) {
    const size = writeResults(scratch, 0, answer.results);
    const at = target.alloc(size);
    target.bytes().set(scratch.subarray(0, size), at);
    return { at, size };
  }
  const size = sizeOf(answer.results, utf8Size);
  const at = target.alloc(size);
  writeResults(target.bytes(), at, answer.results);
  return { at, size };
}

/** Writes the answers of calls into linear memory, in their order. */
export function writeReplies(replies: readonly DynamoReply[], target: AnswerTarget): Span {
  const size = replies.reduce((sum, { body }) => sum + 2 + textHeadBytes + body.length, 0);
  const at = target.alloc(size);
  const bytes = target.bytes();
  let to = at;
  for (const { status, body } of replies) {
    to = putU16(bytes, to, status);
    to = putU32(bytes, to, body.length);
    bytes.set(body, to);
    to += body.length;
  }
  return { at, size };
}

function writeFailure(answer: DbFailure, target: AnswerTarget): Span {
  const detail = encoder.encode(answer.detail);
  const size = 4 + textHeadBytes + detail.length;
  const at = target.alloc(size);
  const bytes = target.bytes();
  bytes[at] = answer.failure;
  bytes[at + 1] = answer.sent ? 1 : 0;
  putU16(bytes, at + 2, statementUnknown);
  putU32(bytes, at + 4, detail.length);
  bytes.set(detail, at + 8);
  return { at, size };
}

const resultHeadBytes = 4 + 2 + 4;

/** No answer with these results is longer; one of plain text has about a third of it. */
export function mostBytes(results: readonly StatementResult[]): number {
  return sizeOf(results, longestText);
}

/** Bytes that the results take, where `textSize` says or bounds what a text takes. */
function sizeOf(results: readonly StatementResult[], textSize: (text: string) => number): number {
  let size = 3;
  for (const { rows } of results) {
    size += resultHeadBytes;
    for (const row of rows) {
      for (const name in row) {
        const cell = row[name];
        size += typeof cell === 'string' ? 5 + textSize(cell) : cell === null ? 1 : 9;
      }
    }
  }
  return size;
}

/** A UTF-16 unit is at most three bytes of UTF-8. */
const longestText = (text: string): number => 3 * text.length;

/** Bytes of a string in UTF-8; a lone surrogate counts as U+FFFD, as `TextEncoder` writes it. */
export function utf8Size(text: string): number {
  let size = 0;
  for (let at = 0; at < text.length;) {
    const { read, written } = encoder.encodeInto(at === 0 ? text : text.slice(at), scratch);
    size += written;
    at += read;
  }
  return size;
}

function writeResults(into: Uint8Array, at: number, results: readonly StatementResult[]): number {
  const start = at;
  into[at++] = failure.none;
  at = putU16(into, at, results.length);
  for (const { changes, rows } of results) {
    at = putU32(into, at, changes);
    let columns = 0;
    for (const _ in rows[0]) columns++;
    at = putU16(into, at, columns);
    at = putU32(into, at, rows.length);
    for (const row of rows) {
      for (const name in row) at = putCell(into, at, row[name]);
    }
  }
  return at - start;
}

// Measured in workerd: below this length a loop is cheaper than a call of encodeInto.
const loopLength = 64;

function putCell(into: Uint8Array, at: number, cell: unknown): number {
  if (typeof cell === 'string') {
    into[at] = tag.text;
    const body = at + 1 + textHeadBytes;
    const size =
      cell.length <= loopLength && tryAscii(into, body, cell)
        ? cell.length
        : encoder.encodeInto(cell, into.subarray(body)).written;
    putU32(into, at + 1, size);
    return body + size;
  }
  if (cell === null) {
    into[at] = tag.null;
    return at + 1;
  }
  if (typeof cell === 'number') {
    if (Number.isSafeInteger(cell)) {
      into[at] = tag.integer;
      putU32(into, at + 1, cell); // the low 32 bits, of negative numbers too
      putU32(into, at + 5, Math.floor(cell / 0x1_0000_0000));
    } else {
      into[at] = tag.real;
      new DataView(into.buffer, into.byteOffset + at + 1, 8).setFloat64(0, cell, true);
    }
    return at + 9;
  }
  if (typeof cell === 'bigint') {
    into[at] = tag.integer;
    new DataView(into.buffer, into.byteOffset + at + 1, 8).setBigInt64(0, cell, true);
    return at + 9;
  }
  throw new CellError('a cell is neither null, number nor text');
}

function tryAscii(into: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return false;
    into[at + i] = unit;
  }
  return true;
}

function putAscii(into: Uint8Array, at: number, text: string): number {
  at = putU32(into, at, text.length);
  for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i);
  return at + text.length;
}

function putU16(into: Uint8Array, at: number, value: number): number {
  into[at] = value;
  into[at + 1] = value >>> 8;
  return at + 2;
}

function putU32(into: Uint8Array, at: number, value: number): number {
  into[at] = value;
  into[at + 1] = value >>> 8;
  into[at + 2] = value >>> 16;
  into[at + 3] = value >>> 24;
  return at + 4;
}
