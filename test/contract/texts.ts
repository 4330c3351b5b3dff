import type { MastraDBMessage } from '@mastra/core/agent';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { MemoryStore } from '../../client/index.js';
import type { Subject } from './suite.js';
import { memoryOf } from './transport.js';

/** Texts that readers of JSON take for something else. */
export const lookalikes = [
  ...['90210', '42', '-7', '1e5', 'true', 'false', 'null', '"x"', '"held x"', ' 1', 'text.0'],
  ...['[1,2,3]', '[]', '[[]]', '{}', '{"name":"Ada"}', ' {"a":1}', '{"cut":', '[1,', "{'a':1}"],
  ...['[{"type":"text","text":"no part"}]', '{"format":2,"parts":[],"content":"no content"}'],
];

/** A list of so many levels. */
export const nested = (levels: number): unknown =>
  JSON.parse('['.repeat(levels) + ']'.repeat(levels));

const textOf = ({ content }: MastraDBMessage) =>
  content.parts.map((part) => (part as { text: string }).text).join('|');

/** Contents of messages, whatever they are or look like. */
export function texts(subject: Subject): void {
  let memory: MemoryStore;
  let t: string;
  let count = 0;
  const messageOf = (content: unknown, more: object = {}) =>
    ({
      id: randomUUID(),
      threadId: t,
      resourceId: 'r',
      role: 'user',
      createdAt: new Date(Date.UTC(2026, 2, 1) + count++),
      content,
      ...more,
    }) as unknown as MastraDBMessage;
  const begin = async () => {
    t = randomUUID();
    await memory.saveThread({
      thread: { id: t, resourceId: 'r', title: '', createdAt: new Date(), updatedAt: new Date() },
    });
  };

  beforeAll(async () => {
    memory = await memoryOf(subject.store());
    await memory.init();
  });

  it('answers texts as texts, whatever they look like', async () => {
    await begin();
    const messages = lookalikes.map((text) => messageOf(text, { type: 'text' }));
    const saved = await memory.saveMessages({ messages });
    expect(saved.messages.map(textOf)).toEqual(lookalikes);
    const all = { threadId: t, perPage: false } as const;
    expect((await memory.listMessages(all)).messages.map(textOf)).toEqual(lookalikes);
    const byId = await memory.listMessagesById({ messageIds: messages.map(({ id }) => id) });
    expect(byId.messages.map(textOf)).toEqual(lookalikes);
    const clone = await memory.cloneThread({ sourceThreadId: t });
    expect(clone.clonedMessages.map(textOf)).toEqual(lookalikes);
    const { messages: cloned } = await memory.listMessages({ ...all, threadId: clone.thread.id });
    expect(cloned.map(textOf)).toEqual(lookalikes);
  });

  it('keeps what is no object where metadata is merged into it', async () => {
    await begin();
    const contents = [
      ...lookalikes,
      [{ type: 'text', text: 'a part' }],
      [{ type: 'tool-call', toolCallId: 'c', toolName: 'n', args: { x: 1 } }],
    ];
    const messages = contents.map((content) => messageOf(content, { type: 'text' }));
    await memory.saveMessages({ messages });
    const before = await memory.listMessages({ threadId: t, perPage: false });
    const content = { metadata: { rated: 'up' } } as never;
    await memory.updateMessages({ messages: messages.map(({ id }) => ({ id, content })) });
    const after = await memory.listMessages({ threadId: t, perPage: false });
    expect(after.messages.map(({ content: { parts } }) => parts)).toEqual(
      before.messages.map(({ content: { parts } }) => parts),
    );
    expect(after.messages.every(({ content }) => content.metadata?.['rated'] === 'up')).toBe(true);
  });

  it('keeps contents as deep as every database reads, and refuses deeper ones', async () => {
    await begin();
    // Two levels are those of the content and of its parts' list.
    const deep = (levels: number) => ({
      format: 2,
      parts: [{ type: 'data', data: nested(levels) }],
    });
    const message = messageOf(deep(997));
    await memory.saveMessages({ messages: [message] });
    const [listed] = (await memory.listMessages({ threadId: t })).messages;
    expect(listed!.content).toEqual(message.content);
    await memory.updateMessages({
      messages: [{ id: message.id, content: { metadata: { d: nested(998) } } as never }],
    });
    const [updated] = (await memory.listMessages({ threadId: t })).messages;
    expect(updated!.content).toEqual({ ...message.content, metadata: { d: nested(998) } });
    const deeper = messageOf(deep(998));
    await expect(memory.saveMessages({ messages: [deeper] })).rejects.toThrow(/nested/);
    const metadata = { d: nested(1200) } as never;
    const update = memory.updateMessages({
      messages: [{ id: message.id, content: { metadata } as never }],
    });
    await expect(update).rejects.toThrow(/nested/);
    expect((await memory.listMessages({ threadId: t })).total).toBe(1);
  });

  it('has more where an include comes from outside of the range', async () => {
    await begin();
    const start = new Date(Date.UTC(2030, 0, 1));
    const before = [1, 2, 3].map((i) => messageOf({ format: 2, parts: [] }, { id: `${t}-${i}` }));
    const within = [4, 5, 6, 7, 8, 9].map((i) =>
      messageOf(
        { format: 2, parts: [] },
        { id: `${t}-${i}`, createdAt: new Date(start.getTime() + i) },
      ),
    );
    await memory.saveMessages({ messages: [...before, ...within] });
    const page = await memory.listMessages({
      threadId: t,
      perPage: 3,
      filter: { dateRange: { start } },
      include: [{ id: `${t}-1`, withNextMessages: 2 }],
    });
    expect([page.total, page.hasMore, page.messages.length]).toEqual([6, true, 6]);
  });
}
