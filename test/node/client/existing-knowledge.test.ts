// What `@mastra/libsql` wrote of what is known, opened as it is, and read by it afterwards; and a
// database of ours, in which it goes on.
import { LibSQLStore as Incumbent } from '@mastra/libsql';
import type { KnowledgeStorage, MastraCompositeStore } from '@mastra/core/storage';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';

const org = ['org:ü'];
const resource = [...org, 'resource:r'];
const thread = [...resource, 'thread:t'];
const worker = { workerId: 'w', now: new Date('2100-01-01') };

const later = () => new Promise((resolve) => setTimeout(resolve, 2));
const said = (id: string, node: string, text: string, scope = resource, more: object = {}) => ({
  ...{ id, node, text, scope, sourceThreadId: 't', resolutionScope: scope, defaultScope: org },
  ...more,
});

/** What the first to come writes. */
async function begin(store: KnowledgeStorage): Promise<void> {
  await store.createNode({ id: 'n1', name: 'Ñandú Größe', kind: 'bird', scope: org });
  const more = { content: 'of [[ÑANDÚ größe]] and [[Somebody]]', description: 'ü' };
  await store.createNode({ id: 'n2', name: 'Ada', kind: 'person', scope: resource, ...more });
  await store.createNode({ id: 'n3', name: 'A. L.', kind: 'person', scope: resource });
  await later();
  const when = { when: new Date('1843-01-01'), maxScope: 'org', metadata: { a: ['ü', null] } };
  await store.appendKnowledge(said('k1', 'n2', 'met [[ñandú Größe]]', thread, when));
  await store.appendKnowledge(said('k2', 'n3', '[[Ada]]'));
  await store.removeKnowledge({ id: 'k2', deletedBy: 'me' });
  await store.advanceCurationCursor({ sourceThreadId: 't', agent: 'a', lastKnowledgeId: 'k1' });
  await store.claimSemanticOutbox({ ...worker, limit: 2 });
}

/** What the other one makes of it. */
async function goOn(store: KnowledgeStorage): Promise<void> {
  // Known, whoever has folded the name.
  expect((await store.createNode({ name: 'ÑANDÚ GRÖßE', kind: 'x', scope: org })).id).toBe('n1');
  await store.updateNode({ id: 'n2', version: 1, name: 'Ada L.', content: '[[Somebody]] [[New]]' });
  await later();
  await store.mergeNodes({ sourceId: 'n3', targetId: 'n2', sourceVersion: 1 });
  await store.appendKnowledge(said('k3', 'n3', 'of [[New]] and [[Newer]]'));
  await store.restoreKnowledge({ id: 'k2' });
  await store.rescopeKnowledge({ id: 'k1', scope: resource });
  await store.raiseKnowledgeCeiling({ id: 'k1' });
  await store.advanceCurationCursor({ sourceThreadId: 't', agent: 'a', lastKnowledgeId: 'k3' });
  const [entry] = await store.claimSemanticOutbox({ ...worker, limit: 1, claimTimeoutMs: 1e12 });
  await store.completeSemanticOutbox({ ids: [entry!.id], workerId: 'w' });
  const [other] = await store.claimSemanticOutbox({ ...worker, limit: 1, claimTimeoutMs: 1e12 });
  await store.releaseSemanticOutbox({ ids: [other!.id], workerId: 'w', retryAt: new Date(1e12) });
}

const reads: Record<string, (store: KnowledgeStorage) => Promise<unknown>> = {
  nodes: (store) => store.listNodes({ scope: resource }),
  'nodes of a name': (store) => store.listNodes({ scope: resource, namePrefix: 'ñAN' }),
  'each node': (store) => Promise.all(['n1', 'n2', 'n3', 'none'].map((id) => store.getNode(id))),
  'what a name is': (store) => store.getNodeByName({ name: 'a. l.', scope: resource }),
  'what a name means': (store) => store.resolveNode({ name: ' ÑANDÚ größe', scope: thread }),
  'each record': (store) =>
    Promise.all(['k1', 'k2', 'k3'].map((id) => store.getKnowledge({ id, includeDeleted: true }))),
  about: (store) => store.listKnowledgeAbout({ node: 'n3', scope: thread }),
  mentioning: (store) => store.listKnowledgeMentioning({ node: 'n1', scope: thread }),
  related: (store) => store.listKnowledgeRelatedTo({ node: 'n2', scope: thread, limit: 1 }),
  source: (store) => store.knowledgeBySource({ sourceThreadId: 't', scope: thread }),
  search: (store) => store.search({ query: 'MET', scope: thread }),
  cursor: (store) => store.getCurationCursor({ sourceThreadId: 't', agent: 'a' }),
  activity: (store) => store.listActivity({ scope: thread }),
  outbox: (store) => store.listSemanticOutbox({ scope: thread }),
};

describe.each(['@mastra/libsql', 'ours'])('what %s keeps of what is known', (first) => {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-knowledge-'));
  const url = `file:${join(folder, 'mastra.db')}`;
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read and written by both', async () => {
    const theirs = new Incumbent({ id: 'theirs', url });
    const ours = new LibSQLStore({ id: 'ours', url });
    const stores: MastraCompositeStore[] = first === 'ours' ? [ours, theirs] : [theirs, ours];
    const knowledge: KnowledgeStorage[] = [];
    const compare = async () => {
      for (const [name, read] of Object.entries(reads)) {
        const [a, b] = [await read(knowledge[0]!), await read(knowledge[1]!)];
        expect(b, name).toEqual(a);
        expect(JSON.stringify(a).length, name).toBeGreaterThan(10);
      }
    };
    await stores[0]!.init();
    knowledge.push((await stores[0]!.getStore('knowledge'))!);
    await begin(knowledge[0]!);
    await stores[1]!.init();
    knowledge.push((await stores[1]!.getStore('knowledge'))!);
    await compare();
    await goOn(knowledge[1]!);
    await compare();
    await ours.close();
  });
});
