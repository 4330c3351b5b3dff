import { randomUUID } from 'node:crypto';
import {
  KnowledgeConflictError,
  KnowledgeNotFoundError,
  createKnowledgeNodeCursor,
} from '@mastra/core/storage';
import type { KnowledgeNode, KnowledgeRecord } from '@mastra/core/storage';
import { beforeAll, describe, expect, it } from 'vitest';
import type { KnowledgeStore } from '../../client/index.js';
import type { Subject } from './suite.js';

const later = () => new Promise((resolve) => setTimeout(resolve, 2));
const ulid = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
const namesOf = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);

/** A place of its own for each test: an organisation, a resource and a thread of it. */
function place() {
  const [o, r, t] = [`org:${randomUUID()}`, `resource:${randomUUID()}`, `thread:${randomUUID()}`];
  return { org: [o], resource: [o, r], thread: [o, r, t] };
}

/** Nodes, what is said about them, what mentions them, and who is told of it. */
export function knowledge(subject: Subject): void {
  // Of a deployment calls are counted, and not what it asks of its database.
  const trips = <Result>(count: number, call: () => Promise<Result>) =>
    subject.inProcess ? subject.trips(count, call) : call();
  const once = <Result>(call: () => Promise<Result>) => trips(1, call);
  let store: KnowledgeStore;

  beforeAll(async () => {
    const all = subject.store();
    await all.init();
    store = (await all.getStore('knowledge')) as KnowledgeStore;
  });

  const made = (name: string, scope: string[], more: object = {}) =>
    store.createNode({ name, kind: 'person', scope, ...more });
  const said = (node: KnowledgeNode | string, text: string, scope: string[], more: object = {}) =>
    store.appendKnowledge({
      ...{ node, text, scope, sourceThreadId: 't', resolutionScope: scope, defaultScope: scope },
      ...more,
    });
  const outboxOf = async (scope: string[]) =>
    (await store.listSemanticOutbox({ scope, limit: 1000 })).map(
      ({ documentId, operation, scope: { length } }) =>
        `${operation} ${documentId.replace('knowledge:', '')} ${length}`,
    );
  const activityOf = async (scope: string[]) =>
    (await store.listActivity({ scope })).map(({ action, recordId }) => `${action} ${recordId}`);

  describe('nodes', () => {
    it('are one of each name in a scope', async () => {
      const { org, resource, thread } = place();
      const node = await once(() => made('  Ada Lovelace ', org));
      expect(node).toEqual({
        ...{ id: node.id, type: 'node', name: 'Ada Lovelace', kind: 'person', scope: org },
        ...{ version: 1, createdAt: node.createdAt, updatedAt: node.createdAt },
      });
      expect(node.createdAt).toBeInstanceOf(Date);
      const whole = await made('Größe ÄÖ', resource, {
        ...{ id: `n "ü" ${node.id}`, content: 'c', description: '', kind: '' },
      });
      expect(whole).toMatchObject({ content: 'c', description: '', kind: '' });
      expect(await once(() => store.getNode(whole.id))).toEqual(whole);
      expect(await store.getNode('none')).toBeNull();
      // The same again, whatever else is said of it.
      expect(await made('ADA lovelace', org, { id: 'other', content: 'x' })).toEqual(node);
      expect((await made('ada lovelace', resource)).id).not.toBe(node.id);
      await expect(made('Third', org, { id: node.id })).rejects.toMatchObject({
        code: 'conflict',
        message: `Knowledge node already exists: ${node.id}`,
      });
      const byName = (name: string, scope: string[]) =>
        once(() => store.getNodeByName({ name, scope }));
      expect(await byName('\u00a0grÖsse äö'.replace('ss', 'ß'), resource)).toEqual(whole);
      expect(await byName('Größe ÄÖ', org)).toBeNull();
      expect(await byName('Größe ÄÖ', thread)).toBeNull();
      expect(await activityOf(org)).toEqual([`node-created ${node.id}`]);
      expect(await outboxOf(org)).toEqual([`upsert node:${node.id} 1`]);
    });

    it('mean the narrowest one that is there', async () => {
      const { org, resource, thread } = place();
      const broad = await made('Tea', org);
      const narrow = await made('tea', resource);
      const means = (scope: string[], name = 'TEA') =>
        once(() => store.resolveNode({ name, scope }));
      expect(await means(org)).toEqual(broad);
      expect(await means(resource)).toEqual(narrow);
      // In any order, and what is twice there is there.
      expect(await means([thread[2]!, thread[1]!, thread[0]!, thread[1]!])).toEqual(narrow);
      expect(await means(thread, 'Coffee')).toBeNull();
      expect(await means(place().thread)).toBeNull();
    });

    it('are made for names in brackets that nobody knows', async () => {
      const { org, resource } = place();
      const known = await made('Known', org);
      const content =
        'Of [[Known]], [[ new one ]], [[NEW ONE]], [[a [[inner]] and ]] [[ ]] [[self]]';
      const node = await trips(2, () => made('Self', resource, { content }));
      const names = namesOf(await store.listNodes({ scope: resource, limit: 9 })).sort();
      expect(names).toEqual(['Known', 'Self', 'inner', 'new one']);
      const inner = (await store.getNodeByName({ name: 'inner', scope: resource }))!;
      expect(inner).toMatchObject({ kind: 'node', version: 1, scope: resource });
      expect((await activityOf(resource)).length).toBe(4);
      // A node mentions them; records are asked for, and there are none.
      expect(await store.listKnowledgeMentioning({ node: known, scope: resource })).toEqual({
        records: [],
      });
      const record = await trips(2, () =>
        said(node, '[[inner]] and [[Else]]', resource, { resolutionScope: org, defaultScope: org }),
      );
      // In the organisation nobody knows them.
      const other = (await store.getNodeByName({ name: 'inner', scope: org }))!;
      expect(other.id).not.toBe(inner.id);
      const mentioning = async (each: KnowledgeNode) =>
        idsOf((await store.listKnowledgeMentioning({ node: each, scope: resource })).records);
      expect(await mentioning(other)).toEqual([record.id]);
      expect(await mentioning(inner)).toEqual([]);
    });

    it('are listed as they changed, from cursor to cursor', async () => {
      const { org, resource, thread } = place();
      const a = await made('Apple', org, { content: 'text' });
      await later();
      const b = await made('apricot', resource, { kind: 'fruit' });
      await later();
      const c = await made('Banana', resource, { content: '' });
      await made('Hidden', place().org);
      const list = async (more: object = {}) =>
        once(() => store.listNodes({ scope: thread, ...more }));
      expect(await list()).toEqual([c, b, a]);
      expect(await store.listNodes({ scope: org })).toEqual([a]);
      expect(idsOf(await list({ namePrefix: 'AP' }))).toEqual([b.id, a.id]);
      expect(idsOf(await list({ kind: 'fruit' }))).toEqual([b.id]);
      expect(idsOf(await list({ hasContent: true }))).toEqual([a.id]);
      expect(idsOf(await list({ hasContent: false }))).toEqual([c.id, b.id]);
      const filters = { namePrefix: 'Ap', kind: 'person', hasContent: true };
      for (const given of [{}, { namePrefix: 'AP' }, filters]) {
        const cursor = createKnowledgeNodeCursor(b, given);
        expect(idsOf(await list({ ...given, cursor, limit: 5 }))).toEqual([a.id]);
      }
      expect(idsOf(await list({ limit: 1, cursor: createKnowledgeNodeCursor(c) }))).toEqual([b.id]);
      const fails = (cursor: string, message: string) =>
        expect(store.listNodes({ scope: org, cursor })).rejects.toMatchObject({
          ...{ code: 'invalid_argument', message },
        });
      await fails('%', 'Invalid knowledge node cursor.');
      await fails(encodeURIComponent('[1]'), 'Invalid knowledge node cursor.');
      for (const given of [{ kind: 'x' }, { namePrefix: 'x' }, { hasContent: true }]) {
        await fails(
          createKnowledgeNodeCursor(b, given),
          'Knowledge node cursor does not match the active browse filters.',
        );
      }
    });

    it('of one time come by name and id', async () => {
      const { org } = place();
      const ids = ['b', 'a', 'c'].map((each) => `${each}${randomUUID()}`);
      for (const [i, id] of ids.entries()) await made(`n${i}`, org, { id });
      let nodes = await store.listNodes({ scope: org });
      // Page by page it is the same list.
      const pages: KnowledgeNode[] = [];
      for (let cursor: string | undefined; ;) {
        const [node] = await store.listNodes({
          ...{ scope: org, limit: 1 },
          ...(cursor !== undefined && { cursor }),
        });
        if (node === undefined) break;
        pages.push(node);
        cursor = createKnowledgeNodeCursor(node);
      }
      expect(pages).toEqual(nodes);
    });

    it('change by their version', async () => {
      const { org, resource, thread } = place();
      const node = await made('Ada', org, { content: '[[Old]]' });
      await later();
      const changed = await trips(2, () =>
        store.updateNode({ id: node.id, version: 1, kind: 'poet', description: 'd' }),
      );
      expect(changed).toEqual({
        ...{ ...node, kind: 'poet', description: 'd', version: 2, updatedAt: changed.updatedAt },
      });
      expect(changed.updatedAt.getTime()).toBeGreaterThan(node.updatedAt.getTime());
      const stale = store.updateNode({ id: node.id, version: 1, kind: 'x' });
      await expect(stale).rejects.toThrow(KnowledgeConflictError);
      await expect(stale).rejects.toThrow(`Knowledge record version conflict: ${node.id}`);
      const missing = store.updateNode({ id: 'none', version: 1 });
      await expect(missing).rejects.toThrow(KnowledgeNotFoundError);
      await expect(missing).rejects.toThrow('Knowledge node not found: none');
      // What it mentions is replaced: three trips, since only the node says where it is.
      const old = (await store.getNodeByName({ name: 'Old', scope: org }))!;
      const content = '[[New]] and [[Old]]';
      await trips(3, () => store.updateNode({ id: node.id, version: 2, content }));
      const fresh = (await store.getNodeByName({ name: 'new', scope: org }))!;
      await trips(2, () =>
        store.updateNode({ id: node.id, version: 3, content: '[[Other]]', scope: org }),
      );
      await made('Taken', resource);
      await expect(
        store.updateNode({ id: node.id, version: 4, name: ' TAKEN', scope: resource }),
      ).rejects.toMatchObject({
        code: 'conflict',
        message: 'Knowledge node already exists in scope: TAKEN',
      });
      // Nothing of it is left.
      expect((await store.getNode(node.id))!.version).toBe(4);
      const renamed = await store.updateNode({ id: node.id, version: 4, name: ' ADA ' });
      expect(renamed).toMatchObject({ name: 'ADA', version: 5 });
      expect(await store.getNodeByName({ name: 'ada', scope: org })).toEqual(renamed);

      const kept = await said(node.id, 'kept', thread);
      const gone = await said(node.id, 'gone', thread);
      await store.removeKnowledge({ id: gone.id, deletedBy: 'me' });
      const before = (await outboxOf(thread)).length;
      const moved = await store.updateNode({ id: node.id, version: 5, scope: resource });
      expect(moved).toMatchObject({ scope: resource, version: 6 });
      expect(await store.getNodeByName({ name: 'ada', scope: org })).toBeNull();
      expect((await outboxOf(thread)).slice(before).sort()).toEqual(
        [
          ...[`delete node:${node.id} 1`, `upsert node:${node.id} 2`],
          ...[`delete record:${kept.id} 3`, `upsert record:${kept.id} 3`],
          // The links of the content are looked for where it is now.
          `delete record:${gone.id} 3`,
        ].sort(),
      );
      expect([old, fresh].map(({ scope }) => scope)).toEqual([org, org]);
    });

    it('merge: what is said of one is said of the other', async () => {
      const { org, resource } = place();
      const source = await made('A. Lovelace', resource, { description: 'd' });
      const target = await made('Ada', org);
      const about = await said(source, 'about', resource);
      const both = await said(target, '[[A. Lovelace]] [[Ada]]', resource);
      const gone = await said(source, '[[A. Lovelace]]', resource);
      await store.removeKnowledge({ id: gone.id, deletedBy: 'me' });
      const speaker = await made('Speaker', resource, { content: '[[a. lovelace]]' });
      const before = (await outboxOf(resource)).length;
      const merged = await trips(2, () =>
        store.mergeNodes({ sourceId: source.id, targetId: target.id, sourceVersion: 1 }),
      );
      expect(merged).toEqual({
        ...{ ...target, description: 'd', version: 2, updatedAt: merged.updatedAt },
      });
      const was = (await store.getNode(source.id))!;
      expect(was).toEqual({
        ...{ ...source, mergedInto: target.id, version: 2, updatedAt: was.updatedAt },
      });
      expect((await outboxOf(resource)).slice(before).sort()).toEqual(
        [
          ...[`delete node:${source.id} 2`, `upsert node:${target.id} 1`],
          ...[`upsert record:${about.id} 2`, `delete record:${gone.id} 2`],
          ...[`upsert record:${both.id} 2`, `delete record:${gone.id} 2`],
          `upsert node:${speaker.id} 2`,
        ].sort(),
      );
      expect((await activityOf(resource)).slice(0, 2)).toEqual([
        ...[`node-merged ${source.id}`, `node-updated ${target.id}`],
      ]);
      // By either name and id.
      for (const node of [source, source.id, target]) {
        const list = (more: object = {}) => ({
          node,
          scope: resource,
          includeDeleted: true,
          ...more,
        });
        const hops = node === target ? 1 : 2;
        const { records } = await trips(hops, () => store.listKnowledgeAbout(list()));
        expect(idsOf(records)).toEqual([gone.id, both.id, about.id]);
        expect(idsOf((await store.listKnowledgeMentioning(list())).records)).toEqual([
          ...[gone.id, both.id],
        ]);
        expect(idsOf((await store.listKnowledgeRelatedTo(list())).records)).toEqual([
          ...[gone.id, both.id, about.id],
        ]);
      }
      const name = 'A. Lovelace';
      expect(await trips(2, () => store.resolveNode({ name, scope: resource }))).toEqual(merged);
      expect(await made(name, resource)).toEqual(merged);
      expect((await store.getNodeByName({ name, scope: resource }))!.id).toBe(source.id);
      expect(idsOf(await store.listNodes({ scope: resource }))).not.toContain(source.id);
      await later();
      const more = await said(source, `[[${name}]]`, resource);
      expect(more.node).toBe(target.id);
      const touched = (await store.getNode(target.id))!;
      expect(touched.updatedAt.getTime()).toBeGreaterThan(merged.updatedAt.getTime());
      expect(touched.version).toBe(2);
      expect(
        idsOf((await store.listKnowledgeMentioning({ node: target, scope: resource })).records),
      ).toEqual([more.id, both.id]);
    });

    it('merge no other way', async () => {
      const { org, resource } = place();
      const [a, b, c] = [await made('a', org), await made('b', org), await made('c', resource)];
      const merge = (sourceId: string, targetId: string, sourceVersion = 1) =>
        store.mergeNodes({ sourceId, targetId, sourceVersion });
      await expect(merge(a.id, a.id)).rejects.toThrow('Cannot merge a knowledge node into itself');
      await expect(merge('none', a.id)).rejects.toThrow(KnowledgeNotFoundError);
      await expect(merge(a.id, 'none')).rejects.toThrow('Knowledge node not found: none');
      await expect(merge(a.id, b.id, 2)).rejects.toThrow(KnowledgeConflictError);
      await expect(merge(a.id, c.id)).rejects.toMatchObject({
        ...{ code: 'conflict' },
        message:
          'Cannot merge a knowledge node into a target that is narrower than its source scope',
      });
      await merge(a.id, b.id);
      await expect(merge(b.id, a.id)).rejects.toThrow('Cannot create a knowledge merge cycle');
      await expect(store.updateNode({ id: a.id, version: 2, kind: 'x' })).rejects.toThrow(
        `Cannot update merged knowledge node: ${a.id}`,
      );
      // A chain of them has one end.
      await merge(c.id, a.id);
      expect((await store.getNode(c.id))!.mergedInto).toBe(b.id);
      const d = await made('d', org);
      await merge(b.id, d.id);
      const found = await trips(3, () => store.resolveNode({ name: 'c', scope: resource }));
      expect(found!.id).toBe(d.id);
    });
  });

  describe('records', () => {
    it('say something of a node', async () => {
      const { org, resource } = place();
      const node = await made('Ada', org);
      const short = await once(() => said(node.id, 'wrote the first program', resource));
      expect(short).toEqual({
        ...{ id: expect.stringMatching(ulid), node: node.id, text: 'wrote the first program' },
        ...{ scope: resource, sourceThreadId: 't', capturedAt: short.capturedAt },
      });
      const id = randomUUID();
      const more = {
        ...{ id, when: new Date('1843-01-01T00:00:00.000Z'), maxScope: 'org' },
        metadata: { why: ['ü', null] },
      } as const;
      const whole = await said(node, 'ü "[" \n', org, more);
      expect(whole).toEqual({
        ...{ ...more, node: node.id, text: 'ü "[" \n', scope: org, sourceThreadId: 't' },
        capturedAt: whole.capturedAt,
      });
      expect(await once(() => store.getKnowledge({ id }))).toEqual(whole);
      expect(await store.getKnowledge({ id: 'none' })).toBeNull();
      await expect(said(node, 'again', org, { id })).rejects.toMatchObject({
        ...{ code: 'conflict', message: `Knowledge already exists: ${id}` },
      });
      await expect(said('none', 'x', org)).rejects.toThrow(KnowledgeNotFoundError);
      await expect(said('none', '[[Unmade]]', org)).rejects.toThrow(
        'Knowledge node not found: none',
      );
      expect(await store.getNodeByName({ name: 'Unmade', scope: org })).toBeNull();
      await expect(said(node, 'x', org, { maxScope: 'thread' })).rejects.toMatchObject({
        ...{ code: 'invalid_argument', message: 'Knowledge scope exceeds thread ceiling' },
      });
      expect((await activityOf(resource)).slice(0, 2)).toEqual([
        ...[`record-created ${id}`, `record-created ${short.id}`],
      ]);
      expect(await outboxOf(resource)).toEqual([
        ...[`upsert node:${node.id} 1`, `upsert record:${short.id} 2`, `upsert record:${id} 1`],
      ]);
    });

    it('come page by page, as far as they are seen', async () => {
      const { org, resource, thread } = place();
      const node = await made('Ada', org);
      const sourceThreadId = randomUUID();
      const all: KnowledgeRecord[] = [];
      for (let i = 0; i < 5; i++) {
        const scope = i % 2 === 0 ? resource : thread;
        all.push(await said(node, `r${i}`, scope, { sourceThreadId }));
      }
      expect(idsOf(all)).toEqual(idsOf(all).sort());
      const newest = [...all].reverse();
      const about = (more: object = {}) =>
        once(() => store.listKnowledgeAbout({ node, scope: thread, ...more }));
      expect(await about()).toEqual({ records: newest });
      const page = await about({ limit: 2 });
      expect(page).toEqual({ records: newest.slice(0, 2), nextCursor: newest[1]!.id });
      expect(await about({ limit: 2, after: page.nextCursor })).toEqual({
        ...{ records: newest.slice(2, 4), nextCursor: newest[3]!.id },
      });
      expect(await about({ limit: 2, after: newest[3]!.id })).toEqual({ records: [all[0]] });
      expect(await about({ scope: resource })).toEqual({ records: [all[4], all[2], all[0]] });
      expect(await about({ scope: place().org })).toEqual({ records: [] });
      expect(await store.listKnowledgeAbout({ node: 'none', scope: org })).toEqual({ records: [] });
      const source = (more: object = {}) =>
        once(() => store.knowledgeBySource({ sourceThreadId, scope: thread, ...more }));
      expect(await source()).toEqual({ records: all });
      expect(await source({ limit: 3, after: all[0]!.id })).toEqual({
        ...{ records: all.slice(1, 4), nextCursor: all[3]!.id },
      });
      expect(await source({ scope: resource })).toEqual({ records: [all[0], all[2], all[4]] });
      await store.removeKnowledge({ id: all[0]!.id, deletedBy: 'me' });
      expect(idsOf((await source()).records)).toEqual(idsOf(all.slice(1)));
      expect(idsOf((await about({ includeDeleted: true })).records)).toEqual(idsOf(newest));
    });

    it('are deleted and restored', async () => {
      const { org } = place();
      const node = await made('Ada', org);
      const record = await said(node, 'text', org);
      const { id } = record;
      const gone = await once(() => store.removeKnowledge({ id, deletedBy: 'me' }));
      expect(gone).toEqual({ ...record, deletedBy: 'me', deletedAt: expect.any(Date) });
      expect(await store.removeKnowledge({ id, deletedBy: 'you' })).toEqual(gone);
      expect(await store.getKnowledge({ id })).toBeNull();
      expect(await store.getKnowledge({ id, includeDeleted: true })).toEqual(gone);
      expect(await once(() => store.restoreKnowledge({ id }))).toEqual(record);
      expect(await store.restoreKnowledge({ id })).toEqual(record);
      expect(await activityOf(org)).toEqual([
        ...[`record-restored ${id}`, `record-deleted ${id}`, `record-created ${id}`],
        `node-created ${node.id}`,
      ]);
      const [event] = await store.listActivity({ scope: org, limit: 1 });
      expect(event).toEqual({
        ...{ id: expect.stringMatching(ulid), action: 'record-restored', recordType: 'record' },
        ...{ recordId: id, scope: org, sourceThreadId: 't', createdAt: expect.any(Date) },
      });
      expect((await outboxOf(org)).slice(1)).toEqual([
        ...[`upsert record:${id} 1`, `delete record:${id} 1`, `upsert record:${id} 1`],
      ]);
      for (const call of [
        () => store.removeKnowledge({ id: 'none', deletedBy: 'me' }),
        () => store.restoreKnowledge({ id: 'none' }),
        () => store.rescopeKnowledge({ id: 'none', scope: org }),
        () => store.raiseKnowledgeCeiling({ id: 'none' }),
      ]) {
        await expect(call()).rejects.toThrow('Knowledge record not found: none');
        await expect(call()).rejects.toThrow(KnowledgeNotFoundError);
      }
    });

    it('move as far as their ceiling allows', async () => {
      const { org, resource, thread } = place();
      const node = await made('Ada', org);
      const { id } = await said(node, 'text', thread, { maxScope: 'resource' });
      const before = (await outboxOf(thread)).length;
      const moved = await once(() => store.rescopeKnowledge({ id, scope: resource }));
      expect(moved).toMatchObject({ id, scope: resource, maxScope: 'resource' });
      expect((await outboxOf(thread)).slice(before)).toEqual([
        ...[`delete record:${id} 3`, `upsert record:${id} 2`],
      ]);
      await store.rescopeKnowledge({ id, scope: resource });
      expect((await outboxOf(thread)).length).toBe(before + 3);
      expect((await activityOf(resource)).slice(0, 2)).toEqual([
        ...[`record-rescoped ${id}`, `record-rescoped ${id}`],
      ]);
      const fails = (call: Promise<unknown>, message: string) =>
        expect(call).rejects.toMatchObject({ code: 'invalid_argument', message });
      await fails(
        store.rescopeKnowledge({ id, scope: org }),
        'Knowledge scope exceeds resource ceiling',
      );
      await fails(
        store.raiseKnowledgeCeiling({ id, maxScope: 'thread' }),
        'Knowledge scope exceeds thread ceiling',
      );
      await store.rescopeKnowledge({ id, scope: thread });
      await fails(
        store.raiseKnowledgeCeiling({ id, maxScope: 'thread' }),
        'Knowledge ceiling cannot be lowered from resource to thread',
      );
      const raised = await once(() => store.raiseKnowledgeCeiling({ id, maxScope: 'org' }));
      expect(raised).toMatchObject({ scope: thread, maxScope: 'org' });
      await store.rescopeKnowledge({ id, scope: org });
      const { maxScope, ...rest } = (await store.getKnowledge({ id }))!;
      expect(maxScope).toBe('org');
      expect(await store.raiseKnowledgeCeiling({ id })).toEqual(rest);
      await store.removeKnowledge({ id, deletedBy: 'me' });
      const then = (await outboxOf(thread)).length;
      await store.rescopeKnowledge({ id, scope: resource });
      expect((await outboxOf(thread)).slice(then)).toEqual([`delete record:${id} 1`]);
    });
  });

  it('finds nodes and records by their texts', async () => {
    const { org, resource, thread } = place();
    const a = await made('Ada Größe', org, { content: 'Countess', description: 'first' });
    await later();
    const b = await made('Bob', resource, { kind: 'Ada-like' });
    const record = await said(b, 'knows ADA 100%_', thread);
    const gone = await said(b, 'ada gone', thread);
    await store.removeKnowledge({ id: gone.id, deletedBy: 'me' });
    const search = (query: string, more: object = {}) =>
      once(() => store.search({ query, scope: thread, ...more }));
    expect(await search(' ada ')).toEqual([
      { type: 'node', id: b.id, recordId: b.id, name: 'Bob', text: 'Bob', scope: resource },
      {
        ...{ type: 'node', id: a.id, recordId: a.id, name: a.name, scope: org },
        text: 'Ada Größe\nfirst\nCountess',
      },
      {
        ...{ type: 'record', id: record.id, recordId: b.id, name: 'Bob', scope: thread },
        text: 'knows ADA 100%_',
      },
    ]);
    expect(idsOf(await search('ada', { limit: 2 }))).toEqual([b.id, a.id]);
    expect(idsOf(await search('GRÖSSE'.replace('SS', 'ß')))).toEqual([a.id]);
    expect(idsOf(await search('countESS'))).toEqual([a.id]);
    expect(idsOf(await search('0%_'))).toEqual([record.id]);
    expect(await search('a', { scope: place().thread })).toEqual([]);
    expect(await trips(0, () => store.search({ query: ' \n', scope: org }))).toEqual([]);
    expect(idsOf(await store.search({ query: 'ada', scope: org }))).toEqual([a.id]);
  });

  it('keeps how far curators are', async () => {
    const sourceThreadId = randomUUID();
    const key = { sourceThreadId, agent: 'a' };
    expect(await once(() => store.getCurationCursor(key))).toBeNull();
    for (const lastKnowledgeId of ['01', '02', '02']) {
      const cursor = await once(() => store.advanceCurationCursor({ ...key, lastKnowledgeId }));
      expect(cursor).toEqual({ ...key, lastKnowledgeId, updatedAt: expect.any(Date) });
      expect(await store.getCurationCursor(key)).toEqual(cursor);
    }
    await expect(
      store.advanceCurationCursor({ ...key, lastKnowledgeId: '01' }),
    ).rejects.toMatchObject({
      ...{ code: 'conflict', message: 'Knowledge curation cursor cannot move backwards' },
    });
    expect((await store.getCurationCursor(key))!.lastKnowledgeId).toBe('02');
    expect(await store.getCurationCursor({ sourceThreadId, agent: 'b' })).toBeNull();
  });

  it('tells what has happened, the latest first', async () => {
    const { org, resource } = place();
    for (const name of ['a', 'b']) await made(name, org);
    await made('c', resource);
    const all = await once(() => store.listActivity({ scope: resource }));
    expect(all.map(({ scope }) => scope.length)).toEqual([2, 1, 1]);
    expect(idsOf(all)).toEqual(idsOf(all).sort().reverse());
    expect(await store.listActivity({ scope: org, limit: 1 })).toEqual([all[1]]);
    expect(await store.listActivity({ scope: resource, after: all[1]!.id })).toEqual([all[2]]);
  });

  it('hands out what an index has to be told, each document in order', async () => {
    const { org, resource } = place();
    const a = await made('a', org);
    const b = await made('b', resource);
    await store.updateNode({ id: a.id, version: 1, kind: 'x' });
    const claim = (workerId: string, more: object = {}) =>
      once(() => store.claimSemanticOutbox({ workerId, scope: resource, ...more }));
    const documents = (entries: readonly { documentId: string }[]) =>
      entries.map(({ documentId }) => documentId);
    const [first, second] = await claim('w', { limit: 5 });
    const pending = await store.listSemanticOutbox({ scope: resource, status: 'pending' });
    expect(first).toEqual({
      ...{ id: expect.stringMatching(ulid), idempotencyKey: `knowledge:node:${a.id}:upsert:1` },
      ...{ documentId: `knowledge:node:${a.id}`, documentType: 'node', operation: 'upsert' },
      ...{ scope: org, status: 'processing', attempts: 1, availableAt: first!.createdAt },
      ...{ claimedAt: expect.any(Date), claimedBy: 'w', createdAt: first!.createdAt },
    });
    expect(second!.documentId).toBe(`knowledge:node:${b.id}`);
    // The second of a document waits for the first.
    expect(documents(pending)).toEqual([first!.documentId]);
    expect(await claim('v')).toEqual([]);
    await once(() => store.completeSemanticOutbox({ ids: [first!.id], workerId: 'other' }));
    expect(await claim('v')).toEqual([]);
    await store.completeSemanticOutbox({ ids: [first!.id, 'none'], workerId: 'w' });
    const [next, ...none] = await claim('v');
    expect(none).toEqual([]);
    expect(next).toMatchObject({ idempotencyKey: `knowledge:node:${a.id}:upsert:2` });
    const done = await once(() =>
      store.listSemanticOutbox({ status: 'completed', scope: resource }),
    );
    expect(done).toEqual([{ ...first, status: 'completed', completedAt: expect.any(Date) }]);

    // Given back until then.
    const soon = new Date(Date.now() + 60_000);
    const release = { ids: [next!.id, second!.id], workerId: 'v', retryAt: soon };
    await once(() => store.releaseSemanticOutbox(release));
    const [released] = await store.listSemanticOutbox({ status: 'pending', scope: resource });
    expect(released).toEqual({
      ...{ ...next, status: 'pending', availableAt: soon, attempts: 1 },
      ...{ claimedAt: undefined, claimedBy: undefined },
    });
    expect(await claim('v')).toEqual([]);
    expect(idsOf(await claim('v', { now: soon, claimTimeoutMs: 600_000 }))).toEqual([next!.id]);
    // What somebody holds too long is another's.
    const now = new Date(second!.claimedAt!.getTime() + 60_000);
    const [taken] = await claim('u', { now, scope: resource, limit: 1 });
    expect(taken).toMatchObject({ id: second!.id, attempts: 2, claimedBy: 'u', claimedAt: now });
    expect(await claim('u', { now, claimTimeoutMs: 600_000 })).toEqual([]);
    await store.completeSemanticOutbox({ ids: [], workerId: 'u' });
    await store.releaseSemanticOutbox({ ids: [], workerId: 'u' });
    // Of another place nobody hears.
    await made('c', org);
    expect(await claim('w', { scope: place().org })).toEqual([]);
    expect(await claim('w', { limit: 0 })).toEqual([]);
  });

  it('says what is wrong with a scope, a name or a description', async () => {
    const [o, r, t] = ['org:a', 'resource:b', 'thread:c'];
    const bad = (call: Promise<unknown>, message: string) =>
      expect(call).rejects.toMatchObject({ code: 'invalid_argument', message });
    const scopes: [string[], string][] = [
      [[], 'Knowledge scope cannot be empty'],
      [['org'], 'Invalid knowledge scope entry: org'],
      [['org:'], 'Invalid knowledge scope entry: org:'],
      [[':a'], 'Invalid knowledge scope entry: :a'],
      [['team:a'], 'Invalid knowledge scope entry: team:a'],
      [['org:a\u001fb'], 'Invalid knowledge scope entry: org:a\u001fb'],
      [[o, 'org:x'], 'Knowledge scope contains multiple org entries'],
      [[o, t], 'Thread knowledge scope requires resource and org ancestors'],
      [[r], 'Resource knowledge scope requires an org ancestor'],
    ];
    for (const [scope, message] of scopes) {
      await bad(
        trips(0, () => store.listNodes({ scope })),
        message,
      );
      await bad(made('x', scope), message);
      await bad(store.claimSemanticOutbox({ workerId: 'w', scope }), message);
    }
    const long = 'x'.repeat(398) + '😀';
    const { org } = place();
    expect((await made('Long', org, { description: long })).description).toBe(long);
    const tooLong = 'Knowledge node description exceeds the 400 UTF-16 code unit limit';
    await bad(made('Longer', org, { description: `${long}y` }), tooLong);
    await bad(store.updateNode({ id: 'n', version: 1, description: `${long}y` }), tooLong);
    await bad(made('x', undefined as never), 'scope is required');
    await bad(store.createNode({ name: 'x', scope: org } as never), 'kind is required');
    await bad(store.createNode({ kind: 'x', scope: org } as never), 'name is required');
    await bad(store.getNodeByName({ scope: org } as never), 'name is required');
    await bad(store.updateNode({ id: 'x' } as never), 'version is required');
    await bad(store.mergeNodes({ sourceId: 'x' } as never), 'targetId is required');
    await bad(said(undefined as never, 'x', org), 'node is required');
    await bad(said({} as never, 'x', org), 'node.id is required');
    await bad(said('n', undefined as never, org), 'text is required');
    await bad(said('n', 'x', org, { metadata: [] }), 'metadata must be an object');
    await bad(
      said('n', 'x', org, { maxScope: 'world' }),
      "maxScope must be 'org', 'resource' or 'thread'",
    );
    await bad(store.removeKnowledge({ id: 'x' } as never), 'deletedBy is required');
    await bad(store.search({ scope: org } as never), 'query is required');
    await bad(store.claimSemanticOutbox({} as never), 'workerId is required');
    const many = Array.from({ length: 1001 }, (_, i) => `[[n${i}]]`).join(' ');
    for (const text of [many, `[[${'x'.repeat(1025)}]]`]) {
      await bad(
        made('x', org, { content: text }),
        'a text must not have more than 1000 names in brackets, nor one with NUL or longer than ' +
          '1024 bytes',
      );
    }
  });
}
