// Data of @mastra/dynamodb, read and changed by us, and ours by it.
import { DynamoDBStore as Incumbent } from '@mastra/dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDBStore } from '../../../client/dynamodb.js';
import { credentials, DynamoPeer } from './support/dynamodb/peer.js';

const tableName = 'mastra';
const at = (ms: number) => new Date(Date.parse('2026-03-01T12:00:00.000Z') + ms);
// ElectroDB folds keys: upper case, and letters beyond ASCII.
const [threadId, resourceId] = ['Thread-Ä', 'Résource/Ω #1'];
const thread = (id: string, more = {}) => ({
  id,
  resourceId,
  title: 'A title',
  metadata: { a: 1, nested: { list: [null] } },
  createdAt: at(0),
  updatedAt: at(0),
  ...more,
});
const message = (id: string, ms: number, more = {}) => ({
  id,
  threadId,
  resourceId,
  role: 'user' as const,
  type: 'v2',
  createdAt: at(ms),
  content: { format: 2 as const, parts: [{ type: 'text' as const, text: `text of ${id}` }] },
  ...more,
});
const score = {
  scorerId: 'Tone',
  entityId: 'Clerk',
  entityType: 'AGENT' as const,
  runId: 'Run-1',
  traceId: 'trace',
  spanId: 'span',
  input: [{ role: 'user', content: 'Hi' }],
  output: { text: 'Hello' },
  score: 0.75,
  scorer: { id: 'tone' },
  source: 'TEST' as const,
  entity: { id: 'Clerk' },
};
const run = { workflowName: 'My-Flow', runId: 'Run-1' };
const snapshot = { runId: 'Run-1', status: 'running', value: {}, context: { a: { status: 'x' } } };

describe('a table that @mastra/dynamodb and we share', () => {
  let peer: DynamoPeer;
  let ours: DynamoDBStore;
  let theirs: Incumbent;
  const both = async () => ({
    memory: { ours: ours.stores.memory!, theirs: theirs.stores.memory! },
    workflows: { ours: ours.stores.workflows!, theirs: theirs.stores.workflows! },
    scores: { ours: ours.stores.scores!, theirs: theirs.stores.scores! },
  });

  beforeAll(async () => {
    peer = await DynamoPeer.start();
    await peer.createTable(tableName);
    const { endpoint } = peer;
    ours = new DynamoDBStore({ name: 'ours', config: { tableName, endpoint, credentials } });
    theirs = new Incumbent({
      name: 'theirs',
      config: { id: 'theirs', tableName, endpoint, credentials },
    });
    await theirs.init();
    await ours.init();
  });
  afterAll(async () => {
    await theirs.close();
    await peer.stop();
  });

  it('has its threads and messages for us', async () => {
    const { memory } = await both();
    await memory.theirs.saveThread({ thread: thread(threadId) });
    await memory.theirs.saveMessages({ messages: [message('M-2', 20), message('m-1', 10)] });
    expect(await memory.ours.getThreadById({ threadId })).toMatchObject({
      ...thread(threadId),
      updatedAt: expect.any(Date),
    });
    const listed = await memory.ours.listMessages({ threadId });
    expect(listed.messages).toEqual([message('m-1', 10), message('M-2', 20)].map(without('type')));
    expect(listed.total).toBe(2);
    const threads = await memory.ours.listThreads({ filter: { resourceId } });
    expect(threads.threads.map(({ id }) => id)).toEqual([threadId]);
    expect((await memory.ours.listMessagesByResourceId!({ resourceId })).total).toBe(2);
    // An id is what it is spelled: theirs are one where ours are two.
    expect(await memory.ours.getThreadById({ threadId: threadId.toLowerCase() })).toBeNull();
    await expect(
      memory.ours.saveThread({ thread: thread(threadId.toLowerCase()) }),
    ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('case') });
  });

  it('lets us change what it wrote, and it what we wrote', async () => {
    const { memory } = await both();
    await memory.ours.updateThread({ id: threadId, title: 'New', metadata: { b: 2 } });
    expect(await memory.theirs.getThreadById({ threadId })).toMatchObject({
      title: 'New',
      metadata: { a: 1, b: 2 },
    });
    await memory.ours.updateMessages({
      messages: [{ id: 'm-1', content: { metadata: { seen: true } } }] as never,
    });
    await memory.ours.saveMessages({ messages: [message('m-3', 30), message('m-1', 99)] as never });
    const { messages } = await memory.theirs.listMessages({ threadId });
    expect(messages.map(({ id, createdAt }) => [id, createdAt])).toEqual([
      ['m-1', at(10)],
      ['M-2', at(20)],
      ['m-3', at(30)],
    ]);
    await memory.theirs.updateThread({ id: threadId, title: 'Theirs', metadata: { c: 3 } });
    await memory.theirs.deleteMessages(['m-3']);
    expect(await memory.ours.getThreadById({ threadId })).toMatchObject({
      title: 'Theirs',
      metadata: { a: 1, b: 2, c: 3 },
    });
    expect((await memory.ours.listMessages({ threadId })).total).toBe(2);
    const { threads } = await memory.theirs.listThreads({ filter: { resourceId } });
    expect(threads).toHaveLength(1);
    await memory.ours.deleteThread({ threadId });
    expect(await memory.theirs.getThreadById({ threadId })).toBeNull();
  });

  it.each(['İstanbul', 'ΟΔΥΣΣΕΥΣ', 'ẞtraße', 'ＦＵＬＬ', 'ǅ', 'Ⅷ', '𐐀', 'ΣΑΣ.Σ'])(
    'finds %s both ways',
    async (word) => {
      const { memory } = await both();
      for (const [writer, reader] of [
        [memory.theirs, memory.ours],
        [memory.ours, memory.theirs],
      ] as const) {
        const id = `${word} of ${writer === memory.ours ? 'ours' : 'theirs'}`;
        const of = { threadId: id, resourceId: id };
        await writer.saveThread({ thread: thread(id, of) });
        await writer.saveMessages({ messages: [message(id, 0, of)] as never });
        expect(await reader.getThreadById({ threadId: id })).toMatchObject({ id });
        const threads = await reader.listThreads({ filter: { resourceId: id } });
        expect(threads.threads.map((each) => each.id)).toEqual([id]);
        const { messages } = await reader.listMessages({ threadId: id });
        expect(messages.map((each) => each.id)).toEqual([id]);
        await reader.updateThread({ id, title: 'Found', metadata: {} });
        expect(await writer.getThreadById({ threadId: id })).toMatchObject({ title: 'Found' });
      }
    },
  );

  it('sees no thread in the item that it leaves where there was none', async () => {
    const { memory } = await both();
    const messages = [message('orphan', 0, { threadId: 'nowhere' })];
    await memory.theirs.saveMessages({ messages: messages as never });
    expect(await memory.ours.getThreadById({ threadId: 'nowhere' })).toBeNull();
    await memory.ours.saveThread({ thread: thread('nowhere', { title: 'Now' }) });
    expect(await memory.theirs.getThreadById({ threadId: 'nowhere' })).toMatchObject({
      title: 'Now',
      createdAt: at(0),
    });
  });

  it('has messages without a resource, which belong to that of their thread', async () => {
    const { memory } = await both();
    for (const id of ['mine', 'yours']) {
      await memory.theirs.saveThread({ thread: thread(id, { resourceId: id }) });
      const without = { threadId: id, resourceId: undefined };
      const messages = [1, 2, 3].map((ms) => message(`${id}-${ms}`, ms, without));
      await memory.theirs.saveMessages({
        messages: [
          ...messages,
          message(`${id}-4`, 4, { threadId: id, resourceId: 'mine' }),
        ] as never,
      });
    }
    const idsOf = ({ messages }: { messages: { id: string }[] }) => messages.map(({ id }) => id);
    const mine = ['mine-1', 'mine-2', 'mine-3', 'mine-4'];
    const ofThread = (threadId: string, resourceId: string, more = {}) =>
      memory.ours.listMessages({ threadId, resourceId, ...more });
    expect(idsOf(await ofThread('mine', 'mine'))).toEqual(mine);
    expect(idsOf(await ofThread('mine', 'yours'))).toEqual([]);
    expect(idsOf(await ofThread('yours', 'yours'))).toEqual(['yours-1', 'yours-2', 'yours-3']);
    expect(idsOf(await ofThread('yours', 'mine'))).toEqual(['yours-4']);
    const page = await ofThread('mine', 'mine', { perPage: 2, includeTotal: false });
    expect([idsOf(page), page.hasMore]).toEqual([mine.slice(0, 2), true]);
    const include = [{ id: 'mine-2', withPreviousMessages: 1, withNextMessages: 1 }];
    const around = await ofThread('mine', 'mine', { perPage: 0, include });
    expect(idsOf(around)).toEqual(mine.slice(0, 3));
    const ofMine = await memory.ours.listMessagesByResourceId!({ resourceId: 'mine' });
    expect(idsOf(ofMine).sort()).toEqual([...mine, 'yours-4']);
    // One more call for each thread that has such messages, not for each of them.
    const calls = async (id: string) => {
      peer.passed.length = 0;
      await ofThread(id, id);
      return peer.passed.length;
    };
    await memory.ours.saveThread({ thread: thread('plain', { resourceId: 'plain' }) });
    const of = { threadId: 'plain', resourceId: 'plain' };
    await memory.ours.saveMessages({ messages: [message('p', 1, of)] as never });
    expect([await calls('plain'), await calls('mine')]).toEqual([1, 2]);
  });

  it('has resources both ways', async () => {
    const { memory } = await both();
    const resource = { id: 'Res', workingMemory: '# Notes', metadata: { a: 1 } };
    await memory.theirs.saveResource({
      resource: { ...resource, createdAt: at(0), updatedAt: at(0) },
    });
    expect(await memory.ours.getResourceById({ resourceId: 'Res' })).toMatchObject(resource);
    await memory.ours.updateResource({ resourceId: 'Res', metadata: { b: 2 } });
    expect(await memory.theirs.getResourceById({ resourceId: 'Res' })).toMatchObject({
      workingMemory: '# Notes',
      metadata: { a: 1, b: 2 },
    });
  });

  it('has workflow runs both ways', async () => {
    const { workflows } = await both();
    await workflows.theirs.persistWorkflowSnapshot({ ...run, snapshot: snapshot as never });
    expect(await workflows.ours.loadWorkflowSnapshot(run)).toEqual(snapshot);
    expect(await workflows.ours.getWorkflowRunById({ runId: 'Run-1' })).toMatchObject(run);
    const result = { status: 'success', output: 1, payload: {}, startedAt: 1, endedAt: 2 } as const;
    await workflows.ours.updateWorkflowResults({
      ...run,
      stepId: 'b',
      result,
      requestContext: {},
    });
    expect(await workflows.theirs.loadWorkflowSnapshot(run)).toMatchObject({
      context: { ...snapshot.context, b: result },
    });
    await workflows.ours.persistWorkflowSnapshot({
      ...{ ...run, runId: 'Run-2' },
      snapshot: { ...snapshot, runId: 'Run-2' } as never,
    });
    const byRun = await workflows.theirs.getWorkflowRunById({ runId: 'Run-2' });
    expect(byRun).toMatchObject({ ...run, runId: 'Run-2' });
    for (const each of [workflows.ours, workflows.theirs]) {
      expect((await each.listWorkflowRuns({ workflowName: 'My-Flow' })).total).toBe(2);
    }
  });

  it('has scores both ways', async () => {
    const { scores } = await both();
    const { score: theirScore } = await scores.theirs.saveScore(score);
    expect((await scores.ours.getScoreById({ id: theirScore.id }))!).toMatchObject({
      ...score,
      id: theirScore.id,
    });
    const { score: ourScore } = await scores.ours.saveScore(score);
    expect(await scores.theirs.getScoreById({ id: ourScore.id })).toMatchObject(score);
    const pagination = { page: 0, perPage: 10 };
    for (const each of [scores.ours, scores.theirs]) {
      const byScorer = await each.listScoresByScorerId({ scorerId: 'Tone', pagination });
      expect(byScorer.scores).toHaveLength(2);
      const byRun = await each.listScoresByRunId({ runId: 'Run-1', pagination });
      expect(byRun.scores).toHaveLength(2);
    }
  });
});

const without =
  (name: string) =>
  (value: object): object =>
    Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
