import { RequestError } from './errors.js';
import {
  bytesOfRequest,
  CellError,
  contextSize,
  failure,
  mostBytes,
  readRequest,
  roomAsked,
  scratch,
  writeAnswer,
  writeContext,
  writeReplies,
} from './abi.js';
import type {
  AnswerTarget,
  Context,
  DbAnswer,
  Request,
  Row,
  Span,
  StatementResult,
} from './abi.js';
import { readBody } from './body.js';
import type { Body } from './body.js';
import type { Held } from './held.js';
import { assertRunning } from './instance.js';
import type { Call, Instance, Instances, Note } from './instance.js';
import { baseBytes } from './memory.js';
import { sleep } from './sleep.js';
import type { Transport } from './transport.js';

const utf8 = new TextDecoder();
const encoder = new TextEncoder();

// Below this, a string is less garbage than an ArrayBuffer (measured in workerd: copying 200 bytes
// out and making a Response with three headers of them is 14 us as bytes, 12 us as text).
const textBelowBytes = 16 * 1024;

export class CoreReply {
  readonly status: number;
  /** JSON, in the form that is cheaper for its size. */
  readonly body: string | Uint8Array;

  constructor(status: number, body: string | Uint8Array) {
    this.status = status;
    this.body = body;
  }

  get bytes(): Uint8Array {
    return typeof this.body === 'string' ? encoder.encode(this.body) : this.body;
  }
}

const decoder = new TextDecoder();

/** The value that is answered. */
export function parsed(body: CoreReply['body']): unknown {
  return JSON.parse(typeof body === 'string' ? body : decoder.decode(body));
}

/**
 * Runs one method: the body goes in, the core's database requests go to the transport, the reply
 * comes out. Throws only RequestError.
 *
 * A call that is lost (a trap of its instance, the sweep) is `unavailable`, and may be repeated, if
 * it had submitted no write that could be committed; else its outcome is unknown.
 */
export async function runCall(
  instances: Instances,
  transport: Transport,
  context: Context,
  body: Body,
  held?: Held,
): Promise<CoreReply> {
  const instance = instances.current();
  const { memory } = instance;
  const call = instance.begin(context.nowMs, context.limit);
  let maybeCommitted = false;
  // The database has said that a write of the call is committed.
  let committed = false;
  try {
    const input = await readBody(instance, call, body);
    let note = start(instance, call, context, input.at, input.size);
    while (note.status === 0) {
      const bytes = instance.bytes().subarray(note.at, note.at + note.size);
      const room = roomAsked(bytes);
      if (room !== undefined) {
        await memory.reserve(call.share, call.used + room, 0, maybeCommitted);
        assertRunning(instance, call);
        call.share.promised = call.share.core;
        const at = instance.alloc(call, 1);
        instance.bytes()[at] = failure.none;
        note = instance.resume(call, at, 1);
        continue;
      }
      const outside = bytesOfRequest(bytes);
      if (outside > baseBytes) {
        await memory.reserve(call.share, call.used, outside, maybeCommitted);
        assertRunning(instance, call);
      }
      // Memory may have grown, and moved, meanwhile.
      const now = instance.bytes();
      const request = readRequest(now.subarray(note.at, note.at + note.size), now);
      if (request.delayMs > 0) {
        await sleep(request.delayMs);
        assertRunning(instance, call);
      }
      const before: boolean = maybeCommitted;
      if (!request.readOnly) maybeCommitted = true;
      let answer: Answered;
      try {
        answer = await answerOf(transport, request, held);
      } catch (cause) {
        if (cause instanceof RequestError) maybeCommitted = before;
        throw cause;
      }
      if (answer.wroteNothing) maybeCommitted = before;
      else if (!request.readOnly && answer.succeeded) committed = true;
      assertRunning(instance, call);
      // The request is gone: the answer may have what it had.
      memory.settle(call.share, call.used, 0);
      if (answer.most > scratch.length) {
        const bytes = answer.most / 3;
        const core = call.used + copies * bytes + answer.cells() * cellBytes;
        await memory.reserve(call.share, core, bytes, maybeCommitted);
        assertRunning(instance, call);
      }
      const { at, size } = answer.write(targetOf(instance, call));
      memory.settle(call.share, call.used, 0);
      note = instance.resume(call, at, size);
    }
    return new CoreReply(note.status, copyOut(instance, note));
  } catch (cause) {
    if (!(cause instanceof RequestError)) reportLost(cause, context);
    const writes = context.readsOnly !== true;
    if (committed && writes && cause instanceof RequestError) {
      throw new RequestError(cause.code, cause.message, cause.details, 'yes');
    }
    if (maybeCommitted && writes) {
      throw new RequestError(
        'outcome_unknown',
        'the call was lost after it had sent a write, which may or may not have been done',
      );
    }
    if (cause instanceof RequestError) throw cause;
    throw new RequestError('unavailable', 'the call was lost before it wrote anything: repeat it');
  } finally {
    tryRelease(instance, call);
    memory.end(call.share);
  }
}

// An answer is in linear memory as it came, and in the reply, whose text grows by doubling.
const copies = 3;
/** Of the core's, for a cell of an answer. */
const cellBytes = 32;

interface Answered {
  readonly wroteNothing: boolean;
  readonly succeeded: boolean;
  /** As `mostBytes` has it. */
  readonly most: number;
  cells(): number;
  write(target: AnswerTarget): Span;
}

/** A BLOB, which no column of ours is, is answered as the text that its bytes are. */
function writtenAnswer(answer: DbAnswer, target: AnswerTarget, most: number): Span {
  try {
    return writeAnswer(answer, target, most);
  } catch (cause) {
    if (!(cause instanceof CellError) || 'failure' in answer) throw cause;
    const names = new Set<string>();
    const cellOf = ([name, cell]: [string, unknown]): [string, unknown] => {
      if (typeof cell !== 'object' || cell === null) return [name, cell];
      names.add(name);
      return [
        name,
        utf8.decode(Array.isArray(cell) ? Uint8Array.from(cell) : (cell as Uint8Array)),
      ];
    };
    const rowOf = (row: Row): Row => Object.fromEntries(Object.entries(row).map(cellOf)) as Row;
    const results = answer.results.map((each) => ({ ...each, rows: each.rows.map(rowOf) }));
    const message = `a stored row holds a BLOB in ${[...names].join(', ')}: it is read as text`;
    console.warn(JSON.stringify({ level: 'warn', message }));
    return writeAnswer({ results }, target);
  }
}

async function answerOf(
  transport: Transport,
  request: Request,
  held: Held | undefined,
): Promise<Answered> {
  if ('statements' in request) {
    held?.restore(request);
    const answer = await transport.execute(request);
    held?.take(request, answer);
    const most = 'failure' in answer ? 0 : mostBytes(answer.results);
    return {
      wroteNothing: 'failure' in answer && !answer.sent,
      succeeded: !('failure' in answer),
      most,
      cells: () => ('failure' in answer ? 0 : cellsOf(answer.results)),
      write: (target) => writtenAnswer(answer, target, most),
    };
  }
  if (transport.send === undefined) throw new Error('the module asks another database');
  const replies = await transport.send(request);
  return {
    // A refusal, by DynamoDB or before it was reached.
    wroteNothing: replies.every(({ status }) => status === 0 || (status >= 400 && status < 500)),
    succeeded: replies.every(({ status }) => status === 200),
    most: replies.reduce((bytes, { body }) => bytes + 3 * body.length, 0),
    cells: () => 0,
    write: (target) => writeReplies(replies, target),
  };
}

function cellsOf(results: readonly StatementResult[]): number {
  let cells = 0;
  for (const { rows } of results) {
    if (rows.length > 0) cells += rows.length * Object.keys(rows[0]!).length;
  }
  return cells;
}

function targetOf(instance: Instance, call: Call): AnswerTarget {
  return {
    alloc: (size) => instance.alloc(call, size),
    bytes: () => instance.bytes(),
  };
}

function copyOut(instance: Instance, { at, size }: Span): string | Uint8Array {
  return size < textBelowBytes
    ? utf8.decode(instance.bytes().subarray(at, at + size))
    : instance.bytes().slice(at, at + size);
}

function start(
  instance: Instance,
  call: Call,
  context: Context,
  bodyAt: number,
  bodySize: number,
): Note {
  const size = contextSize(context);
  const at = instance.alloc(call, size);
  writeContext(instance.bytes(), at, context);
  return instance.start(call, at, size, bodyAt, bodySize);
}

// A trap in here ends the instance, as everywhere; the reply of this call is already safe.
function tryRelease(instance: Instance, call: Call): void {
  try {
    instance.release(call);
  } catch (cause) {
    reportLost(cause, undefined);
  }
}

// Traps speak of instructions and protocol errors of byte layouts: neither holds content.
function reportLost(cause: unknown, context: Context | undefined): void {
  console.error(
    JSON.stringify({
      level: 'error',
      event: 'call lost',
      method: context?.method,
      requestId: context?.requestId,
      cause: cause instanceof Error ? `${cause.name}: ${cause.message}` : 'not an Error',
    }),
  );
}
