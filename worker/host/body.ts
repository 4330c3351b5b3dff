import { RequestError } from '../errors.js';
import { scratch, utf8Size } from './abi.js';
import type { Span } from './abi.js';
import { assertRunning } from './instance.js';
import type { Call, Instance } from './instance.js';

export const maxBodyBytes = 16 * 1024 * 1024;

/** All bodies that one instance holds at a time: what is left of 64 MiB is needed to work on them. */
export const maxHeldBytes = 24 * 1024 * 1024;

// A stream comes in pieces of 4 KB, each a promise: two to five times the CPU of one read (measured
// in workerd). It is worth it where a second copy of the body would be felt.
const streamFromBytes = 1024 * 1024;
// Below this, a string is less garbage than an ArrayBuffer (measured in workerd).
const textBelowBytes = 16 * 1024;

const utf8 = new TextEncoder();

/** A call's argument object: its text in pieces, its bytes, or a request's body, still coming in. */
export type Body = readonly string[] | Uint8Array | Request;

/** Moves a body into linear memory. Its size is checked before any memory is spent on it. */
export function readBody(instance: Instance, call: Call, body: Body): Span | Promise<Span> {
  if (isTexts(body)) return placeTexts(instance, call, body);
  if (body instanceof Uint8Array) {
    hold(instance, call, body.length);
    return copyIn(instance, call, body);
  }
  const declared = body.headers.get('content-length');
  // Asking for `body` makes a stream object: not worth it for what fits a read or two.
  if (declared !== null && Number(declared) < streamFromBytes) {
    const size = Number(declared);
    hold(instance, call, size);
    if (size < textBelowBytes) return readText(instance, call, body, size);
    return readWhole(instance, call, body);
  }
  if (body.body === null) return { at: 0, size: 0 };
  if (declared === null) return readUnsized(instance, call, body.body);
  return readSized(instance, call, body.body, Number(declared));
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
  hold(instance, call, size);
  const at = room(instance, call, size);
  let filled = 0;
  for await (const chunk of chunksOf(stream)) {
    assertRunning(instance, call);
    if (filled + chunk.length > size) throw tooLarge(filled + chunk.length);
    instance.bytes().set(chunk, at + filled);
    filled += chunk.length;
  }
  assertRunning(instance, call);
  return { at, size: filled };
}

// A body in well-formed UTF-8 has the same length again. (A character of four bytes that lacks its
// last one becomes U+FFFD, as in any web decoder.)
async function readText(
  instance: Instance,
  call: Call,
  body: Request,
  size: number,
): Promise<Span> {
  let text: string;
  try {
    text = await body.text();
  } catch {
    cutOff();
  }
  assertRunning(instance, call);
  const at = room(instance, call, size);
  const target = instance.bytes().subarray(at, at + size);
  const { read, written } = utf8.encodeInto(text, target);
  if (read !== text.length || written !== size) {
    throw new RequestError('invalid_json', 'the body is not valid UTF-8', { offset: 0 });
  }
  return { at, size };
}

async function readUnsized(
  instance: Instance,
  call: Call,
  stream: ReadableStream<Uint8Array>,
): Promise<Span> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(stream)) {
    assertRunning(instance, call);
    hold(instance, call, chunk.length);
    chunks.push(chunk);
  }
  assertRunning(instance, call);
  const at = room(instance, call, call.bodyBytes);
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

function placeTexts(instance: Instance, call: Call, texts: readonly string[]): Span {
  let most = 0;
  for (const text of texts) most += 3 * text.length; // a UTF-16 unit is one to three bytes of UTF-8
  if (most <= scratch.length) {
    const size = encodeInto(scratch, texts);
    hold(instance, call, size);
    return copyIn(instance, call, scratch.subarray(0, size));
  }
  let size = 0;
  for (const text of texts) size += utf8Size(text);
  hold(instance, call, size);
  const at = room(instance, call, size);
  encodeInto(instance.bytes().subarray(at, at + size), texts);
  return { at, size };
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

// Counts bytes as held by the call until it is released.
function hold(instance: Instance, call: Call, size: number): void {
  if (call.bodyBytes + size > maxBodyBytes) throw tooLarge(call.bodyBytes + size);
  if (instance.bodyBytes + size > maxHeldBytes) {
    throw new RequestError('overloaded', 'other large bodies are being worked on');
  }
  call.bodyBytes += size;
  instance.bodyBytes += size;
}

function room(instance: Instance, call: Call, size: number): number {
  if (size === 0) return 0;
  const at = instance.alloc(call, size);
  if (at === 0) throw new RequestError('overloaded', 'there is no memory left for this body');
  return at;
}

export function tooLarge(size: number): RequestError {
  return new RequestError(
    'too_large',
    `the body has more than ${maxBodyBytes} bytes, the limit of a request`,
    { limit: maxBodyBytes, size },
  );
}

function cutOff(): never {
  throw new RequestError('unavailable', 'the body did not arrive in full');
}
