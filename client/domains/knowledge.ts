import {
  KnowledgeConflictError,
  KnowledgeNotFoundError,
  KnowledgeStorage,
} from '@mastra/core/storage';
import { described } from '../described.js';
import type { AgentKeepError } from '../errors.js';

type Named = { id?: string; sourceId?: string };

/** What the framework has for a version that is not the node's, and for what does not exist. */
function frameworks({ code, id, message }: AgentKeepError, given: Named): unknown {
  if (id.endsWith('_VERSION_CONFLICT')) {
    return new KnowledgeConflictError(given.id ?? given.sourceId ?? '');
  }
  const [, type, name] = /^Knowledge (node|record) not found: (.*)$/s.exec(message) ?? [];
  return code === 'not_found' && type !== undefined && new KnowledgeNotFoundError(type, name ?? '');
}

const changes = [
  ...['updateNode', 'mergeNodes', 'appendKnowledge', 'removeKnowledge', 'restoreKnowledge'],
  ...['rescopeKnowledge', 'raiseKnowledgeCeiling'],
];

/**
 * What agents know: nodes, records about them, what mentions them, and what a semantic index has to be
 * told. A read is one round trip, and one for each time that the node was merged into another; so are
 * changes of records and claims. Changes of nodes, and records whose text has names in brackets, are
 * two; an update of content with such names that does not say its scope is three. All throw
 * AgentKeepError, or the framework's KnowledgeConflictError and KnowledgeNotFoundError.
 */
export const KnowledgeStore = described(KnowledgeStorage, 'knowledge', {
  errors: Object.fromEntries(changes.map((method) => [method, frameworks])),
});
export type KnowledgeStore = InstanceType<typeof KnowledgeStore>;
