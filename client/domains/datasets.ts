import {
  DatasetItemIdentityConflictError,
  DatasetsStorage,
  ExperimentsStorage,
} from '@mastra/core/storage';
import { MastraError } from '@mastra/core/error';
import { described } from '../described.js';
import type { AgentKeepError } from '../errors.js';

type Named = { id?: string };
type Conflicts = ConstructorParameters<typeof DatasetItemIdentityConflictError>[0];

const userError = (id: Uppercase<string>, text: string, details: Record<string, string>) =>
  new MastraError({ id, text, details, domain: 'STORAGE', category: 'USER' });

function identityConflict({ code, details }: AgentKeepError): unknown {
  const conflicts = code === 'conflict' && details?.['conflicts'];
  return typeof conflicts === 'string'
    ? new DatasetItemIdentityConflictError(JSON.parse(conflicts) as Conflicts)
    : undefined;
}

/**
 * Datasets and their items in versions. What the framework checks by itself (tenancy, what JSON cannot
 * say, JSON schemas) it does before the call that writes: that is one round trip more.
 *
 * The calls themselves are one, or two where they have to see what is there. All throw AgentKeepError,
 * or what the framework has for ids that are taken.
 */
export const DatasetsStore = described(DatasetsStorage, 'datasets', {
  behind: {
    updateDataset: '_doUpdateDataset',
    addItem: '_doAddItem',
    updateItem: '_doUpdateItem',
    deleteItem: '_doDeleteItem',
    purgeItem: '_doPurgeItem',
    batchInsertItems: '_doBatchInsertItems',
    batchDeleteItems: '_doBatchDeleteItems',
  },
  given: {
    createDataset: (input: Named) => {
      if (input.id !== '') return input;
      const text = 'Caller-defined dataset ID must not be empty';
      throw userError('DATASET_INVALID_ID', text, { id: '' });
    },
  },
  errors: {
    createDataset: ({ code, message }: AgentKeepError, { id = '' }: Named) =>
      code === 'conflict' &&
      userError('DATASET_ID_CONFLICT', message, { id, reason: 'IMMUTABLE_FIELDS_MISMATCH' }),
    addItem: identityConflict,
    batchInsertItems: identityConflict,
    updateItem: ({ id, message }: AgentKeepError, given: Named & { datasetId?: string }) =>
      id.endsWith('_PURGED') &&
      userError('DATASET_ITEM_PURGED', message, {
        itemId: given.id ?? '',
        datasetId: given.datasetId ?? '',
      }),
  },
});
export type DatasetsStore = InstanceType<typeof DatasetsStore>;

/** Runs over datasets, and what came of each item. Every method is one round trip. */
export const ExperimentsStore = described(ExperimentsStorage, 'experiments', {
  retentionTables: {
    experiments: { table: 'mastra_experiments', column: 'completedAt', indexed: false },
  },
});
export type ExperimentsStore = InstanceType<typeof ExperimentsStore>;
