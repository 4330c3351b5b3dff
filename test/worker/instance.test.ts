import { describe, expect, it, vi } from 'vitest';
import { failure } from '../../worker/host/abi.js';
import { highWaterBytes, Instances } from '../../worker/host/instance.js';
import { limits } from '../../worker/host/limits.js';
import { sweepAfterMs } from '../../worker/host/memory.js';
import { call, contextOf, HeldDatabase, jsonOf, nothing } from './support/calls.js';
import { fakeCores } from './support/fake-core.js';
import type { FakeMethod } from './support/fake-core.js';

const read = { readOnly: true, statements: [{ sql: 'SELECT 1' }] };
const write = { statements: [{ sql: 'DELETE FROM t' }] };

const methods = {
  *echo({ context, body }) {
    return { status: 200, json: { context, body } };
  },
  *size({ body }) {
    return { status: 200, json: body.length };
  },
  *reads() {
    const first = yield read;
    const second = yield read;
    return { status: 200, json: [first, second].length };
  },
  *echoes() {
    return { status: 200, json: yield read };
  },
  *readsThenWrites() {
    yield read;
    yield write;
    return { status: 200, json: null };
  },
  *traps() {
    throw new WebAssembly.RuntimeError('unreachable');
  },
  *trapsAfterRead() {
    yield read;
    throw new RangeError('Maximum call stack size exceeded');
  },
  *trapsAfterWrite() {
    yield write;
    throw new WebAssembly.RuntimeError('unreachable');
  },
} satisfies Record<string, FakeMethod>;

function setUp() {
  const cores = fakeCores(methods);
  return { cores, instances: new Instances(cores.make), db: new HeldDatabase() };
}

describe('a call', () => {
  it('gets its context and body, and its reply comes back', async () => {
    const { instances, db, cores } = setUp();
    const body = new TextEncoder().encode('{"a":"ü"}');
    const reply = await call(instances, db, 'echo', body, { prefix: 'dev_', scopes: 5 });
    expect(reply.status).toBe(200);
    expect(jsonOf(reply)).toEqual({
      context: contextOf('echo', { prefix: 'dev_', scopes: 5 }),
      body: '{"a":"ü"}',
    });
    expect(cores.made[0]?.held.size).toBe(0);
  });

  it('shares its instance with others, each waiting for its own answer', async () => {
    const { instances, cores } = setUp();
    const [a, b] = [new HeldDatabase(), new HeldDatabase()];
    const first = call(instances, a, 'reads');
    const second = call(instances, b, 'reads');
    await Promise.all([a.asked(), b.asked()]);
    expect(cores.made[0]?.held.size).toBe(2);
    b.answer(nothing);
    await b.asked();
    b.answer(nothing);
    expect((await second).status).toBe(200);
    a.answer(nothing);
    await a.asked();
    a.answer(nothing);
    expect((await first).status).toBe(200);
    expect(cores.made[0]?.held.size).toBe(0);
    expect(cores.made).toHaveLength(1);
  });

  it('is refused for a method the core traps on, and the next call gets a fresh instance', async () => {
    const { instances, db, cores } = setUp();
    await expect(call(instances, db, 'traps')).rejects.toMatchObject({ code: 'unavailable' });
    expect((await call(instances, db, 'echo')).status).toBe(200);
    expect(cores.made).toHaveLength(2);
  });

  it('may be repeated after a trap if it only read', async () => {
    const { instances, db } = setUp();
    const lost = call(instances, db, 'trapsAfterRead');
    await db.asked();
    db.answer(nothing);
    await expect(lost).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('has an unknown outcome after a trap if it wrote', async () => {
    const { instances, db } = setUp();
    const lost = call(instances, db, 'trapsAfterWrite');
    await db.asked();
    db.answer(nothing);
    await expect(lost).rejects.toMatchObject({ code: 'outcome_unknown' });
  });

  it('may be repeated after a trap if its write was certainly not done', async () => {
    const { instances, db } = setUp();
    const lost = call(instances, db, 'trapsAfterWrite');
    await db.asked();
    db.answer({ failure: failure.busy, sent: false, detail: '' });
    await expect(lost).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('of another request ends with the instance that trapped, as far as each had come', async () => {
    const { instances, db, cores } = setUp();
    const [a, b] = [new HeldDatabase(), new HeldDatabase()];
    const reading = call(instances, a, 'readsThenWrites');
    const writing = call(instances, b, 'readsThenWrites');
    await Promise.all([a.asked(), b.asked()]);
    b.answer(nothing);
    await b.asked();
    expect(b.requests).toHaveLength(2);

    await expect(call(instances, db, 'traps')).rejects.toMatchObject({ code: 'unavailable' });
    const fresh = new HeldDatabase();
    const healthy = call(instances, fresh, 'reads');
    await fresh.asked();

    a.answer(nothing);
    b.answer(nothing);
    await expect(reading).rejects.toMatchObject({ code: 'unavailable' });
    await expect(writing).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(a.requests).toHaveLength(1);

    fresh.answer(nothing);
    await fresh.asked();
    fresh.answer(nothing);
    expect((await healthy).status).toBe(200);
    expect(cores.made).toHaveLength(2);
  });

  it('waits as long as a retry asks, and sends nothing if it was swept meanwhile', async () => {
    const cores = fakeCores({
      *retries() {
        yield { ...read, delayMs: 20 };
        return { status: 200, json: null };
      },
      ...methods,
    });
    const instances = new Instances(cores.make);
    const db = new HeldDatabase();
    const swept = call(instances, db, 'retries');
    const late = contextOf('').nowMs + sweepAfterMs;
    expect((await call(instances, db, 'echo', undefined, { nowMs: late })).status).toBe(200);
    await expect(swept).rejects.toMatchObject({ code: 'unavailable' });
    expect(db.requests).toHaveLength(0);

    const patient = call(instances, db, 'retries');
    await db.asked();
    db.answer(nothing);
    expect((await patient).status).toBe(200);
  });
});

describe('the sweep', () => {
  it.each([
    ['at its first read', 0, 'unavailable'],
    ['at its write', 1, 'outcome_unknown'],
  ] as const)('frees a call that nobody came back for %s', async (_, answers, code) => {
    const { instances, db, cores } = setUp();
    const abandoned = call(instances, db, 'readsThenWrites');
    for (let i = 0; i < answers; i++) {
      await db.asked();
      db.answer(nothing);
    }
    await db.asked();
    const other = new HeldDatabase();
    const start = contextOf('').nowMs;

    await call(instances, other, 'echo', undefined, { nowMs: start + sweepAfterMs - 1 });
    expect(cores.made[0]?.held.size).toBe(1);
    await call(instances, other, 'echo', undefined, { nowMs: start + sweepAfterMs });
    expect(cores.made[0]?.held.size).toBe(0);

    db.answer(nothing); // too late
    await expect(abandoned).rejects.toMatchObject({ code });
    const releases = cores.made[0]?.released ?? [];
    expect(new Set(releases).size).toBe(releases.length); // none twice
    expect((await call(instances, other, 'echo')).status).toBe(200);
    expect(cores.made).toHaveLength(1);
  });
});

describe('memory', () => {
  it('past the high-water mark ends an instance once it is idle, not before', async () => {
    const { instances, db, cores } = setUp();
    const waiting = call(instances, db, 'reads');
    await db.asked();
    cores.made[0]?.memory.grow(highWaterBytes / 65_536);
    const other = new HeldDatabase();
    await call(instances, other, 'echo');
    expect(cores.made).toHaveLength(1);
    db.answer(nothing);
    await db.asked();
    db.answer(nothing);
    expect((await waiting).status).toBe(200);
    await call(instances, other, 'echo');
    expect(cores.made).toHaveLength(2);
  });

  it('that cannot be had refuses the call and leaves the instance healthy', async () => {
    const { instances, db, cores } = setUp();
    await call(instances, db, 'echo');
    const core = cores.made[0];
    if (core === undefined) throw new Error('no core');
    core.largestAlloc = 1000;
    const large = new Uint8Array(2000).fill(0x20);
    await expect(call(instances, db, 'size', large)).rejects.toMatchObject({ code: 'too_large' });
    expect(jsonOf(await call(instances, db, 'size', new Uint8Array(10).fill(0x20)))).toBe(10);
    expect(cores.made).toHaveLength(1);
  });
});

describe('a body', () => {
  const post = (body: Uint8Array | ReadableStream): Request => {
    // What a client sends with its bytes; a stream has no length.
    const headers: HeadersInit =
      body instanceof Uint8Array ? { 'content-length': `${body.length}` } : {};
    return new Request('http://localhost/', { method: 'POST', body, headers });
  };

  it.each([0, 1, 200_000, 2_000_000, limits.http])('of %i bytes arrives whole', async (size) => {
    const { instances, db } = setUp();
    const body = new Uint8Array(size).fill(0x61);
    expect(post(body).headers.get('content-length')).toBe(`${size}`);
    expect(jsonOf(await call(instances, db, 'size', post(body)))).toBe(size);
    expect(jsonOf(await call(instances, db, 'size', body))).toBe(size);
  });

  it('of unknown length arrives whole, though memory grows meanwhile', async () => {
    const { instances, db } = setUp();
    const chunk = new Uint8Array(70_000).fill(0x61);
    const stream = new ReadableStream<Uint8Array>({
      async start(controller) {
        for (let i = 0; i < 10; i++) {
          controller.enqueue(chunk);
          await call(instances, db, 'size', chunk);
        }
        controller.close();
      },
    });
    expect(jsonOf(await call(instances, db, 'size', post(stream)))).toBe(700_000);
  });

  it('over the limit is refused before memory is spent, with a length and without', async () => {
    const { instances, db, cores } = setUp();
    const tooLong = new Uint8Array(limits.http + 1);
    await expect(call(instances, db, 'size', post(tooLong))).rejects.toMatchObject({
      code: 'too_large',
      details: { limit: limits.http },
    });
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)),
    });
    await expect(call(instances, db, 'size', post(endless))).rejects.toMatchObject({
      code: 'too_large',
    });
    expect(cores.made[0]?.memory.buffer.byteLength).toBe(65_536);
  });

  it('that breaks off frees the call', async () => {
    const { instances, db, cores } = setUp();
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(1000));
        controller.error(new Error('gone'));
      },
    });
    await expect(call(instances, db, 'size', post(broken))).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(instances.current().calls.size).toBe(0);
    expect(instances.current().memory.large).toBe(0);
    expect(cores.made).toHaveLength(1);
  });
});

// The fake's memory is 64 MiB, of which 42 are for large values: a body takes three times its size.
describe('large values', () => {
  const mib = 1024 * 1024;
  const bodyOf = (size: number): Uint8Array => new Uint8Array(size * mib).fill(0x61);
  const settled = (ms = 50): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  it('take turns in the order in which they came, small ones beside them', async () => {
    const { instances, db, cores } = setUp();
    const held = new HeldDatabase();
    const first = call(instances, held, 'reads', bodyOf(16));
    await held.asked();
    const order: string[] = [];
    const done = (name: string) => () => void order.push(name);
    const second = call(instances, db, 'size', bodyOf(16)).then(done('second'));
    const third = call(instances, db, 'size', bodyOf(1)).then(done('third'));
    await call(instances, db, 'size', new Uint8Array(1000)).then(done('small'));
    await settled();
    expect(order).toEqual(['small']);
    for (let i = 0; i < 2; i++) {
      await held.asked();
      held.answer(nothing);
    }
    await Promise.all([first, second, third]);
    expect(order).toEqual(['small', 'second', 'third']);
    expect(cores.made[0]?.held.size).toBe(0);
    expect(instances.current().memory.large).toBe(0);
  });

  it('that all wait for one another go on, one after the other', async () => {
    const { instances } = setUp();
    const answer = { results: [{ changes: 0, rows: [{ a: 'x'.repeat(6 * mib) }] }] };
    const calls = Array.from({ length: 3 }, () => {
      const held = new HeldDatabase();
      return { held, reply: call(instances, held, 'reads', bodyOf(6)) };
    });
    for (const { held } of calls) await held.asked();
    for (const { held } of calls) held.answer(answer);
    await Promise.all(
      calls.map(async ({ held, reply }) => {
        await held.asked();
        held.answer(nothing);
        expect((await reply).status).toBe(200);
      }),
    );
    expect(instances.current().memory.large).toBe(0);
  });

  it('whose turn does not come are refused, and nothing was sent', async () => {
    const instances = new Instances(fakeCores(methods).make, { waitMs: 20 });
    const [db, held] = [new HeldDatabase(), new HeldDatabase()];
    const first = call(instances, held, 'reads', bodyOf(16));
    await held.asked();
    await expect(call(instances, db, 'reads', bodyOf(10))).rejects.toMatchObject({
      code: 'overloaded',
    });
    expect(db.requests).toEqual([]);
    for (let i = 0; i < 2; i++) {
      await held.asked();
      held.answer(nothing);
    }
    expect((await first).status).toBe(200);
    expect(jsonOf(await call(instances, db, 'size', bodyOf(4)))).toBe(4 * mib);
  });
});

describe('an answer', () => {
  it('that holds a BLOB has the text that its bytes are, and a warning', async () => {
    const { instances, db } = setUp();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (const blob of [[104, 105], Uint8Array.of(104, 105), Uint8Array.of(104, 105).buffer]) {
      const reading = call(instances, db, 'echoes');
      await db.asked();
      db.answer({ results: [{ changes: 0, rows: [{ a: blob }] }] });
      expect(JSON.stringify(jsonOf(await reading))).toContain('"hi"');
    }
    expect(warn).toHaveBeenCalledTimes(3);
    expect(String(warn.mock.calls[0])).toContain('BLOB in a');
    warn.mockRestore();
  });
});
