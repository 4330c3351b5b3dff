import { WorkflowDefinitionsStorage } from '@mastra/core/storage';
import type {
  CreateWorkflowDefinitionInput,
  ListWorkflowDefinitionsInput,
  ListWorkflowDefinitionsOutput,
  UpdateWorkflowDefinitionInput,
  WorkflowDefinition,
} from '@mastra/core/storage';
import type { Domain } from '../domain.js';

/** Workflows defined as data. Every method is one round trip. All throw AgentKeepError. */
export class WorkflowDefinitionsStore extends WorkflowDefinitionsStorage {
  readonly #domain: Domain;

  constructor(domain: Domain) {
    super();
    this.#domain = domain;
  }

  override init(): Promise<void> {
    return this.#domain.init();
  }

  override upsert(
    input: CreateWorkflowDefinitionInput | UpdateWorkflowDefinitionInput,
  ): Promise<WorkflowDefinition> {
    return this.#domain.call('upsert', input);
  }

  override get(id: string): Promise<WorkflowDefinition | null> {
    return this.#domain.call('get', { id });
  }

  override list(args: ListWorkflowDefinitionsInput = {}): Promise<ListWorkflowDefinitionsOutput> {
    return this.#domain.call('list', args);
  }

  override delete(id: string): Promise<void> {
    return this.#domain.call('delete', { id });
  }

  override dangerouslyClearAll(): Promise<void> {
    return this.#domain.call('dangerouslyClearAll', {});
  }
}
