import { describe, expect, it } from 'vitest';
import header from '../../src/core/abi.h?raw';
import errorHeader from '../../src/core/error.h?raw';
import readme from '../../wasm/README.md?raw';
import { errorKinds } from '../../worker/generated/errors.js';
import * as abi from '../../worker/host/abi.js';
import { contextOf } from './support/calls.js';
import { Exhausted } from '../../worker/host/core.js';
import { builtCore, builtModule as module } from './support/memory.js';
import { readAnswer, readContext, requestBytes } from './support/fake-core.js';

/** The cells of every table row of the page that begins with `| `. */
const rows = readme
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );

const symbols = rows
  .filter(([, direction]) => direction === 'import' || direction === 'export')
  .map(([symbol = '', direction]) => ({ name: /^`(\w+)/.exec(symbol)?.[1] ?? symbol, direction }));

const namesOf = (direction: string): string[] =>
  symbols.filter((symbol) => symbol.direction === direction).map(({ name }) => name);

/** `name = value` of the constants and `enum class` members of abi.h. */
function constantsOf(source: string): Record<string, number> {
  const code = source.replace(/\/\/.*$/gm, '');
  const found: Record<string, number> = {};
  for (const [, list = ''] of code.matchAll(/inline constexpr [\w:]+ ([^;]+);/g)) {
    for (const [, name = '', value] of list.matchAll(/(\w+) = (0x[0-9a-f]+|\d+)/g)) {
      found[name] = Number(value);
    }
  }
  for (const [, type = '', list = ''] of code.matchAll(/enum class (\w+)[^{]*\{([^}]+)\}/g)) {
    let next = 0;
    for (const member of list.split(',').map((each) => each.trim())) {
      const [name = '', value] = member.split(' = ');
      if (name === '') continue;
      next = value === undefined ? next : Number(value);
      found[`${type}::${name}`] = next++;
    }
  }
  return found;
}

/** What Emscripten's modules have beside, and no host needs. */
const isOfEmscripten = ({ name }: { name: string }): boolean =>
  /^_?emscripten_|^__indirect_function_table$/.test(name);

const constant = (name: string): string => `k${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;

describe('the built module', () => {
  it('exports what wasm/README.md lists, and nothing else', () => {
    const exported = WebAssembly.Module.exports(module).filter((each) => !isOfEmscripten(each));
    expect(exported.map(({ name }) => name).sort()).toEqual(namesOf('export').sort());
    expect(namesOf('export')).toContain('store_start');
  });

  it('imports what wasm/README.md lists, and else only WASI functions', () => {
    const imported = WebAssembly.Module.imports(module).filter((each) => !isOfEmscripten(each));
    const own = imported.filter(({ module: from }) => from === 'env');
    expect(own.map(({ name }) => name).sort()).toEqual(namesOf('import').sort());
    for (const { module: from, kind } of imported.filter((each) => !own.includes(each))) {
      expect({ from, kind }).toEqual({ from: 'wasi_snapshot_preview1', kind: 'function' });
    }
  });

  it('starts within the memory that an idle instance may have', () => {
    const core = builtCore({
      host_execute: () => undefined,
      host_reply: () => undefined,
      host_warn: () => undefined,
      host_exhausted: (needed) => {
        throw new Exhausted(needed);
      },
    });
    expect(core.memory.buffer.byteLength).toBeLessThan(4 * 1024 * 1024);
    const at = core.store_alloc(1, 1000);
    expect(at).toBeGreaterThan(0);
    expect(at % 8).toBe(0);
    core.store_release(1);
    core.store_release(1); // unknown calls are ignored
  });
});

describe('worker/host/abi.ts', () => {
  it('has the numbers of src/core/abi.h', () => {
    const ours: Record<string, number> = {
      kSqlBatch: abi.requestKind.sqlBatch,
      kDynamoCalls: abi.requestKind.dynamoCalls,
      kRoom: abi.requestKind.room,
      kReadOnly: abi.requestFlag.readOnly,
      kReplicaOk: abi.requestFlag.replicaOk,
      kMarked: abi.requestFlag.marked,
      kHasFar: abi.requestFlag.hasFar,
      kStatementUnknown: abi.statementUnknown,
      kDisableInit: abi.contextFlag.disableInit,
      kUnread: abi.contextFlag.unread,
      kLeanIndexes: abi.contextFlag.leanIndexes,
      kMetricRollups: abi.contextFlag.metricRollups,
      kSearch: abi.contextFlag.search,
      kScopeRead: abi.scope.read,
      kScopeWrite: abi.scope.write,
      kScopeAdmin: abi.scope.admin,
    };
    const enums = { Tag: abi.tag, Failure: abi.failure, Profile: abi.profile };
    for (const [type, members] of Object.entries(enums)) {
      for (const [name, value] of Object.entries(members)) {
        ours[`${type}::${type === 'Profile' && name === 'd1' ? 'kD1' : constant(name)}`] = value;
      }
    }
    expect(ours).toEqual(constantsOf(header));
  });

  it('has the failures of wasm/README.md', () => {
    const words = Object.entries(abi.failure).filter(([name]) => name !== 'none');
    const listed = rows
      .filter(([number]) => /^\d$/.test(number ?? ''))
      .map(([number, name]) => [name, Number(number)]);
    const spaced = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    expect(listed).toEqual(words.map(([name, number]) => [spaced(name), number]));
  });
});

describe('worker/generated/errors.ts', () => {
  it('has the words, statuses and categories of src/core/error.h', () => {
    const lines = errorHeader.matchAll(/\{"(\w+)", (\d+), "(\w+)", (true|false)\}/g);
    const listed = [...lines].map(([, word, status, category, retryable]) => [
      word,
      { status: Number(status), category, retryable: retryable === 'true' },
    ]);
    expect(listed.length).toBeGreaterThan(10);
    expect(errorKinds).toEqual(Object.fromEntries(listed));
  });
});

describe('the context', () => {
  it.each([
    contextOf('memory.saveThread', { prefix: 'dev_', flags: 1, profile: 1, scopes: 7, held: 'h.' }),
    contextOf('', { nowMs: 0, requestId: '', random: [0, 0, 0, 0xffff_ffff], limit: 2 ** 32 - 1 }),
  ])('arrives as it was sent (%#)', (context) => {
    const bytes = new Uint8Array(abi.contextSize(context) + 5);
    abi.writeContext(bytes, 5, context);
    expect(readContext(bytes.subarray(5))).toEqual(context);
  });
});

describe('a request', () => {
  it('arrives as the core wrote it', () => {
    const params = [
      null,
      0,
      -1,
      2n ** 53n - 1n,
      -(2n ** 53n) + 1n,
      { real: 1.5 },
      '',
      'a\0ü😀',
      '\ufeffx',
    ];
    const held = [
      { column: 0, unless: 0xffff },
      { column: 3, unless: 300 },
    ];
    const bytes = requestBytes({
      readOnly: true,
      delayMs: 70_000,
      statements: [
        { sql: 'SELECT ?1', params },
        { sql: 'SELECT 2', held },
      ],
    });
    expect(abi.readRequest(bytes)).toEqual({
      readOnly: true,
      replicaOk: false,
      delayMs: 70_000,
      statements: [
        {
          sql: 'SELECT ?1',
          params: [null, 0, -1, 2 ** 53 - 1, -(2 ** 53) + 1, 1.5, '', 'a\0ü😀', '\ufeffx'],
        },
        { sql: 'SELECT 2', held, params: [] },
      ],
    });
    const write = requestBytes({ replicaOk: true, statements: [] });
    expect(abi.readRequest(write)).toMatchObject({ readOnly: false, replicaOk: true });
  });

  it('has long texts that stay where they are', () => {
    const memory = new TextEncoder().encode('--far text--');
    const head = [abi.requestKind.sqlBatch, abi.requestFlag.hasFar, 1, 0, 0, 0, 0, 0];
    const statement = [1, 0, 0, 0, 0x53, 0, 0, 1, 0];
    const param = [abi.tag.far, 8, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
    const bytes = Uint8Array.from([...head, ...statement, ...param]);
    expect(abi.readRequest(bytes, memory)).toMatchObject({
      statements: [{ sql: 'S', params: ['far text'] }],
    });
    expect(abi.bytesOfRequest(bytes)).toBe(bytes.length + 8);
    expect(() => abi.readRequest(bytes, memory.subarray(0, 9))).toThrow('cut off');
    const plain = requestBytes({ statements: [{ sql: 'S', params: ['text'] }] });
    expect(abi.bytesOfRequest(plain)).toBe(plain.length);
  });

  it('for memory says how much', () => {
    const bytes = Uint8Array.from([0, abi.requestKind.room, 0, 0, 0, 4, 3, 2, 1]).subarray(1);
    expect(abi.roomAsked(bytes)).toBe(0x01020304);
    expect(abi.roomAsked(requestBytes({ statements: [] }))).toBeUndefined();
  });

  it('is refused where it cannot be read', () => {
    const bytes = requestBytes({
      statements: [{ sql: 'SELECT ?1', held: [{ column: 1, unless: 2 }], params: ['abc'] }],
    });
    for (let size = 0; size < bytes.length; size++) {
      expect(() => abi.readRequest(bytes.slice(0, size))).toThrow();
    }
    const beyond = requestBytes({ statements: [{ sql: 'x', params: [2n ** 53n] }] });
    expect(() => abi.readRequest(beyond)).toThrow('2^53');
    expect(() => abi.readRequest(Uint8Array.from([9, 0, 0, 0, 0, 0, 0, 0]))).toThrow('kind 9');
  });
});

describe('an answer', () => {
  const written = (answer: abi.DbAnswer): ReturnType<typeof readAnswer> => {
    let memory = new Uint8Array(8);
    const { at, size } = abi.writeAnswer(answer, {
      alloc(bytes) {
        memory = new Uint8Array(bytes + 8); // the memory of before is stale
        return 8;
      },
      bytes: () => memory,
    });
    expect(at + size).toBe(memory.length);
    return readAnswer(memory.subarray(at, at + size));
  };

  it('arrives with the cells in the order of the columns', () => {
    const cells = [
      null,
      0,
      -1,
      2 ** 53 - 1,
      -(2 ** 53) + 1,
      -(2 ** 32),
      2 ** 31,
      1.5,
      -1e300,
      2 ** 60,
    ];
    const row = Object.fromEntries(cells.map((cell, i) => [`c${i}`, cell]));
    expect(
      written({
        results: [
          { changes: 3, rows: [] },
          { changes: 0, rows: [row, row] },
        ],
      }),
    ).toEqual({
      results: [
        { changes: 3, rows: [] },
        { changes: 0, rows: [1, 2].map(() => cells.map(asSent)) },
      ],
    });
  });

  // Safe integers travel as i64, all other numbers as f64.
  const asSent = (cell: number | null): number | bigint | null =>
    Number.isSafeInteger(cell) ? BigInt(cell ?? 0) : cell;

  it.each([1, 10, 64, 65, 1000, 100_000, 400_000])('keeps texts of %i characters', (length) => {
    const texts = ['a', 'ü', '€', '😀', '\0', '\ufeff', '"'].map((unit) =>
      unit.repeat(length).slice(0, length * unit.length),
    );
    const rows = texts.map((text) => ({ plain: 'x', text, mixed: `${'a'.repeat(length)}ü` }));
    const expected = texts.map((text) => ['x', text, `${'a'.repeat(length)}ü`]);
    expect(written({ results: [{ changes: 0, rows }] })).toEqual({
      results: [{ changes: 0, rows: expected }],
    });
  });

  it.each([1, 400_000])('writes a lone surrogate as U+FFFD (%i characters around it)', (length) => {
    const around = 'a'.repeat(length);
    const rows = [{ text: `${around}\ud800${around}\udc00${around}\ud83d` }];
    expect(written({ results: [{ changes: 0, rows }] })).toEqual({
      results: [{ changes: 0, rows: [[`${around}\ufffd${around}\ufffd${around}\ufffd`]] }],
    });
  });

  it('says why the database failed', () => {
    expect(written({ failure: abi.failure.unique, sent: false, detail: 't.id' })).toEqual({
      failure: 1,
      sent: false,
      statement: 0xffff,
      detail: 't.id',
    });
    expect(written({ failure: abi.failure.unavailable, sent: true, detail: '' })).toMatchObject({
      failure: 5,
      sent: true,
    });
  });

  it('has whole numbers of 64 bits', () => {
    const memory = new Uint8Array(64);
    for (const cell of [2n ** 63n - 1n, -(2n ** 63n), 0n]) {
      const { at, size } = abi.writeAnswer(
        { results: [{ changes: 0, rows: [{ cell }] }] },
        { alloc: () => 0, bytes: () => memory },
      );
      const view = new DataView(memory.buffer, at, size);
      expect(view.getBigInt64(size - 8, true)).toBe(cell);
    }
  });

  it('is refused if a cell is neither null, number nor text', () => {
    for (const cell of [[1, 2], true, undefined, {}]) {
      expect(() => written({ results: [{ changes: 0, rows: [{ cell }] }] })).toThrow(abi.CellError);
    }
  });
});

describe('utf8Size', () => {
  it.each(['a', 'ü', '€', '😀', '\ud800', '\udc00'])('counts %j as TextEncoder does', (unit) => {
    for (const length of [0, 1, 2, 3, 500_000, 1_000_000]) {
      for (const before of ['', 'a', 'aa', 'aaa']) {
        const text = before + unit.repeat(length);
        expect(abi.utf8Size(text)).toBe(new TextEncoder().encode(text).length);
      }
    }
  });
});

describe('calls of DynamoDB', () => {
  const text = (value: string): number[] => {
    const bytes = new TextEncoder().encode(value);
    return [bytes.length, 0, 0, 0, ...bytes];
  };

  it('are read as they were written', () => {
    const head = [2, abi.requestFlag.readOnly, 2, 0, 50, 0, 0, 0];
    const calls = [...text('Query'), ...text('{"ü":1}'), ...text('Scan'), ...text('{}')];
    const request = abi.readRequest(Uint8Array.from([...head, ...calls]));
    expect(request).toMatchObject({ readOnly: true, delayMs: 50 });
    const read = 'calls' in request ? request.calls : [];
    expect(read.map(({ operation, body }) => [operation, new TextDecoder().decode(body)])).toEqual([
      ['Query', '{"ü":1}'],
      ['Scan', '{}'],
    ]);
    const cut = Uint8Array.from([...head, ...calls.slice(0, -1)]);
    expect(() => abi.readRequest(cut)).toThrow('cut off');
  });

  it('are answered by status and body', () => {
    const memory = new Uint8Array(64);
    const target = { alloc: () => 8, bytes: () => memory };
    const replies = [
      { status: 200, body: new TextEncoder().encode('{}') },
      { status: 1, body: new Uint8Array() },
    ];
    const { at, size } = abi.writeReplies(replies, target);
    expect([...memory.subarray(at, at + size)]).toEqual([200, 0, ...text('{}'), 1, 0, ...text('')]);
  });
});
