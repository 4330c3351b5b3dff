import { describe, expect, it } from 'vitest';
import { delivered } from '../../worker/delivery.js';
import { readBody } from '../../worker/host/body.js';
import { Instances } from '../../worker/host/instance.js';
import type { Instance } from '../../worker/host/instance.js';
import { limits } from '../../worker/host/limits.js';
import { Memory } from '../../worker/host/memory.js';
import type { Pace } from '../../worker/host/pace.js';
import { call, HeldDatabase, jsonOf } from './support/calls.js';
import { fakeCores } from './support/fake-core.js';

// The clocks of these are short. That of a Worker is in worker/host/pace.ts.
const silent: Pace = { silentMs: 60, graceMs: 60_000, bytesPerSecond: 1 };
const average: Pace = { silentMs: 60_000, graceMs: 60, bytesPerSecond: 1_000_000 };

const instances = (): Instances =>
  new Instances(
    fakeCores({
      *size({ body }) {
        return { status: 200, json: body.length };
      },
    }).make,
  );

/** A request whose sender has so many bytes, of more that it has promised. */
function dripping(promised: number | undefined, first: number, everyMs?: number): Request {
  let timer: ReturnType<typeof setInterval> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(first).fill(0x61));
      if (everyMs === undefined) return;
      timer = setInterval(() => controller.enqueue(new Uint8Array(1).fill(0x61)), everyMs);
    },
    cancel: () => clearInterval(timer),
  });
  const headers: HeadersInit = promised === undefined ? {} : { 'content-length': `${promised}` };
  return new Request('http://localhost/', { method: 'POST', body: stream, headers });
}

const reading = (instance: Instance, body: Request, pace: Pace) => {
  const begun = instance.begin(1, limits.http);
  return {
    share: begun.share,
    done: Promise.resolve(readBody(instance, begun, body, pace)).finally(() => {
      instance.release(begun);
      instance.memory.end(begun.share);
    }),
  };
};

describe('a sender', () => {
  it.each([
    ['of a large body, that is silent', 16_000_000, 1000, undefined, silent],
    ['of a large body, one byte at a time', 16_000_000, 1000, 5, average],
    ['of a body of unknown length, that is silent', undefined, 1000, undefined, silent],
    ['of a small body, that is silent', 100_000, 1000, undefined, silent],
  ] as const)('%s, is ended by the clock', async (_name, promised, first, everyMs, pace) => {
    const instance = instances().current();
    const { done } = reading(instance, dripping(promised, first, everyMs), pace);
    await expect(done).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('too slowly'),
    });
    expect(instance.memory.large).toBe(0);
    expect(instance.calls.size).toBe(0);
  });

  it('has what came of its body, and no place among the calls that run', async () => {
    const all = instances();
    const instance = all.current();
    const drips = Array.from({ length: 300 }, () =>
      reading(instance, dripping(16_000_000, 1000), { ...silent, silentMs: 2000 }),
    );
    const ends = drips.map(({ done }) => expect(done).rejects.toThrow());
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(instance.memory.running).toBe(0);
    // Large bodies of others come through beside them.
    const body = new Uint8Array(4_000_000).fill(0x61);
    const request = new Request('http://localhost/', {
      method: 'POST',
      body,
      headers: { 'content-length': `${body.length}` },
    });
    expect(jsonOf(await call(all, new HeldDatabase(), 'size', request))).toBe(4_000_000);
    await Promise.all(ends);
  }, 60_000);
});

describe('a reader', () => {
  const bytes = new Uint8Array(8 * 1024 * 1024).map((_, i) => i);
  const memory = (): Memory => new Memory({ bytes: 64 * 1024 * 1024 });

  it('gets the whole answer, and has a share of memory until then', async () => {
    const shared = memory();
    const { body, sent } = delivered(bytes, shared);
    expect(shared.large).toBe(bytes.length);
    const taken = new Uint8Array(await new Response(body).arrayBuffer());
    expect(taken.length).toBe(bytes.length);
    expect(taken.every((byte, i) => byte === bytes[i])).toBe(true);
    await sent;
    expect(shared.large).toBe(0);
  });

  it.each([
    ['is silent', silent],
    ['is slow', average],
  ] as const)('that %s is ended by the clock, and leaves its share to others', async (_, pace) => {
    const shared = memory();
    const answers = Array.from({ length: 40 }, () => delivered(bytes, shared, pace));
    await Promise.all(answers.map(({ sent }) => sent));
    expect(shared.large).toBe(0);
    await expect(new Response(answers[0]?.body).arrayBuffer()).rejects.toThrow();
  });

  it('that goes away leaves its share to others', async () => {
    const shared = memory();
    const { body, sent } = delivered(bytes, shared);
    const reader = body.getReader();
    await reader.read();
    await reader.cancel();
    await sent;
    expect(shared.large).toBe(0);
  });
});
