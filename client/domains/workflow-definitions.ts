import { WorkflowDefinitionsStorage } from '@mastra/core/storage';
import { described } from '../described.js';

/** Workflows defined as data. Every method is one round trip. All throw AgentKeepError. */
export const WorkflowDefinitionsStore = described(
  WorkflowDefinitionsStorage,
  'workflowDefinitions',
);
export type WorkflowDefinitionsStore = InstanceType<typeof WorkflowDefinitionsStore>;
