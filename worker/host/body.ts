import { RequestError } from './errors.js';
import { scratch, utf8Size } from './abi.js';
import type { Span } from './abi.js';
import { assertRunning } from './instance.js';
import type { Call, Instance } from './instance.js';
import type { Memory, Share } from './memory.js';
import { slowest, Watch } from './pace.js';
import type { Pace } from './pace.js';

// A stream comes in pieces of 4 KB, each a promise: two to five times the CPU of one read (measured
// in workerd). It is worth it where what is there already is to be counted.
const streamFromBytes = 256 * 1024;
// Of bodies, and of senders of such, anybody may have as many: they are not worth a clock.
const smallBytes = 16 * 1024;
// A body is there as it came, and in a request. What is read into structures is more, or less.
const copies = 3;
// Room for what comes is asked for ahead: for as much again as there is, within these.
const leastAhead = 16 * 1024;
const mostAhead = 1024 * 1024;

const utf8 = new TextEncoder();

/** A call's argument object: its text in pieces, its bytes, or a request's body, still coming in. */
export type Body = readonly string[] | Uint8Array | Request;

/**
 * Moves a body into linear memory, once it is there and it is the call's turn. Its size is checked
 * before any memory is spent on it. A sender that is slow is ended, and has until then what came of
 * it, and no place among the calls that run.
 */
export function readBody(
  instance: Instance,
  call: Call,
  body: Body,
  pace: Pace = slowest,
): Span | Promise<Span> {
  if (isTexts(body)) return placeTexts(instance, call, body);
  if (body instanceof Uint8Array) return placeBytes(instance, call, body);
  const declared = body.headers.get('content-length');
  const size = declared === null ? undefined : Number(declared);
  if (size !== undefined) check(call, size);
  if (size !== undefined && size < smallBytes) {
    // Not as text, which would be less garbage: decoding repairs what is no UTF-8, unseen.
    return body
      .arrayBuffer()
      .then((bytes) => placeBytes(instance, call, new Uint8Array(bytes)), cutOff);
  }
  const { memory } = instance;
  return receive(body, { limit: call.limit, memory, share: call.share, pace }).then((chunks) =>
    placeChunks(instance, call, chunks),
  );
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** The text of a body. Throws RequestError where it is not UTF-8, which is refused and not repaired. */
export function decoded(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    throw new RequestError('invalid_json', 'body is not valid JSON: malformed UTF-8');
  }
}

/**
 * What is made of a request's text, which has room in the memory until then. Rejects with RequestError
 * where the body is above the limit, slow, or not UTF-8.
 */
export async function withText<Made>(
  request: Request,
  limit: number,
  memory: Memory,
  make: (text: string) => Made | Promise<Made>,
): Promise<Made> {
  const share = memory.begin(Date.now(), () => undefined);
  try {
    const chunks = await receive(request, { limit, memory, share });
    const whole = new Blob(chunks as Uint8Array<ArrayBuffer>[]);
    return await make(decoded(new Uint8Array(await whole.arrayBuffer())));
  } finally {
    memory.end(share);
  }
}

/** Waits for the call's turn, then places `size` bytes, or about as many. */
function place(instance: Instance, call: Call, size: number, go: () => Span): Span | Promise<Span> {
  const { memory } = instance;
  const enters = memory.enter(call.share);
  if (enters !== undefined) return enters.then(reserve).then(go);
  const waits = reserve();
  return waits === undefined ? go() : waits.then(go);

  function reserve(): Promise<void> | undefined {
    assertRunning(instance, call);
    return memory.reserve(call.share, copies * size, call.share.outside);
  }
}

function placeBytes(instance: Instance, call: Call, bytes: Uint8Array): Span | Promise<Span> {
  check(call, bytes.length);
  return place(instance, call, bytes.length, () => copyIn(instance, call, bytes));
}

function placeChunks(instance: Instance, call: Call, chunks: Uint8Array[]): Span | Promise<Span> {
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  return place(instance, call, size, () => {
    assertRunning(instance, call);
    const at = room(instance, call, size);
    let filled = at;
    for (const chunk of chunks) {
      instance.bytes().set(chunk, filled);
      filled += chunk.length;
    }
    chunks.length = 0;
    instance.memory.settle(call.share, copies * size, 0);
    return { at, size };
  });
}

export interface Receiving {
  /** Bytes that the body may have. */
  readonly limit: number;
  readonly memory: Memory;
  /** Whose the bytes are, as they come. */
  readonly share: Share;
  readonly pace?: Pace;
}

/** A request's body, once it is there. A sender that is slow is ended. */
export async function receive(body: Request, receiving: Receiving): Promise<Uint8Array[]> {
  const declared = body.headers.get('content-length');
  const size = declared === null ? undefined : Number(declared);
  if (size !== undefined && size > receiving.limit) throw tooLarge(receiving.limit, size);
  // Asking for `body` makes a stream object: not worth it for what fits a read or two.
  if (size !== undefined && size < streamFromBytes) return receiveWhole(body, receiving);
  if (body.body === null) return [];
  return receiveStream(body.body, size ?? receiving.limit, receiving);
}

async function receiveWhole(body: Request, { pace = slowest }: Receiving): Promise<Uint8Array[]> {
  let late: (() => void) | undefined;
  const isLate = new Promise<never>((_, reject) => (late = () => reject(tooSlow(pace))));
  const watch = new Watch(pace, () => late?.());
  try {
    return [new Uint8Array(await Promise.race([body.arrayBuffer().catch(cutOff), isLate]))];
  } finally {
    watch.stop();
  }
}

async function receiveStream(
  stream: ReadableStream<Uint8Array>,
  most: number,
  { limit, memory, share, pace = slowest }: Receiving,
): Promise<Uint8Array[]> {
  const reader = stream.getReader();
  const watch = new Watch(pace, () => void reader.cancel().catch(() => undefined));
  const chunks: Uint8Array[] = [];
  let isWhole = false;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((): Read => ({ done: watch.isLate }));
      if (watch.isLate) throw tooSlow(pace);
      if (value === undefined) {
        if (!done) cutOff();
        break;
      }
      if (share.ended) throw new Error('the call is over');
      watch.moved(value.length);
      share.touchedMs = Math.max(share.touchedMs, Date.now());
      if (watch.bytes > most) throw tooLarge(limit, watch.bytes);
      chunks.push(value);
      if (watch.bytes > share.outside) {
        const ahead = Math.min(mostAhead, Math.max(leastAhead, watch.bytes));
        const waits = memory.reserve(share, 0, watch.bytes + ahead);
        if (waits !== undefined) await watch.pause(waits);
      }
    }
    isWhole = true;
    return chunks;
  } finally {
    watch.stop();
    if (!isWhole) reader.cancel().catch(() => undefined); // the sender may be gone already
  }
}

interface Read {
  readonly done: boolean;
  readonly value?: Uint8Array;
}

function isTexts(body: Body): body is readonly string[] {
  return Array.isArray(body);
}

function placeTexts(
  instance: Instance,
  call: Call,
  texts: readonly string[],
): Span | Promise<Span> {
  let most = 0;
  for (const text of texts) most += 3 * text.length; // a UTF-16 unit is one to three bytes of UTF-8
  const size = most <= scratch.length ? undefined : sizeOf(texts);
  if (size !== undefined) check(call, size);
  return place(instance, call, size ?? most / 3, () => {
    if (size === undefined) {
      const short = encodeInto(scratch, texts);
      check(call, short);
      return copyIn(instance, call, scratch.subarray(0, short));
    }
    assertRunning(instance, call);
    const at = room(instance, call, size);
    encodeInto(instance.bytes().subarray(at, at + size), texts);
    return { at, size };
  });
}

function sizeOf(texts: readonly string[]): number {
  let size = 0;
  for (const text of texts) size += utf8Size(text);
  return size;
}

function encodeInto(target: Uint8Array, texts: readonly string[]): number {
  let at = 0;
  for (const text of texts) at += utf8.encodeInto(text, target.subarray(at)).written;
  return at;
}

function copyIn(instance: Instance, call: Call, bytes: Uint8Array): Span {
  assertRunning(instance, call);
  const at = room(instance, call, bytes.length);
  instance.bytes().set(bytes, at);
  return { at, size: bytes.length };
}

function check(call: Call, size: number): void {
  if (size > call.limit) throw tooLarge(call.limit, size);
}

function room(instance: Instance, call: Call, size: number): number {
  return size === 0 ? 0 : instance.alloc(call, size);
}

function tooLarge(limit: number, size: number): RequestError {
  return new RequestError(
    'too_large',
    `the body has more than ${limit} bytes, the limit of a request`,
    { limit, size },
  );
}

function tooSlow(pace: Pace): RequestError {
  return new RequestError(
    'unavailable',
    `the body came too slowly: nothing for ${pace.silentMs} ms, or less than ${pace.bytesPerSecond} bytes a second`,
  );
}

function cutOff(): never {
  throw new RequestError('unavailable', 'the body did not arrive in full');
}
