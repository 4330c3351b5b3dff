import { InMemoryStore } from '@mastra/core/storage';
import { createKnowledgeNodeCursor } from '@mastra/core/storage';
import type { KnowledgeNode, KnowledgeStorage } from '@mastra/core/storage';
import type { Random } from './random.js';
import { ruled } from './rules.js';
import type { Rule } from './rules.js';
import type { Reference, Sequence } from './run.js';
import type { Ask, Outcome, Step } from './side.js';

type Row = Record<string, any>;

const orgs = ['org:a', 'org:b'];
const scopeOf = (random: Random): string[] => {
  const org = random.pick(orgs);
  const all = [org, `resource:${random.pick(['r', 's'])}`, `thread:${random.pick(['t', 'ü'])}`];
  return all.slice(0, 1 + random.int(3));
};
const narrow = (random: Random) => [random.pick(orgs), 'resource:r', 'thread:t'];
// Of one time names come by their bytes: those that links make are alike there.
const links = ['Ada', 'Bob', 'Cleo', 'Dan', 'Eve'];
const names = [...links, ' ADA ', 'ñandú', 'Ñandú', 'ΟΔΟΣ', 'οδος', 'İx', 'zoë', '\u3000Bob'];
const kinds = ['person', 'place', ''];
const texts = (random: Random): string =>
  Array.from({ length: random.int(4) }, () =>
    random.pick([
      ...['plain', 'Text', 'ü "', '[[', ']]', '[[ ]]', '[[x [[Ada]]', '[[bob]] '],
      `[[${random.pick(links)}]]`,
      `[[${random.pick(links)}]]`,
    ]),
  ).join(' ');

/** Random calls of everything that changes or reads what is known. */
export const knowledgeCalls = (random: Random): Sequence => {
  const nodes = new Map<string, KnowledgeNode>();
  const records: string[] = [];
  const claimed: string[] = [];
  let made = 0;

  const node = () =>
    nodes.size > 0 && random.chance(0.97) ? random.pick([...nodes.keys()]) : 'none';
  const version = (id: string) => (nodes.get(id)?.version ?? 1) + (random.chance(0.1) ? 1 : 0);
  const record = () => (records.length > 0 && random.chance(0.97) ? random.pick(records) : 'none');
  const after = () => random.pick([undefined, undefined, record()]);
  const limit = () => random.pick([undefined, undefined, 1, 2, 3]);
  const about = () => ({
    node: random.chance(0.3) ? (nodes.get(node()) ?? 'none') : node(),
    ...{ scope: narrow(random), after: after(), limit: limit() },
    includeDeleted: random.pick([undefined, true]),
  });
  const maxScope = () => random.pick([undefined, undefined, 'org', 'resource', 'thread']);
  const choices: [number, string, () => unknown][] = [
    [
      10,
      'createNode',
      () => ({
        ...{ name: random.pick(names), kind: random.pick(kinds), scope: scopeOf(random) },
        ...(random.chance(0.2) && { id: random.pick(['i0', 'i1', 'i2', 'i3']) }),
        ...(random.chance(0.4) && { content: texts(random) }),
        ...(random.chance(0.3) && { description: random.pick(['', 'd', 'of ü', 'x'.repeat(401)]) }),
        ...(random.chance(0.3) && { resolutionScope: scopeOf(random) }),
      }),
    ],
    [3, 'getNode', node],
    [4, 'getNodeByName', () => ({ name: random.pick(names), scope: scopeOf(random) })],
    [6, 'resolveNode', () => ({ name: random.pick(names), scope: scopeOf(random) })],
    [
      6,
      'listNodes',
      () => {
        const filters = random.maybe({
          namePrefix: random.pick(['a', 'B', 'ÑAN', '']),
          kind: random.pick(kinds),
          hasContent: random.chance(0.5),
        });
        const known = nodes.get(node());
        return {
          ...{ scope: narrow(random), ...filters, limit: limit() },
          ...(known !== undefined && random.chance(0.3) && { cursor: { of: known, filters } }),
        };
      },
    ],
    [
      9,
      'updateNode',
      () => {
        const id = node();
        return {
          ...{ id, version: version(id) },
          ...(random.chance(0.3) && { name: random.pick(names) }),
          ...(random.chance(0.3) && { kind: random.pick(kinds) }),
          ...(random.chance(0.3) && { content: texts(random) }),
          ...(random.chance(0.3) && { description: random.pick(['', 'new']) }),
          ...(random.chance(0.3) && { scope: scopeOf(random) }),
          ...(random.chance(0.2) && { resolutionScope: scopeOf(random) }),
        };
      },
    ],
    [
      4,
      'mergeNodes',
      () => {
        const sourceId = node();
        return { sourceId, targetId: node(), sourceVersion: version(sourceId) };
      },
    ],
    [
      16,
      'appendKnowledge',
      () => {
        const about = node();
        return {
          id: random.chance(0.03) ? record() : `k${String(made++).padStart(6, '0')}`,
          ...{ node: about, text: texts(random), scope: scopeOf(random) },
          ...{ sourceThreadId: random.pick(['t0', 't1']), resolutionScope: scopeOf(random) },
          ...{ defaultScope: scopeOf(random) },
          // Of two things that are wrong either may be said.
          ...(about !== 'none' && { maxScope: maxScope() }),
          ...(random.chance(0.3) && { metadata: { a: [null, 'ü'] }, when: new Date(1e12) }),
        };
      },
    ],
    [4, 'getKnowledge', () => ({ id: record(), includeDeleted: random.pick([undefined, true]) })],
    [5, 'listKnowledgeAbout', about],
    [5, 'listKnowledgeMentioning', about],
    [5, 'listKnowledgeRelatedTo', about],
    [
      3,
      'knowledgeBySource',
      () => {
        const { node: _, ...rest } = about();
        return { ...rest, sourceThreadId: random.pick(['t0', 't1']) };
      },
    ],
    [4, 'removeKnowledge', () => ({ id: record(), deletedBy: random.pick(['me', 'you']) })],
    [3, 'restoreKnowledge', () => ({ id: record() })],
    [4, 'rescopeKnowledge', () => ({ id: record(), scope: scopeOf(random) })],
    [4, 'raiseKnowledgeCeiling', () => ({ id: record(), maxScope: maxScope() })],
    [
      5,
      'search',
      () => ({
        query: random.pick(['a', 'BOB', 'tex', 'ñan', 'person', ' ', 'of ü', '"']),
        ...{ scope: narrow(random), limit: limit() },
      }),
    ],
    [1, 'getCurationCursor', () => ({ sourceThreadId: 't', agent: random.pick(['a', 'b']) })],
    [
      2,
      'advanceCurationCursor',
      () => ({
        ...{ sourceThreadId: 't', agent: random.pick(['a', 'b']) },
        lastKnowledgeId: `${random.int(9)}`,
      }),
    ],
    [2, 'listActivity', () => ({ scope: narrow(random), limit: 1000 })],
    [
      2,
      'listSemanticOutbox',
      () => ({
        ...{ status: random.pick([undefined, 'pending', 'processing', 'completed']), limit: 1e4 },
        scope: random.pick([undefined, narrow(random)]),
      }),
    ],
    [
      8,
      'claimSemanticOutbox',
      () => ({
        ...{ workerId: random.pick(['w', 'v']), limit: 1e4 },
        claimTimeoutMs: random.pick([undefined, 20_000, 0]),
        scope: random.pick([undefined, narrow(random), scopeOf(random)]),
      }),
    ],
    [
      6,
      'completeSemanticOutbox',
      () => ({ ids: random.some(['none', ...claimed], 0, 9), workerId: random.pick(['w', 'v']) }),
    ],
    [
      3,
      'releaseSemanticOutbox',
      () => ({
        ...{ ids: random.some(['none', ...claimed], 0, 9), workerId: random.pick(['w', 'v']) },
        ...(random.chance(0.3) && { retryAt: new Date(Date.now() + 15_000) }),
      }),
    ],
    [0.02, 'dangerouslyClearAll', () => undefined],
  ];
  const known = (row: unknown): void => {
    if ((row as Row | null)?.['type'] === 'node' && 'version' in (row as Row)) {
      const { id } = row as KnowledgeNode;
      nodes.delete(id);
      nodes.set(id, row as KnowledgeNode);
    }
  };
  return {
    next: () => {
      const [method, make] = random.weighted(
        choices.map(([weight, method, make]) => [weight, [method, make] as const] as const),
      );
      const args = make();
      return { method, args: args === undefined ? [] : [args] };
    },
    learn(outcome: Outcome, { method }: Step) {
      if (!('value' in outcome)) return;
      const { value } = outcome;
      if (method === 'dangerouslyClearAll') {
        nodes.clear();
        records.length = claimed.length = 0;
      }
      for (const row of Array.isArray(value) ? value : [value]) {
        known(row);
        if (method === 'appendKnowledge' && !('failed' in row)) records.push(row.id);
        if (method === 'claimSemanticOutbox') claimed.push(row.id);
      }
      for (const id of [...nodes.keys()].slice(0, -12)) nodes.delete(id);
      records.splice(0, records.length - 24);
      claimed.splice(0, claimed.length - 40);
    },
    everything: orgs.flatMap((org) => {
      const scope = [org, 'resource:r', 'thread:t'];
      return [
        { method: 'listNodes', args: [{ scope, limit: 1e6 }] },
        { method: 'knowledgeBySource', args: [{ scope, sourceThreadId: 't0', limit: 1e6 }] },
        { method: 'listActivity', args: [{ scope, limit: 1e6 }] },
        { method: 'listSemanticOutbox', args: [{ scope, limit: 1e6 }] },
      ];
    }),
  };
};

const ulid = /[0-9A-HJKMNP-TV-Z]{26}/g;
const inOrder = <T>(rows: T[], by: (row: T) => string) =>
  [...rows].sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));

/**
 * Calls a store of what is known. Ids of the outbox are those of a document and a number, those of the
 * activity are left out; entries of one time are in an order that does not depend on them. What fails
 * answers its message.
 */
export function callsOfKnowledge(store: KnowledgeStorage): Ask {
  const handles = new Map<string, string>(); // of the outbox
  const counts = new Map<string, number>();
  const handleOf = (id: string, document: string) => {
    const known = handles.get(id);
    if (known !== undefined) return known;
    const count = (counts.get(document) ?? 0) + 1;
    counts.set(document, count);
    handles.set(id, `${document} ${count}`);
    return `${document} ${count}`;
  };
  /** By the time, and then by what is the same in both stores: nodes have ids of their own. */
  const entries = async (rows: Row[]) => {
    const keyed = rows.map(async (row) => {
      const { documentType, documentId, operation, status, createdAt } = row as Row;
      const idempotencyKey = row['idempotencyKey'].replace(ulid, 'fresh');
      const node = await store.getNode(documentId.replace('knowledge:node:', ''));
      const name = node === null ? documentId : `${node.createdAt.getTime()} ${node.name}`;
      const version = idempotencyKey.replace(documentId, '');
      const key = [createdAt.getTime(), documentType, name, operation, status, version].join(' ');
      return { key, row: { ...row, idempotencyKey } };
    });
    return inOrder(await Promise.all(keyed), ({ key }) => key).map(({ row }) => row as Row);
  };
  return async (method, [given]) => {
    let asked = given as Row;
    if (method === 'completeSemanticOutbox' || method === 'releaseSemanticOutbox') {
      const ids = [...handles].filter(([, handle]) => asked['ids'].includes(handle));
      asked = { ...asked, ids: ids.map(([id]) => id) };
    }
    if (typeof asked?.['cursor'] === 'object') {
      const { of, filters } = asked['cursor'];
      asked = { ...asked, cursor: createKnowledgeNodeCursor(of, filters) };
    }
    try {
      let answer = await (store as unknown as Row)[method](asked);
      if (method === 'claimSemanticOutbox') {
        return (await entries(answer)).map((row) => ({
          ...{ ...row, id: handleOf(row['id'], row['documentId']) },
        }));
      }
      // Before it is claimed nobody needs to say which one it is.
      if (method === 'listSemanticOutbox') answer = await entries(answer);
      if (method === 'listSemanticOutbox' || method === 'listActivity') {
        return answer.map(({ id: _, ...row }: Row) => row);
      }
      return answer;
    } catch (cause) {
      const { name, message, code } = cause as Error & { code?: string };
      // What is no refusal of the contract is a fault.
      if (code === 'internal' || code === 'corrupt_row') throw cause;
      return { failed: message, name: name.startsWith('Knowledge') ? name : 'Error' };
    }
  };
}

/** The framework's store in memory. */
export function inMemoryKnowledge(): Reference {
  const store = new InMemoryStore().stores!.knowledge!;
  return { ask: ruled(callsOfKnowledge(store), rules, undefined), errors: [] };
}

const rules: readonly Rule<undefined>[] = [
  {
    name: 'a limit of nodes counts after they are in order',
    reason: 'names of one time come by their bytes; in memory as people sort them',
    methods: ['listNodes'],
    async answer([{ limit, ...given }], ask) {
      const nodes = await ask({ ...given, limit: 1e6 });
      if (!Array.isArray(nodes)) return nodes;
      const key = (row: Row) => `${1e15 - row['updatedAt'].getTime()} ${row['name']} ${row['id']}`;
      return inOrder(nodes, key).slice(0, limit ?? 100);
    },
  },
];
