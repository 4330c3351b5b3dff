import { MastraError } from '@mastra/core/error';
import type { ErrorCode, StoreError } from './store-error.js';

/** The adapter that a store stands for, as error ids name it. */
export type StoreName = 'AGENTKEEP' | 'CLOUDFLARE_D1' | 'DSQL' | 'DYNAMODB' | 'LIBSQL' | 'PG';

type Details = NonNullable<ConstructorParameters<typeof MastraError>[0]['details']>;
type ErrorId = Uppercase<string>;

/** What a method of a store throws. Switch on `code`; `message` names the field and the limit. */
export class AgentKeepError extends MastraError {
  readonly code: ErrorCode;
  /** The same call may succeed later, and nothing of this one was written. */
  readonly retryable: boolean;
  /** `unknown` if the answer to a write never came. */
  readonly committed: 'no' | 'unknown';
  /** As HTTP has it. */
  readonly status: number;
  /** Found again in the log of the deployment; empty if no answer came. */
  readonly requestId: string;

  /** `named`: what the call was about; `details` has it, too. */
  constructor(storeName: StoreName, error: StoreError, named: Readonly<Record<string, string>>) {
    super(
      {
        id: error.id.replace('_AGENTKEEP_', `_${storeName}_`) as ErrorId,
        domain: 'STORAGE',
        category: error.category,
        text: error.message,
        details: { ...named, ...flat(error.details) },
      },
      error.cause,
    );
    this.code = error.code;
    this.retryable = error.retryable;
    this.committed = error.committed;
    this.status = error.status;
    this.requestId = error.requestId;
  }
}

/** A store that cannot be made of these options. */
export function initializationError(storeName: StoreName, cause: unknown): MastraError {
  // As the adapter it stands for has it.
  const constructorName = storeName === 'DSQL' ? 'DSQL_STORE' : storeName;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MastraError(
    {
      id: `MASTRA_STORAGE_${constructorName}_INITIALIZATION_FAILED` as ErrorId,
      domain: 'STORAGE',
      category: storeName === 'DSQL' ? 'USER' : 'SYSTEM',
      text: `the store cannot be made: ${reason}`,
    },
    cause,
  );
}

// The framework's details are one level of plain values.
function flat(details: Readonly<Record<string, unknown>>): Details {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null
        ? JSON.stringify(value)
        : (value as string | number | boolean | null),
    ]),
  ) as Details;
}
