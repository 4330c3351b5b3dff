import { randomUUID } from 'node:crypto';
import type { HarnessPendingItemRecord, SessionRecord } from '@mastra/core/storage';
import { beforeAll, describe, expect, it } from 'vitest';
import type {
  ChannelsStore,
  HarnessStore,
  ThreadStateStore,
  ToolProviderConnectionsStore,
} from '../../client/index.js';
import type { Subject } from './suite.js';

const at = (second: number) => new Date(Date.UTC(2026, 5, 1, 12, 0, second));
const later = () => new Promise((resolve) => setTimeout(resolve, 2));
const bad = (call: Promise<unknown>, message: string) =>
  expect(call).rejects.toMatchObject({ code: 'invalid_argument', message });

/** States of threads, channels, connections of tools and sessions of the harness. */
export function runtime(subject: Subject): void {
  describe('threadState', () => threadState(subject));
  describe('channels', () => channels(subject));
  describe('toolProviderConnections', () => toolProviderConnections(subject));
  describe('harness', () => harness(subject));
}

function threadState(subject: Subject): void {
  const once = <Result>(call: () => Promise<Result>) => subject.trips(1, call);
  let store: ThreadStateStore;
  beforeAll(async () => {
    const all = subject.store();
    await all.init();
    store = (await all.getStore('threadState')) as ThreadStateStore;
  });

  it('keeps one value of each type of a thread', async () => {
    const threadId = randomUUID();
    const goal = { threadId, type: 'goal' };
    expect(await once(() => store.getState(goal))).toBeUndefined();
    for (const value of [{ a: [1, null, 'ü "'] }, 'text', '{"a":1}', 0, false, ['x']]) {
      await once(() => store.setState({ ...goal, value }));
      expect(await store.getState(goal)).toEqual(value);
    }
    await store.setState({ threadId, type: 'task', value: 1 });
    for (const none of [null, undefined]) {
      await store.setState({ ...goal, value: none });
      expect(await store.getState(goal)).toBeUndefined();
    }
    await store.setState({ ...goal, value: 2 });
    await once(() => store.deleteState(goal));
    await store.deleteState(goal);
    expect(await store.getState(goal)).toBeUndefined();
    expect(await store.getState({ threadId, type: 'task' })).toBe(1);
    expect(await store.getState({ threadId: 'other', type: 'task' })).toBeUndefined();
  });

  it('prunes what was set long ago, and refuses what has no type', async () => {
    const key = { threadId: randomUUID(), type: 'goal' };
    await store.setState({ ...key, value: 1 });
    const [result] = await store.prune({ threadState: { maxAge: '1h' } });
    expect(result).toMatchObject({ table: 'mastra_thread_state', done: true });
    expect(await store.getState(key)).toBe(1);
    await later();
    await store.prune({ threadState: { maxAge: 0 } });
    expect(await store.getState(key)).toBeUndefined();
    await bad(store.setState({ ...key, type: '', value: 1 }), 'type must not be empty');
    await bad(store.getState({ threadId: 't' } as never), 'type is required');
  });
}

function channels(subject: Subject): void {
  const once = <Result>(call: () => Promise<Result>) => subject.trips(1, call);
  let store: ChannelsStore;
  beforeAll(async () => {
    const all = subject.store();
    await all.init();
    store = (await all.getStore('channels')) as ChannelsStore;
  });
  const installation = (more: object = {}) => ({
    ...{ id: randomUUID(), platform: 'slack', agentId: 'a', status: 'pending' as const },
    ...{ data: { token: 'ü', deep: [null, 1] }, createdAt: at(1), updatedAt: at(2), ...more },
  });

  it('keeps an installation, and when it was first saved', async () => {
    const webhookId = randomUUID();
    const given = installation({ webhookId, configHash: 'h', error: 'e' });
    await once(() => store.saveInstallation(given));
    const saved = (await once(() => store.getInstallation(given.id)))!;
    expect(saved).toEqual({ ...given, updatedAt: saved.updatedAt });
    expect(saved.updatedAt.getTime()).toBeGreaterThan(at(2).getTime());
    expect(await once(() => store.getInstallationByWebhookId(webhookId))).toEqual(saved);
    const again = installation({ id: given.id, createdAt: at(9), status: 'active', data: {} });
    await store.saveInstallation(again);
    const changed = (await store.getInstallation(given.id))!;
    expect(changed).toEqual({ ...again, createdAt: at(1), updatedAt: changed.updatedAt });
    expect(changed.updatedAt.getTime()).toBeGreaterThan(saved.updatedAt.getTime());
    expect(await store.getInstallationByWebhookId(webhookId)).toBeNull();
    await once(() => store.deleteInstallation(given.id));
    await store.deleteInstallation(given.id);
    expect(await store.getInstallation(given.id)).toBeNull();
  });

  it('has one installation a webhook', async () => {
    const webhookId = randomUUID();
    const first = installation({ webhookId });
    await store.saveInstallation(first);
    await store.saveInstallation({ ...first, status: 'active' });
    await expect(store.saveInstallation(installation({ webhookId }))).rejects.toMatchObject({
      code: 'conflict',
      message: `webhookId ${webhookId} is that of another installation`,
    });
    await store.saveInstallation(installation());
    await store.saveInstallation(installation());
    expect(await store.getInstallationByWebhookId(webhookId)).toMatchObject({ id: first.id });
  });

  it('finds that of an agent: active ones first, and then the one changed last', async () => {
    const of = { platform: randomUUID(), agentId: 'agent' };
    const saved = async (status: string, createdAt: Date) => {
      const made = installation({ ...of, status, createdAt });
      await store.saveInstallation(made);
      await later();
      return made.id;
    };
    const found = async () =>
      (await once(() => store.getInstallationByAgent(of.platform, of.agentId)))?.id;
    expect(await found()).toBeUndefined();
    const broken = await saved('error', at(1));
    expect(await found()).toBe(broken);
    const pending = await saved('pending', at(2));
    const waiting = await saved('pending', at(3));
    await saved('error', at(4));
    expect(await found()).toBe(waiting);
    const active = await saved('active', at(5));
    await store.saveInstallation(installation({ ...of, id: pending }));
    expect(await found()).toBe(active);
    const list = await once(() => store.listInstallations(of.platform));
    expect(list.map(({ createdAt }) => createdAt)).toEqual([5, 4, 3, 2, 1].map(at));
    expect(await store.listInstallations(randomUUID())).toEqual([]);
  });

  it('keeps the configuration of a platform', async () => {
    const platform = randomUUID();
    expect(await once(() => store.getConfig(platform))).toBeNull();
    for (const data of [{ a: 1 }, { b: ['ü'] }]) {
      const config = { platform, data, updatedAt: at(Object.keys(data).length) };
      await once(() => store.saveConfig(config));
      expect(await store.getConfig(platform)).toEqual(config);
    }
    await once(() => store.deleteConfig(platform));
    await store.deleteConfig(platform);
    expect(await store.getConfig(platform)).toBeNull();
  });

  it('refuses what no installation can have', async () => {
    const save = (more: object) => store.saveInstallation(installation(more));
    await bad(save({ platform: '' }), 'platform must not be empty');
    await bad(save({ data: [] }), 'data must be an object');
    await bad(save({ status: 'on' }), "status must be 'pending', 'active' or 'error'");
  });
}

function toolProviderConnections(subject: Subject): void {
  const once = <Result>(call: () => Promise<Result>) => subject.trips(1, call);
  let store: ToolProviderConnectionsStore;
  beforeAll(async () => {
    const all = subject.store();
    await all.init();
    store = (await all.getStore('toolProviderConnections')) as ToolProviderConnectionsStore;
  });

  it('makes a connection, and changes what is given of it', async () => {
    const key = { authorId: randomUUID(), providerId: 'p', connectionId: 'c "ü"' };
    expect(await once(() => store.getConnectionById(key))).toBeNull();
    const made = await once(() =>
      store.upsertConnection({ ...key, toolkit: 'mail', label: 'Mine' }),
    );
    expect(made).toEqual({
      ...{ ...key, toolkit: 'mail', label: 'Mine', scope: 'per-author' },
      ...{ createdAt: made.createdAt, updatedAt: made.createdAt },
    });
    expect(made.createdAt).toBeInstanceOf(Date);
    await later();
    const shared = await store.upsertConnection({
      ...{ ...key, toolkit: 'files', label: null, scope: 'shared' },
    });
    expect(shared).toEqual({
      ...{ ...made, toolkit: 'files', label: null, scope: 'shared', updatedAt: shared.updatedAt },
    });
    expect(shared.updatedAt.getTime()).toBeGreaterThan(made.updatedAt.getTime());
    const renamed = await store.upsertConnection({ ...key, toolkit: 'files', label: 'New' });
    expect(renamed).toMatchObject({ scope: 'shared', label: 'New' });
    expect(await store.getConnectionById(key)).toEqual(renamed);
    await once(() => store.deleteConnection(key));
    await store.deleteConnection(key);
    expect(await store.getConnectionById(key)).toBeNull();
  });

  it('lists those that match, the oldest first', async () => {
    const authorId = randomUUID();
    const make = async (connectionId: string, more: object = {}) => {
      const rest = { providerId: 'p', toolkit: 'mail', label: null };
      await store.upsertConnection({ authorId, connectionId, ...rest, ...more });
      await later();
    };
    await make('b', { providerId: 'q', scope: 'shared' });
    await make('a');
    await make('c', { toolkit: 'files' });
    const list = async (filter: object) => {
      const rows = await once(() => store.listConnectionsByAuthor(filter));
      return rows.map(({ connectionId }) => connectionId);
    };
    expect(await list({ authorId })).toEqual(['b', 'a', 'c']);
    expect(await list({ authorId, providerId: 'p' })).toEqual(['a', 'c']);
    expect(await list({ authorId, providerId: 'p', toolkit: 'files' })).toEqual(['c']);
    expect(await list({ authorId, scope: 'shared' })).toEqual(['b']);
    expect(await list({ authorId: '' })).toEqual([]);
    expect(await list({})).toEqual(expect.arrayContaining(['a', 'b', 'c']));
    await bad(
      make('d', { scope: 'mine' }),
      "scope must be 'per-author', 'shared' or 'caller-supplied'",
    );
    await bad(make(''), 'connectionId must not be empty');
  });
}

function harness(subject: Subject): void {
  const once = <Result>(call: () => Promise<Result>) => subject.trips(1, call);
  /** Read, and written if it is still so; the call itself is one trip where a deployment does that. */
  const twice = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    let result: Result;
    const trips = await subject.counted(async () => (result = await call()));
    expect(trips ?? 0).toBeLessThanOrEqual(2);
    return result!;
  };
  let store: HarnessStore;
  beforeAll(async () => {
    const all = subject.store();
    await all.init();
    store = (await all.getStore('harness')) as HarnessStore;
  });

  const saved = async (more: Partial<SessionRecord> = {}): Promise<SessionRecord> => {
    const session: SessionRecord = {
      ...{ id: randomUUID(), ownerId: 'o', resourceId: 'r', threadId: 't', origin: 'top-level' },
      ...{ modeId: 'm', modelId: 'p/x', createdAt: at(1), lastActivityAt: at(2), ...more },
    };
    await once(() => store.saveSession(session));
    return session;
  };
  const item = (sessionId: string, id: string): HarnessPendingItemRecord => ({
    ...{ id, sessionId, kind: 'question', status: 'pending', createdAt: at(5), updatedAt: at(6) },
    payload: { q: 'ü "' },
  });

  it('keeps a session whole', async () => {
    const id = randomUUID();
    const whole = await saved({
      ...{ id, parentSessionId: 'p', subagentDepth: 2, title: 'T', metadata: { a: 1 } },
      ...{ source: { type: 'subagent-tool', parentRunId: 'x' }, state: { s: [null] } },
      ...{ runtimeCompatibilityGeneration: 'g', pending: [item(id, 'i')], closingAt: at(7) },
      ...{ closeDeadlineAt: at(8), closedAt: at(9), deletedAt: at(10) },
    });
    expect(await once(() => store.loadSession(id))).toEqual(whole);
    const other = await saved({ id, title: 'Other' });
    expect(await store.loadSession(id)).toEqual(other);
    expect(await store.loadSession(randomUUID())).toBeNull();
  });

  it('lists sessions, the one active last first', async () => {
    const a = await saved({ lastActivityAt: new Date(Date.UTC(2100, 0, 1)) });
    const b = await saved({ lastActivityAt: new Date(Date.UTC(2100, 0, 2)) });
    const all = await once(() => store.listSessions());
    expect(all.slice(0, 2)).toEqual([b, a]);
  });

  it('changes what is given, and when it was active last', async () => {
    const session = await saved({ title: 'T', state: { a: 1 }, closingAt: at(3) });
    const changed = await once(() =>
      store.updateSession(session.id, {
        state: { b: 2 },
        title: undefined,
        createdAt: at(0),
      } as never),
    );
    const { title: _, ...rest } = session;
    expect(changed).toEqual({ ...rest, state: { b: 2 }, lastActivityAt: changed.lastActivityAt });
    expect(changed.lastActivityAt.getTime()).toBeGreaterThan(at(2).getTime());
    const opened = await store.updateSession(session.id, {
      closingAt: null,
      lastActivityAt: at(4),
    });
    expect(opened.closingAt ?? null).toBeNull();
    expect(opened.lastActivityAt).toEqual(at(4));
    await expect(store.updateSession('none', { title: 'x' })).rejects.toMatchObject({
      code: 'not_found',
      message: 'Harness session "none" was not found',
    });
  });

  it('adds, changes and takes away what it waits for', async () => {
    const { id } = await saved();
    const first = await once(() => store.appendPendingItem(id, item(id, 'a')));
    expect(first.pending).toEqual([item(id, 'a')]);
    await store.appendPendingItem(id, item(id, 'b'));
    await expect(store.appendPendingItem(id, item(id, 'a'))).rejects.toMatchObject({
      code: 'conflict',
      message: `Harness pending item "a" already exists on session "${id}"`,
    });
    const updates = { status: 'responded', response: { yes: true }, id: 'z', createdAt: at(0) };
    const { pending, lastActivityAt } = await twice(() =>
      store.updatePendingItem(id, 'a', updates as never),
    );
    expect(pending).toEqual([
      {
        ...{ ...item(id, 'a'), status: 'responded', response: { yes: true } },
        updatedAt: expect.any(Date),
      },
      item(id, 'b'),
    ]);
    expect(pending![0]!.updatedAt.getTime()).toBeGreaterThan(at(6).getTime());
    expect(lastActivityAt.getTime()).toBeGreaterThan(first.lastActivityAt.getTime());
    const removed = await twice(() => store.removePendingItem(id, 'a'));
    expect(removed.pending).toEqual([item(id, 'b')]);
    expect((await store.removePendingItem(id, 'a')).pending).toEqual([item(id, 'b')]);
    await expect(store.updatePendingItem(id, 'a', { status: 'failed' })).rejects.toMatchObject({
      code: 'not_found',
      message: `Harness pending item "a" was not found on session "${id}"`,
    });
    for (const call of [
      () => store.appendPendingItem('none', item('none', 'a')),
      () => store.updatePendingItem('none', 'a', {}),
      () => store.removePendingItem('none', 'a'),
    ]) {
      await expect(call()).rejects.toMatchObject({
        message: 'Harness session "none" was not found',
      });
    }
    const none = null as never;
    await bad(store.appendPendingItem(none, item('s', 'a')), 'sessionId is required');
    await bad(store.appendPendingItem('s', item('s', none)), 'item.id is required');
    await bad(store.updatePendingItem(none, 'a', {}), 'sessionId is required');
    await bad(store.updatePendingItem('s', none, {}), 'pendingItemId is required');
    await bad(store.removePendingItem('s', none), 'pendingItemId is required');
  });

  it('prunes old sessions, and refuses what no session can have', async () => {
    const old = await saved({ createdAt: new Date(Date.now() - 9e7) });
    const kept = await saved({ createdAt: new Date() });
    const [result] = await store.prune({ sessions: { maxAge: '20h' } });
    expect(result).toMatchObject({ table: 'mastra_harness_sessions', done: true });
    expect(await store.loadSession(old.id)).toBeNull();
    expect(await store.loadSession(kept.id)).toEqual(kept);
    await bad(saved({ ownerId: undefined as never }), 'ownerId is required');
    await bad(saved({ state: 1 as never }), 'state must be an object');
    await bad(store.appendPendingItem(kept.id, {} as never), 'item.id is required');
    await bad(store.updatePendingItem(kept.id, 'a', 1 as never), 'updates must be an object');
  });
}
