// Many at once who name one node, change it, merge it, say something of it, and tell an index: one
// node is made, one change wins, nothing is lost, nothing is told twice.
import { randomUUID } from 'node:crypto';
import { KnowledgeConflictError } from '@mastra/core/storage';
import type { KnowledgeStorage } from '@mastra/core/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../client/store.js';
import type { Opened } from '../../contract/transport.js';
import { transport as d1 } from '../../contract/transports/d1-binding.js';
import { transport as dsql } from '../../contract/transports/dsql.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as http } from '../../contract/transports/http.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { raceMs, rivalsOr, roundsOr } from './support/races.js';

describe.each([d1, http, durableObject, file, postgres, dsql, dynamodb])(
  'rivals in knowledge on $name',
  { timeout: raceMs(120_000) },
  (transport) => {
    const rivals = rivalsOr(transport === dynamodb ? 16 : 50);
    const rounds = roundsOr(transport === file ? 20 : 2);
    let way: Opened;
    const stores: KnowledgeStorage[] = []; // as if each were a process of its own

    beforeAll(async () => {
      way = await transport.open();
      const all: Store[] = Array.from({ length: 5 }, () => way.store());
      for (const store of all) {
        await store.init();
        stores.push((await store.getStore('knowledge'))!);
      }
    }, 60_000);
    afterAll(() => way?.close());

    /** What every rival makes, all at once. */
    const atOnce = <T>(make: (store: KnowledgeStorage, rival: number) => Promise<T>) =>
      Promise.all(
        Array.from({ length: rivals }, (_, rival) => make(stores[rival % stores.length]!, rival)),
      );
    const place = () => [`org:${randomUUID()}`];
    const said = (node: string, text: string, scope: string[]) => ({
      ...{ node, text, scope, sourceThreadId: 't', resolutionScope: scope, defaultScope: scope },
    });
    const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).sort();

    it('make a node: it is one', async () => {
      for (let round = 0; round < rounds; round++) {
        const scope = place();
        const nodes = await atOnce((store, rival) =>
          store.createNode({ name: rival % 2 ? 'Ada' : ' ADA', kind: 'k', scope }),
        );
        expect(new Set(idsOf(nodes)).size).toBe(1);
        expect(idsOf(await stores[0]!.listNodes({ scope }))).toEqual([nodes[0]!.id]);
        expect(await stores[0]!.listActivity({ scope })).toHaveLength(1);
        expect(await stores[0]!.listSemanticOutbox({ scope })).toHaveLength(1);
      }
    });

    it('name a node that nobody knows: it is one, and all mention it', async () => {
      const scope = place();
      const { id } = await stores[0]!.createNode({ name: 'Ada', kind: 'k', scope });
      const records = await atOnce((store, rival) =>
        store.appendKnowledge(said(id, `${rival} of [[New]]`, scope)),
      );
      const node = (await stores[0]!.getNodeByName({ name: 'new', scope }))!;
      const found = await stores[0]!.listKnowledgeMentioning({ node, scope });
      expect(idsOf(found.records)).toEqual(idsOf(records));
      expect(await stores[0]!.listNodes({ scope })).toHaveLength(2);
    });

    it('change one version: one has it', async () => {
      for (let round = 0; round < rounds; round++) {
        const scope = place();
        const { id } = await stores[0]!.createNode({ name: 'Ada', kind: 'k', scope });
        const settled = await Promise.allSettled(
          Array.from({ length: rivals }, (_, rival) =>
            stores[rival % stores.length]!.updateNode({ id, version: 1, kind: `${rival}` }),
          ),
        );
        const won = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
        expect(won).toHaveLength(1);
        for (const each of settled) {
          if (each.status === 'rejected')
            expect(each.reason).toBeInstanceOf(KnowledgeConflictError);
        }
        expect(await stores[0]!.getNode(id)).toEqual(won[0]);
        expect(await stores[0]!.listActivity({ scope })).toHaveLength(2);
      }
    });

    it('say something while a node is merged: all of it is found', async () => {
      const scope = place();
      const [source, target] = [
        await stores[0]!.createNode({ name: 'A', kind: 'k', scope }),
        await stores[0]!.createNode({ name: 'B', kind: 'k', scope }),
      ];
      const ids: string[] = [];
      await atOnce(async (store, rival) => {
        if (rival === 5) {
          const merge = { sourceId: source.id, targetId: target.id, sourceVersion: 1 };
          return store.mergeNodes(merge);
        }
        const text = rival % 2 ? 'of [[A]]' : 'plain';
        return ids.push((await store.appendKnowledge(said(source.id, text, scope))).id);
      });
      for (const node of [source, target]) {
        const about = await stores[0]!.listKnowledgeAbout({ node, scope });
        expect(idsOf(about.records)).toEqual([...ids].sort());
        const mentioning = await stores[0]!.listKnowledgeMentioning({ node, scope });
        expect(mentioning.records).toHaveLength(rivals / 2 - 1);
      }
      // Each was told of when it came, or again when it moved, and is of the target.
      const records = await stores[0]!.listKnowledgeAbout({ node: target, scope });
      for (const { node } of records.records) expect(node).toBe(target.id);
    });

    it('delete a record: it is deleted once', async () => {
      const scope = place();
      const { id } = await stores[0]!.createNode({ name: 'Ada', kind: 'k', scope });
      const record = await stores[0]!.appendKnowledge(said(id, 'text', scope));
      const gone = await atOnce((store, rival) =>
        store.removeKnowledge({ id: record.id, deletedBy: `${rival}` }),
      );
      expect(new Set(gone.map(({ deletedBy }) => deletedBy)).size).toBe(1);
      const actions = (await stores[0]!.listActivity({ scope })).map(({ action }) => action);
      expect(actions).toEqual(['record-deleted', 'record-created', 'node-created']);
      expect(await stores[0]!.listSemanticOutbox({ scope })).toHaveLength(3);
    });

    it('claim what is to be told: each entry is of one, each document in order', async () => {
      for (let round = 0; round < rounds; round++) {
        const scope = place();
        const count = 20;
        const nodes: string[] = [];
        for (let i = 0; i < count; i++) {
          nodes.push((await stores[0]!.createNode({ name: `n${i}`, kind: 'k', scope })).id);
        }
        await stores[0]!.updateNode({ id: nodes[0]!, version: 1, kind: 'x' });
        const claims = await atOnce(async (store, rival) => {
          const workerId = `w${rival}`;
          const entries = await store.claimSemanticOutbox({ workerId, scope, limit: 3 });
          for (const entry of entries)
            expect(entry).toMatchObject({ claimedBy: workerId, attempts: 1 });
          return entries;
        });
        const claimed = claims.flat();
        const documents = claimed.map(({ documentId }) => documentId);
        expect(documents.sort()).toEqual(nodes.map((id) => `knowledge:node:${id}`).sort());
        const stored = await stores[0]!.listSemanticOutbox({ scope, status: 'processing' });
        expect(idsOf(stored)).toEqual(idsOf(claimed));
        for (const { claimedBy, attempts } of stored) {
          expect([claimedBy, attempts]).toEqual([expect.stringMatching(/^w/), 1]);
        }
        // The lease has ended: again each is of one.
        const now = new Date(Date.now() + 3_600_000);
        const again = await atOnce((store, rival) =>
          store.claimSemanticOutbox({ workerId: `v${rival}`, scope, limit: 3, now }),
        );
        expect(idsOf(again.flat())).toEqual(idsOf(claimed));
      }
    });

    it('go on with a thread: it never goes back', async () => {
      const key = { sourceThreadId: randomUUID(), agent: 'a' };
      const number = (rival: number) => `${rival}`.padStart(3, '0');
      const settled = await Promise.allSettled(
        Array.from({ length: rivals }, (_, rival) =>
          stores[rival % stores.length]!.advanceCurationCursor({
            ...{ ...key, lastKnowledgeId: number(rival) },
          }),
        ),
      );
      expect(settled[rivals - 1]!.status).toBe('fulfilled');
      const cursor = await stores[0]!.getCurationCursor(key);
      expect(cursor!.lastKnowledgeId).toBe(number(rivals - 1));
    });
  },
);
