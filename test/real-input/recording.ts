/** What the framework's memory domain was told to keep, and what it then held. */
export interface Recording {
  /** Package versions that made it. */
  recordedWith: Record<string, string>;
  /** Every writing call in the order the framework made them. */
  calls: RecordedCall[];
  /** What the framework's own store lists at the end, as rows on the wire. */
  threads: WireThread[];
  messages: WireMessage[];
}

export type RecordedCall =
  | { method: 'saveThread'; args: { thread: WireThread } }
  | { method: 'updateThread'; args: { id: string; title?: string; metadata?: JsonObject } }
  | { method: 'saveMessages'; args: { messages: WireMessage[] } };

export type JsonObject = Record<string, unknown>;

export interface WireThread {
  id: string;
  resourceId: string;
  title: string;
  metadata?: JsonObject;
  createdAt: string;
  updatedAt: string;
}

export interface WireMessage {
  id: string;
  threadId: string;
  resourceId: string;
  role: string;
  type?: string;
  createdAt: string;
  content: JsonObject | string;
}

// In the file, a message of a call that is the very row listed at the end is only its id.
type PackedMessage = WireMessage | string;

/** The text of the file: one call, thread or message a line. */
export function packRecording({ recordedWith, calls, threads, messages }: Recording): string {
  const final = new Map(messages.map((message) => [message.id, JSON.stringify(message)]));
  const packed = calls.map((call) => {
    if (call.method !== 'saveMessages') return call;
    const pack = (message: WireMessage): PackedMessage =>
      final.get(message.id) === JSON.stringify(message) ? message.id : message;
    return { method: call.method, args: { messages: call.args.messages.map(pack) } };
  });
  const lines = (items: unknown[]) =>
    `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  return (
    `{\n"recordedWith": ${JSON.stringify(recordedWith)},\n"calls": ${lines(packed)},\n` +
    `"threads": ${lines(threads)},\n"messages": ${lines(messages)}\n}\n`
  );
}

export function unpackRecording(text: string): Recording {
  const recording = JSON.parse(text) as Recording;
  const byId = new Map(recording.messages.map((message) => [message.id, message]));
  for (const call of recording.calls) {
    if (call.method !== 'saveMessages') continue;
    const packed: PackedMessage[] = call.args.messages;
    call.args.messages = packed.map((message) => {
      const row = typeof message === 'string' ? byId.get(message) : message;
      if (!row) throw new Error(`the recording lists no message ${String(message)}`);
      return row;
    });
  }
  return recording;
}

/** How much of each kind of input a recording holds: its shape, and what the tests rely on. */
export function countKinds({ calls, threads, messages }: Recording): Record<string, number> {
  const texts = messages.map((message) => JSON.stringify(message.content));
  const count = (pattern: RegExp) => texts.filter((text) => pattern.test(text)).length;
  const perMillisecond = new Map<string, number>();
  for (const { threadId, createdAt } of messages) {
    const key = JSON.stringify([threadId, createdAt]);
    perMillisecond.set(key, (perMillisecond.get(key) ?? 0) + 1);
  }
  const saved = calls.flatMap((call) => (call.method === 'saveMessages' ? call.args.messages : []));
  return {
    threads: threads.length,
    resources: new Set(threads.map((thread) => thread.resourceId)).size,
    titles: threads.filter((thread) => thread.title !== '').length,
    messages: messages.length,
    user: messages.filter((message) => message.role === 'user').length,
    assistant: messages.filter((message) => message.role === 'assistant').length,
    text: count(/"type":"text"/),
    toolCall: count(/"state":"call"/),
    toolResult: count(/"state":"result"/),
    reasoning: count(/"type":"reasoning"/),
    file: count(/"type":"file"/),
    emoji: count(/\p{Emoji_Presentation}/u),
    nul: count(/\\u0000/),
    // JSON.stringify escapes surrogates only where they are alone.
    loneSurrogate: count(/(?<!\\)\\ud[89a-f]/),
    quote: count(/\\"/),
    backslash: count(/\\\\/),
    metadata: count(/"metadata":\{"channel"/),
    over100Kb: texts.filter((text) => text.length > 100_000).length,
    sameMillisecondOfAThread: [...perMillisecond.values()].filter((n) => n > 1).length,
    savedAgain: saved.length - messages.length,
    saveCalls: calls.filter((call) => call.method === 'saveMessages').length,
  };
}
