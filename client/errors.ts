import { MastraError } from '@mastra/core/error';
import { errorKinds } from '../worker/generated/errors.js';
import { StoreError } from './store-error.js';
import type { ErrorCode } from './store-error.js';

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
        ...placeOf(error),
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

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this === AgentKeepError && value instanceof MetadataFilterError) return true;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }
}

// What fails in a vector store, the framework calls that of somebody else, such as that there is no
// index of that name.
function placeOf({
  code,
  id,
  domain,
  category,
}: StoreError): Pick<MastraError, 'domain' | 'category'> {
  const failed = code !== 'invalid_argument' && /^MASTRA_VECTOR_.*_FAILED$/.test(id);
  return (failed ? { domain: 'STORAGE', category: 'THIRD_PARTY' } : { domain, category }) as Pick<
    MastraError,
    'domain' | 'category'
  >;
}

/**
 * Why a list of messages refuses its metadata filter. A TypeError, as the framework has it, and an
 * AgentKeepError to those who ask for one: all that one has is here, too.
 */
export class MetadataFilterError extends TypeError {
  declare readonly code: AgentKeepError['code'];
  declare readonly id: AgentKeepError['id'];
  declare readonly domain: AgentKeepError['domain'];
  declare readonly category: AgentKeepError['category'];
  declare readonly details: AgentKeepError['details'];
  declare readonly retryable: boolean;
  declare readonly committed: AgentKeepError['committed'];
  declare readonly status: number;
  declare readonly requestId: string;
  readonly #error: AgentKeepError;

  constructor(error: AgentKeepError) {
    super(error.message, { cause: error });
    this.#error = error;
    const { code, id, domain, category, details, retryable, committed, status, requestId } = error;
    const members = {
      code,
      id,
      domain,
      category,
      details,
      retryable,
      committed,
      status,
      requestId,
    };
    Object.assign(this, members);
  }

  toJSON(): ReturnType<AgentKeepError['toJSON']> {
    return this.#error.toJSON();
  }
}

/** A store that cannot be made of these options: `invalid_argument`. */
export function initializationError(
  storeName: StoreName,
  cause: unknown,
  of: 'STORAGE' | 'VECTOR' = 'STORAGE',
): AgentKeepError {
  // As the adapter it stands for has it.
  const isStorage = of === 'STORAGE';
  const status =
    isStorage && storeName === 'DYNAMODB' ? 'CONSTRUCTOR_FAILED' : 'INITIALIZATION_FAILED';
  const constructorName = isStorage && storeName === 'DSQL' ? 'DSQL_STORE' : storeName;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const error = new StoreError(
    errorKinds.invalid_argument.status,
    {
      code: 'invalid_argument',
      id: `MASTRA_${of}_${constructorName}_${status}`,
      domain: isStorage ? 'STORAGE' : 'MASTRA_VECTOR',
      category: storeName === 'DSQL' || storeName === 'DYNAMODB' ? 'USER' : 'SYSTEM',
      message: `the store cannot be made: ${reason}`,
      details: {},
      retryable: false,
      committed: 'no',
      requestId: '',
    },
    cause,
  );
  return new AgentKeepError(storeName, error, {});
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
