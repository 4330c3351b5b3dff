import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import type { StoreOptions } from '../../client/index.js';
import type { Store } from '../../client/store.js';
import { anything } from './anything.js';
import { argumentsThatJsonCannotSay } from './arguments.js';
import { backgroundTasks } from './background-tasks.js';
import { datasets } from './datasets.js';
import { editor } from './editor.js';
import { everyDomain } from './every-domain.js';
import { indexes } from './indexes.js';
import { watch } from './kept.js';
import type { Seen } from './kept.js';
import { knowledge } from './knowledge.js';
import { lifecycle } from './lifecycle.js';
import { memory } from './memory.js';
import { moving } from './moving.js';
import { notifications } from './notifications.js';
import { observationalMemory } from './observational-memory.js';
import { observability } from './observability.js';
import { records } from './records.js';
import { runtime } from './runtime.js';
import { schedules } from './schedules.js';
import type { Opened, Transport } from './transport.js';
import { texts } from './texts.js';
import { trips } from './trips.js';
import { vectors } from './vectors.js';
import { workflows } from './workflows.js';

/** What the tests of the contract know of the transport that they run over. */
export class Subject {
  readonly #transport: Transport;
  #opened: Opened | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async open(): Promise<void> {
    this.#opened = await this.#transport.open();
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }

  get name(): string {
    return this.#transport.name;
  }

  get inProcess(): boolean | undefined {
    return this.#transport.inProcess;
  }

  get hasIndexes(): boolean | undefined {
    return this.#transport.hasIndexes;
  }

  get overlaps(): boolean {
    return this.#transport.overlaps === true;
  }

  get hasPatterns(): boolean {
    return this.#transport.hasPatterns === true;
  }

  get provesDomains(): boolean {
    return this.#transport.provesDomains === true;
  }

  /** Tables can be dropped beside the store. */
  get drops(): boolean {
    return this.#transport.drops === true;
  }

  async drop(table: string): Promise<void> {
    await this.#opened!.drop!(table);
  }

  /** A text as the database holds it. */
  stored(text: string): string {
    return this.#transport.stored?.(text) ?? text;
  }

  /** A store of its own on the database. */
  store(options: StoreOptions = {}): Store {
    return this.#opened!.store(options);
  }

  /** An error id of the adapter that the store stands for. */
  id(suffix: string): string {
    return `MASTRA_STORAGE_${this.#transport.adapter ?? 'AGENTKEEP'}_${suffix}`;
  }

  /** What the call answers; it must take so many round trips, where they are counted. */
  async trips<Result>(count: number, call: () => Promise<Result>): Promise<Result> {
    let result: Result;
    const counted = await this.counted(async () => (result = await call()));
    if (counted !== undefined) expect(counted, String(call)).toBe(count);
    return result!;
  }

  /** How many round trips the call takes, if they are counted. */
  counted(call: () => Promise<unknown>): Promise<number | undefined> {
    return difference(this.#opened!.trips, call);
  }

  /** How many statements, where the database is in this process. */
  statements(call: () => Promise<unknown>): Promise<number | undefined> {
    return difference(this.#opened!.statements, call);
  }
}

async function difference(
  count: (() => number) | undefined,
  call: () => Promise<unknown>,
): Promise<number | undefined> {
  const before = count?.();
  await call();
  return before === undefined ? undefined : count!() - before;
}

/** The store contract over one transport, beginning with an empty database. */
export function contract(transport: Transport): void {
  describe(`contract over ${transport.name}`, () => {
    const subject = new Subject(transport);
    let seen: Seen | undefined;
    beforeAll(async () => {
      seen = watch(transport.name);
      await subject.open();
    }, 60_000);
    afterEach(({ task }) => {
      if (task.result?.state === 'fail') seen!.hasFailed = true;
    });
    afterAll(() => subject.close());

    describe('lifecycle', () => lifecycle(subject));
    describe('memory', () => memory(subject));
    describe('texts', () => texts(subject));
    // It is about what databases hold.
    if (subject.provesDomains) describe('anything', () => anything(subject));
    describe('observational memory', () => observationalMemory(subject));
    describe('workflows, definitions and scores', () => workflows(subject));
    describe('editor', () => editor(subject));
    describe('backgroundTasks', () => backgroundTasks(subject));
    describe('schedules', () => schedules(subject));
    describe('notifications', () => notifications(subject));
    describe('datasets', () => datasets(subject));
    describe('records', () => records(subject));
    describe('runtime', () => runtime(subject));
    describe('observability', () => observability(subject));
    describe('knowledge', () => knowledge(subject));
    describe('vectors', () => vectors(subject));
    describe('arguments', () => argumentsThatJsonCannotSay(subject));
    describe('indexes', () => indexes(subject));
    describe('round trips', () => trips(subject));
    describe('moving', () => moving(subject));
    describe('every domain', () => everyDomain(subject));
  });
}
