import type { ObservationalMemoryRecord } from '@mastra/core/storage';
import type { Random } from './random.js';
import type { Sequence } from './run.js';
import type { MetadataUpdate, Outcome, Step } from './side.js';

/** What a sequence must keep away from, since the two stores cannot be compared there. */
export interface Habits {
  /** Each message and thread is created at a time of its own. */
  readonly ownTimes?: boolean;
  /** Threads are listed by `createdAt` only. */
  readonly byCreationOnly?: boolean;
  /** Metadata filters hold texts only. */
  readonly textFilters?: boolean;
  /** Messages of one call belong to one thread. */
  readonly oneThreadACall?: boolean;
  /** Threads and resources are saved with metadata. */
  readonly metadataAlways?: boolean;
  /**
   * Without what libsql does otherwise: copies have the times of their sources, a record is one of
   * several of its generation, a createdAt is changed, chunks are weighed again, a text has a NUL.
   */
  readonly plain?: boolean;
}

const threads = ['t1', 't2', 't3', 't4', 't-ü "5"'];
const resources = ['r1', 'r2', "r'3\\"];
const messages = Array.from({ length: 24 }, (_, i) => `m${i}`);
const roles = ['user', 'assistant', 'system', 'signal'];
const types = ['text', 'v2', 'tool-call'];
const texts = ['NUL \0', '', 'plain', 'ümläut 👩‍👩‍👧 \u2028', '{"not":"parsed"}', '[1]'];
// A column of text is UTF-8: half a surrogate pair is kept in JSON only.
const jsonTexts = [...texts, 'half \ud83d a pair'];
const directions = ['ASC', 'DESC'];
const startMs = Date.parse('2026-01-01T00:00:00.000Z');
const times = [0, 1, 1000, 1001, 60_000, 3_600_000, 86_400_000].map((ms) => startMs + ms);
const keys = ['k1', 'k2', '_k3'];
const values = [
  null,
  true,
  false,
  0,
  1,
  -2.5,
  'half \ude00 a pair',
  '',
  'x',
  '1',
  'ümläut',
  [],
  [1, { deep: [null] }],
  { a: 1, b: { c: 'x' } },
  { b: { c: 'x' }, a: 1 },
];
const scalars = values.filter((value) => typeof value !== 'object' || value === null);

type Read = (step: Step) => Promise<Outcome>;

/**
 * Makes random valid calls out of few ids, so that they meet. `read` runs a call at once, for
 * arguments that callers take from its answer.
 */
export class Steps implements Sequence {
  readonly #random: Random;
  readonly #habits: Habits;
  readonly #read: Read;
  readonly #copiedThreads: string[] = [];
  readonly #copiedMessages: string[] = [];
  readonly #ahead: Step[] = [];
  #ownTime = 0;
  #cycle = 0;
  #record = 0;

  constructor(random: Random, habits: Habits, read: Read) {
    this.#random = random;
    this.#habits = habits;
    this.#read = read;
  }

  async next(): Promise<Step> {
    const ahead = this.#ahead.shift();
    if (ahead) return ahead;
    const step = await this.#random.weighted(this.#makers)();
    if (!this.#habits.plain) return step;
    const isCopy = step.method === 'copyThread' || step.method === 'cloneThread';
    if (isCopy) return this.next();
    const isFirst = /^(initialize|insert)Observational/.test(step.method);
    if (!isFirst) return step;
    this.#ahead.push(step);
    const { threadId, resourceId } = step.args[0] as ObservationalMemoryRecord;
    return { method: 'clearObservationalMemory', args: [threadId, resourceId] };
  }

  /** Learns of ids that the stores made. */
  learn(outcome: Outcome): void {
    if (!('value' in outcome)) return;
    const copy = outcome.value as { thread?: { id: string }; messageIdMap?: object } | undefined;
    if (!copy?.messageIdMap) return;
    keepLast(this.#copiedThreads, [copy.thread!.id], 3);
    keepLast(this.#copiedMessages, Object.values(copy.messageIdMap) as string[], 8);
  }

  /** The calls that together read everything. */
  readonly everything: readonly Step[] = [
    { method: 'listThreads', args: [{ perPage: false }] },
    ...resources.flatMap((resourceId): Step[] => [
      { method: 'listMessagesByResourceId', args: [{ resourceId, perPage: false }] },
      { method: 'getResourceById', args: [{ resourceId }] },
      { method: 'getObservationalMemoryHistory', args: [null, resourceId, 1000] },
    ]),
    ...threads.map((threadId): Step => ({
      method: 'getObservationalMemoryHistory',
      args: [threadId, 'r1', 1000],
    })),
  ];

  readonly #makers: readonly (readonly [number, () => Step | Promise<Step>])[] = [
    [3, () => call('getThreadById', { threadId: this.#thread(), ...this.#maybeResource() })],
    [8, () => this.#saveThread()],
    [5, () => this.#updateThread()],
    [5, () => this.#updateThreadMetadata()],
    [3, () => call('updateThreadResourceId', this.#transfer())],
    [2, () => call('deleteThread', { threadId: this.#thread() })],
    [8, () => this.#listThreads()],
    [14, () => this.#saveMessages()],
    [14, () => this.#listMessages()],
    [8, () => this.#listMessagesByResourceId()],
    [3, () => call('listMessagesById', { messageIds: this.#messages(0, 5) })],
    [9, () => this.#updateMessages()],
    [2, () => ({ method: 'deleteMessages', args: [this.#messages(0, 3)] })],
    [4, () => this.#copy()],
    [3, () => call('getResourceById', { resourceId: this.#resource() })],
    [3, () => this.#saveResource()],
    [5, () => this.#updateResource()],
    [1, () => this.#prune()],
    [0.05, () => ({ method: 'dangerouslyClearAll', args: [] })],
    [3, () => this.#initialize()],
    [4, () => ({ method: 'getObservationalMemory', args: this.#owner() })],
    [4, () => this.#history()],
    [0.7, () => this.#clear()],
    [24, () => this.#ofRecord()],
  ];

  #thread(): string {
    return this.#random.pick([...threads, ...this.#copiedThreads]);
  }

  #resource(): string {
    return this.#random.pick(resources);
  }

  #maybeResource(): { resourceId?: string } {
    return this.#random.chance(0.3) ? { resourceId: this.#resource() } : {};
  }

  #messages(least: number, most: number): string[] {
    return this.#random.some([...messages, ...this.#copiedMessages], least, most);
  }

  #time(): Date {
    if (this.#habits.ownTimes) return new Date(startMs + (this.#ownTime += 1000));
    return new Date(this.#random.pick(times));
  }

  #text(): string {
    return this.#random.pick(this.#habits.plain ? texts.slice(1) : texts);
  }

  #metadata(): Record<string, unknown> {
    const names = this.#random.some(keys, 0, 3);
    return Object.fromEntries(names.map((name) => [name, this.#random.pick(values)]));
  }

  #saveThread(): Step {
    const thread = {
      id: this.#random.pick(threads),
      resourceId: this.#resource(),
      createdAt: this.#time(),
      updatedAt: this.#time(),
      ...this.#random.maybe({ title: this.#text(), metadata: this.#metadata() }),
      ...(this.#habits.metadataAlways && { metadata: this.#metadata() }),
    };
    return call('saveThread', { thread });
  }

  #updateThread(): Step {
    const change = this.#random.maybe({ title: this.#text(), metadata: this.#metadata() });
    const method = this.#random.pick(['updateThread', 'patchThread']);
    return call(method, { id: this.#thread(), ...change });
  }

  #updateThreadMetadata(): Step {
    const update = this.#random.weighted<MetadataUpdate>([
      [3, { count: this.#random.pick(keys) }],
      [2, { set: this.#metadata() }],
      [1, {}],
    ]);
    return call('updateThreadMetadata', { id: this.#thread(), ...this.#maybeResource(), update });
  }

  #transfer() {
    return { threadId: this.#thread(), resourceId: this.#resource() };
  }

  #listThreads(): Step {
    const perPage = this.#random.pick([undefined, false, 0, 1, 2, 3, 50] as const);
    const filter = {
      ...this.#maybeResource(),
      ...(this.#random.chance(0.4) && { metadata: this.#metadataFilter(values) }),
    };
    const fields = this.#habits.byCreationOnly ? ['createdAt'] : ['createdAt', 'updatedAt'];
    return call('listThreads', {
      perPage,
      page: perPage === false ? 0 : this.#random.pick([undefined, 0, 1, 2]),
      orderBy: this.#random.maybe({
        field: this.#random.pick(fields),
        direction: this.#random.pick(directions),
      }),
      filter: this.#random.chance(0.7) ? filter : undefined,
    });
  }

  #metadataFilter(of: readonly unknown[]): Record<string, unknown> {
    // What is an object or a list without members is refused: it would match too much or nothing.
    const isEmpty = (value: unknown) =>
      typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    const possible = this.#habits.textFilters
      ? ['x', '1', 'ümläut']
      : of.filter((value) => !isEmpty(value));
    const names = this.#random.some(keys, 0, 2);
    return Object.fromEntries(names.map((name) => [name, this.#random.pick(possible)]));
  }

  #content(): unknown {
    const text = this.#random.pick(jsonTexts);
    return {
      format: 2,
      parts: [{ type: 'text', text }],
      ...this.#random.maybe({ content: text, metadata: this.#metadata(), reasoning: text }),
    };
  }

  #saveMessages(): Step {
    const thread = this.#thread();
    const ids = this.#habits.ownTimes
      ? [...new Set(this.#messages(0, 6))]
      : this.#random.some(messages, 0, 6);
    const saved = ids.map((id) => ({
      id,
      threadId: this.#habits.oneThreadACall || this.#random.chance(0.8) ? thread : this.#thread(),
      resourceId: this.#resource(),
      role: this.#random.pick(roles),
      createdAt: this.#time(),
      content: this.#content(),
      ...this.#random.maybe({ type: this.#random.pick(types) }),
    }));
    return call('saveMessages', { messages: saved });
  }

  #page() {
    const perPage = this.#random.pick([undefined, false, 0, 1, 2, 3, 5, 40] as const);
    const range = {
      start: new Date(this.#random.pick(times)),
      end: new Date(this.#random.pick(times)),
      startExclusive: this.#random.chance(0.5),
      endExclusive: this.#random.chance(0.5),
    };
    const filter = this.#random.maybe({
      dateRange: this.#random.maybe(range),
      metadata: this.#metadataFilter(scalars),
    });
    const include = this.#messages(0, 3).map((id) => ({
      id,
      ...this.#random.maybe({
        withPreviousMessages: this.#random.int(4),
        withNextMessages: this.#random.int(4),
      }),
    }));
    return {
      perPage,
      page: perPage === false ? 0 : this.#random.pick([undefined, 0, 0, 1, 2]),
      include: this.#random.chance(0.4) ? include : undefined,
      filter: this.#random.chance(0.4) ? filter : undefined,
      orderBy: this.#random.chance(0.5)
        ? { field: 'createdAt', direction: this.#random.pick(directions) }
        : undefined,
    };
  }

  #listMessages(): Step {
    const several = [...new Set([this.#thread(), this.#thread(), this.#thread()])];
    const threadId = this.#random.chance(0.3) ? several : this.#thread();
    return call('listMessages', { threadId, ...this.#maybeResource(), ...this.#page() });
  }

  #listMessagesByResourceId(): Step {
    return call('listMessagesByResourceId', { resourceId: this.#resource(), ...this.#page() });
  }

  #updateMessages(): Step {
    const ids = this.#habits.ownTimes ? [...new Set(this.#messages(0, 3))] : this.#messages(0, 3);
    const threadIds = new Set<string>();
    const changes = ids.map((id) => {
      const threadId = this.#thread();
      threadIds.add(threadId);
      return {
        id,
        ...this.#random.maybe({ role: this.#random.pick(roles), type: 'tool-call' }),
        ...(this.#random.chance(0.3) && { threadId }),
        ...(this.#random.chance(0.2) && { resourceId: this.#resource() }),
        ...(!this.#habits.plain && this.#random.chance(0.2) && { createdAt: this.#time() }),
        ...(this.#random.chance(0.6) && { content: this.#random.maybe(this.#patch()) }),
      };
    });
    if (changes.length > 1) {
      // In which order the threads of one call are touched is not said: have them touched again.
      const touched = [...threads, ...this.#copiedThreads].map((id) =>
        call('updateThread', { id }),
      );
      this.#ahead.push(...touched);
    }
    return call('updateMessages', { messages: changes });
  }

  #patch(): object {
    return {
      content: this.#text(),
      parts: [{ type: 'text', text: this.#text() }],
      metadata: this.#metadata(),
    };
  }

  #copy(): Step {
    const messageFilter = this.#random.maybe({
      startDate: new Date(this.#random.pick(times)),
      endDate: new Date(this.#random.pick(times)),
      messageIds: this.#messages(0, 8),
    });
    return call(this.#random.pick(['copyThread', 'cloneThread']), {
      sourceThreadId: this.#thread(),
      ...(this.#random.chance(0.5) && { newThreadId: this.#random.pick(threads) }),
      ...this.#maybeResource(),
      ...this.#random.maybe({ title: this.#text(), metadata: this.#metadata() }),
      options: this.#random.maybe({ messageLimit: this.#random.int(4), messageFilter }),
    });
  }

  #saveResource(): Step {
    const resource = {
      id: this.#resource(),
      createdAt: this.#time(),
      updatedAt: this.#time(),
      ...this.#random.maybe({ workingMemory: this.#text(), metadata: this.#metadata() }),
      ...(this.#habits.metadataAlways && { metadata: this.#metadata() }),
    };
    return call('saveResource', { resource });
  }

  #updateResource(): Step {
    const change = this.#random.maybe({ workingMemory: this.#text(), metadata: this.#metadata() });
    return call('updateResource', { resourceId: this.#resource(), ...change });
  }

  #prune(): Step {
    const before = this.#random.pick(times) + 500;
    const policy = () => ({
      maxAge: Date.now() - before,
      ...this.#random.maybe({ batchSize: 1 + this.#random.int(4) }),
    });
    const policies = { messages: policy(), resources: policy(), threads: policy() };
    return { method: 'prune', args: [this.#random.maybe(policies)] };
  }

  #owner(): [threadId: string | null, resourceId: string] {
    const resourceId = this.#resource();
    return [this.#random.chance(0.3) ? null : this.#random.pick(threads), resourceId];
  }

  #initialize(): Step {
    const [threadId, resourceId] = this.#owner();
    return call('initializeObservationalMemory', {
      threadId,
      resourceId,
      scope: threadId === null ? 'resource' : 'thread',
      config: this.#config(),
      ...this.#random.maybe({ observedTimezone: 'Europe/Berlin' }),
    });
  }

  #history(): Step {
    const options = {
      from: new Date(this.#random.pick([...times, Date.now() - 20_000])),
      to: new Date(this.#random.pick([...times, Date.now() - 20_000, Date.now() + 20_000])),
      offset: this.#random.int(3),
    };
    const limit = this.#random.pick([undefined, 0, 1, 2, 5, 100]);
    const method = 'getObservationalMemoryHistory';
    const some = this.#random.chance(0.4) ? [this.#random.maybe(options)] : [];
    return { method, args: [...this.#owner(), limit, ...some] };
  }

  #clear(): Step {
    return { method: 'clearObservationalMemory', args: this.#owner() };
  }

  #config(): Record<string, unknown> {
    const nested = () =>
      this.#random.maybe({
        limit: this.#random.int(5),
        list: this.#random.some([1, 'x', null], 0, 2),
        none: null,
        deep: this.#random.maybe({ a: this.#text(), b: { c: this.#random.int(3) } }),
      });
    return this.#random.maybe({
      observation: nested(),
      reflection: this.#random.pick<unknown>([nested(), null, 'off', []]),
      scope: this.#random.pick(['thread', 'resource']),
    });
  }

  /** A call about one of the records that there are, if there is one. */
  async #ofRecord(): Promise<Step> {
    const [threadId, resourceId] = this.#owner();
    const method = 'getObservationalMemoryHistory';
    const history = await this.#read({ method, args: [threadId, resourceId, 3] });
    const records = ('value' in history ? history.value : []) as ObservationalMemoryRecord[];
    // Mostly the current one, as callers do.
    const isCurrent = this.#habits.plain || this.#random.chance(0.8);
    const record = isCurrent ? records[0] : records.at(-1);
    if (record === undefined) return this.#initialize();
    const id = this.#random.chance(0.03) ? 'missing' : record.id;
    const flag = this.#random.chance(0.5);
    const tokens = this.#random.int(3000);
    return this.#random.weighted<() => Step>([
      [3, () => this.#observe(id)],
      [8, () => this.#buffer(id)],
      [6, () => this.#swap(id, record)],
      [2, () => this.#reflect(record)],
      [3, () => this.#bufferReflection(id, record)],
      [
        3,
        () =>
          call('swapBufferedReflectionToActive', {
            currentRecord: { ...record, id },
            tokenCount: tokens,
          }),
      ],
      [1, () => ({ method: 'setReflectingFlag', args: [id, flag] })],
      [1, () => ({ method: 'setObservingFlag', args: [id, flag] })],
      [
        2,
        () => {
          const at = this.#random.chance(0.5) ? [tokens] : [];
          return { method: 'setBufferingObservationFlag', args: [id, flag, ...at] };
        },
      ],
      [1, () => ({ method: 'setBufferingReflectionFlag', args: [id, flag] })],
      [2, () => ({ method: 'setPendingMessageTokens', args: [id, tokens] })],
      [3, () => call('updateObservationalMemoryConfig', { id, config: this.#config() })],
      [2, () => this.#insert(record)],
    ])();
  }

  #observe(id: string): Step {
    return call('updateActiveObservations', {
      id,
      observations: this.#random.pick(['', 'one', ' one\ntwo\n\nthree \n', this.#text()]),
      tokenCount: this.#random.int(500),
      lastObservedAt: this.#time(),
      ...this.#random.maybe({ observedMessageIds: this.#random.some(messages, 0, 3) }),
    });
  }

  #buffer(id: string): Step {
    // Now and then the cycle of before, which changes nothing.
    if (this.#random.chance(0.8)) this.#cycle += 1;
    return call('updateBufferedObservations', {
      id,
      chunk: {
        cycleId: `c${this.#cycle}`,
        observations: `saw ${this.#text()}`,
        tokenCount: this.#random.int(200),
        messageIds: this.#random.some(messages, 0, 3),
        messageTokens: this.#random.int(2000),
        lastObservedAt: this.#time(),
        ...this.#random.maybe({
          suggestedContinuation: this.#text(),
          currentTask: 'task',
          threadTitle: this.#text(),
          extractedValues: this.#metadata(),
          extractionFailures: [{ slug: 's', error: this.#text() }],
        }),
      },
      ...this.#random.maybe({ lastBufferedAtTime: this.#time() }),
    });
  }

  #swap(id: string, { bufferedObservationChunks = [] }: ObservationalMemoryRecord): Step {
    const reweighed = bufferedObservationChunks.map((chunk) => ({
      ...chunk,
      messageTokens: this.#random.int(2000),
    }));
    return call('swapBufferedToActive', {
      id,
      activationRatio: this.#random.pick([0, 0.2, 0.5, 0.8, 1]),
      messageTokensThreshold: this.#random.pick([0, 500, 2000, 5000]),
      currentPendingTokens: this.#random.int(6000),
      ...this.#random.maybe({ forceMaxActivation: this.#random.chance(0.5) }),
      ...this.#random.maybe({ lastObservedAt: this.#time() }),
      ...(!this.#habits.plain && this.#random.chance(0.4) && { bufferedChunks: reweighed }),
    });
  }

  #reflect(currentRecord: ObservationalMemoryRecord): Step {
    const reflection = this.#text();
    const tokenCount = this.#random.int(100);
    return call('createReflectionGeneration', { currentRecord, reflection, tokenCount });
  }

  #bufferReflection(id: string, { activeObservations }: ObservationalMemoryRecord): Step {
    const lines = activeObservations.split('\n').length;
    return call('updateBufferedReflection', {
      id,
      reflection: this.#random.pick(['in short', this.#text()]),
      tokenCount: this.#random.int(100),
      inputTokenCount: this.#random.int(100),
      reflectedObservationLineCount: this.#random.int(lines + 2),
    });
  }

  /** A copy of a record for another owner, as the framework makes when it copies a thread. */
  #insert(record: ObservationalMemoryRecord): Step {
    const [threadId, resourceId] = this.#owner();
    const scope = threadId === null ? 'resource' : 'thread';
    const createdAt = this.#time();
    this.#record += 1;
    const copy = {
      ...record,
      id: `record ${this.#record}`,
      threadId,
      resourceId,
      scope,
      createdAt,
    };
    return call('insertObservationalMemoryRecord', copy);
  }
}

function call(method: string, args: object): Step {
  return { method, args: [args] };
}

function keepLast(list: string[], added: readonly string[], most: number): void {
  list.push(...added.filter((each) => !list.includes(each)));
  list.splice(0, list.length - most);
}

/** Of the memory of agents. */
export const stepsOf =
  (habits: Habits = {}) =>
  (random: Random, read: Read): Sequence =>
    new Steps(random, habits, read);
