import { RequestError } from '../errors.js';
import { scratch, utf8Size } from './abi.js';
import type { Span } from './abi.js';
import { assertRunning } from './instance.js';
import type { Call, Instance } from './instance.js';

// A stream comes in pieces of 4 KB, each a promise: two to five times the CPU of one read (measured
// in workerd). It is worth it where a second copy of the body would be felt.
const streamFromBytes = 1024 * 1024;
// Of a body without a declared size, anybody may have as much.
const smallBytes = 16 * 1024;

const utf8 = new TextEncoder();

/** A call's argument object: its text in pieces, its bytes, or a request's body, still coming in. */
export type Body = readonly string[] | Uint8Array | Request;

/**
 * Moves a body into linear memory, when it is its turn. Its size is checked before any memory is
 * spent on it.
 */
export function readBody(instance: Instance, call: Call, body: Body): Span | Promise<Span> {
  if (isTexts(body)) return placeTexts(instance, call, body);
  if (body instanceof Uint8Array) {
    return afterTurn(instance, call, body.length, () => copyIn(instance, call, body));
  }
  const declared = body.headers.get('content-length');
  // Asking for `body` makes a stream object: not worth it for what fits a read or two.
  if (declared !== null && Number(declared) < streamFromBytes) {
    // Not as text, which would be less garbage: decoding repairs what is no UTF-8, unseen.
    return afterTurn(instance, call, Number(declared), () => readWhole(instance, call, body));
  }
  if (body.body === null) return { at: 0, size: 0 };
  if (declared === null) return readUnsized(instance, call, body.body);
  return readSized(instance, call, body.body, Number(declared));
}

// Most bodies are too small to wait for a turn.
function afterTurn<T>(
  instance: Instance,
  call: Call,
  size: number,
  go: () => T | Promise<T>,
): T | Promise<T> {
  check(call, size);
  const turn = instance.reserve(call, 'body', size);
  return turn === undefined ? go() : turn.then(go);
}

async function readWhole(instance: Instance, call: Call, body: Request): Promise<Span> {
  return copyIn(instance, call, new Uint8Array(await body.arrayBuffer().catch(cutOff)));
}

async function readSized(
  instance: Instance,
  call: Call,
  stream: ReadableStream<Uint8Array>,
  size: number,
): Promise<Span> {
  check(call, size);
  await instance.reserve(call, 'body', size);
  const at = room(instance, call, size);
  let filled = 0;
  for await (const chunk of chunksOf(stream)) {
    assertRunning(instance, call);
    if (filled + chunk.length > size) throw tooLarge(call.limit, filled + chunk.length);
    instance.bytes().set(chunk, at + filled);
    filled += chunk.length;
  }
  assertRunning(instance, call);
  return { at, size: filled };
}

async function readUnsized(
  instance: Instance,
  call: Call,
  stream: ReadableStream<Uint8Array>,
): Promise<Span> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let granted = smallBytes;
  for await (const chunk of chunksOf(stream)) {
    size += chunk.length;
    check(call, size);
    while (size > granted) {
      granted += streamFromBytes;
      await instance.reserve(call, 'body', granted);
    }
    assertRunning(instance, call);
    chunks.push(chunk);
  }
  assertRunning(instance, call);
  const at = room(instance, call, size);
  let filled = 0;
  for (const chunk of chunks) {
    instance.bytes().set(chunk, at + filled);
    filled += chunk.length;
  }
  return { at, size: filled };
}

async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(cutOff);
      if (done) break;
      yield value;
    }
    finished = true;
  } finally {
    if (!finished) reader.cancel().catch(() => undefined); // the sender may be gone already
  }
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
  if (most <= scratch.length) {
    const size = encodeInto(scratch, texts);
    check(call, size);
    return copyIn(instance, call, scratch.subarray(0, size));
  }
  let size = 0;
  for (const text of texts) size += utf8Size(text);
  return afterTurn(instance, call, size, () => {
    const at = room(instance, call, size);
    encodeInto(instance.bytes().subarray(at, at + size), texts);
    return { at, size };
  });
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
  if (size === 0) return 0;
  const at = instance.alloc(call, size);
  if (at === 0) throw new RequestError('overloaded', 'there is no memory left for this body');
  return at;
}

export function tooLarge(limit: number, size: number): RequestError {
  return new RequestError(
    'too_large',
    `the body has more than ${limit} bytes, the limit of a request`,
    { limit, size },
  );
}

function cutOff(): never {
  throw new RequestError('unavailable', 'the body did not arrive in full');
}
