import { WorkflowsStorage } from '@mastra/core/storage';
import type {
  PruneOptions,
  PruneResult,
  StorageListWorkflowRunsInput,
  TableRetentionPolicy,
  UpdateWorkflowStateOptions,
  WorkflowRun,
  WorkflowRuns,
} from '@mastra/core/storage';
import type { StepResult, WorkflowRunState } from '@mastra/core/workflows';
import type { Domain } from '../domain.js';
import { filled } from '../habits.js';
import { paged } from '../paging.js';
import { prune } from '../prune.js';

type StepResults = Record<string, StepResult<any, any, any, any>>;

/**
 * Workflow runs. Every method is one round trip but prune (one a batch). All throw AgentKeepError.
 *
 * One run is read from the primary: who resumes it acts on what it says, and another process may
 * have suspended it a moment ago.
 */
export class WorkflowsStore extends WorkflowsStorage {
  static override readonly retentionTables = {
    workflowSnapshot: { table: 'mastra_workflow_snapshot', column: 'updatedAt', indexed: false },
  };

  readonly #domain: Domain;

  constructor(domain: Domain) {
    super();
    this.#domain = domain;
  }

  override init(): Promise<void> {
    return this.#domain.init();
  }

  /** Closes the whole store: what the framework's composite, given this domain, ends with. */
  close(): Promise<void> {
    return this.#domain.close();
  }

  /** updateWorkflowResults and updateWorkflowState are atomic. */
  override supportsConcurrentUpdates(): boolean {
    return true;
  }

  override updateWorkflowResults(args: {
    workflowName: string;
    runId: string;
    stepId: string;
    result: StepResult<any, any, any, any>;
    requestContext: Record<string, any>;
  }): Promise<StepResults> {
    return this.#domain.call('updateWorkflowResults', args);
  }

  override async updateWorkflowState(args: {
    workflowName: string;
    runId: string;
    opts: UpdateWorkflowStateOptions;
  }): Promise<WorkflowRunState | undefined> {
    const snapshot = await this.#domain.call<WorkflowRunState | null>('updateWorkflowState', args);
    return snapshot ?? undefined;
  }

  override persistWorkflowSnapshot(args: {
    workflowName: string;
    runId: string;
    resourceId?: string;
    snapshot: WorkflowRunState;
    createdAt?: Date;
    updatedAt?: Date;
  }): Promise<void> {
    return this.#domain.call('persistWorkflowSnapshot', args);
  }

  override loadWorkflowSnapshot(args: {
    workflowName: string;
    runId: string;
  }): Promise<WorkflowRunState | null> {
    return this.#domain.call('loadWorkflowSnapshot', args, true);
  }

  override async listWorkflowRuns(args: StorageListWorkflowRunsInput = {}): Promise<WorkflowRuns> {
    const found = await this.#domain.call<WorkflowRuns>('listWorkflowRuns', paged(args));
    for (const run of found.runs) this.#asAnswered(run);
    return found;
  }

  override async getWorkflowRunById(args: {
    runId: string;
    workflowName?: string;
  }): Promise<WorkflowRun | null> {
    const run = await this.#domain.call<WorkflowRun | null>('getWorkflowRunById', args, true);
    return run && this.#asAnswered(run);
  }

  #asAnswered(run: WorkflowRun): WorkflowRun {
    return filled(run, { resourceId: this.#domain.habits.absent });
  }

  override deleteWorkflowRunById(args: { runId: string; workflowName: string }): Promise<void> {
    return this.#domain.call('deleteWorkflowRunById', args);
  }

  override prune(
    policies: Record<string, TableRetentionPolicy>,
    options?: PruneOptions,
  ): Promise<PruneResult[]> {
    return prune(this.#domain, 'workflows', WorkflowsStore.retentionTables, policies, options);
  }

  override dangerouslyClearAll(): Promise<void> {
    return this.#domain.call('dangerouslyClearAll', {});
  }
}
