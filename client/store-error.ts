import { errorBody, RequestError } from '../worker/host/errors.js';
import type { ErrorCode } from '../worker/host/errors.js';
import { parsed } from '../worker/host/run-call.js';
import type { Answer } from './connection.js';

export type { ErrorCode };

/** The JSON body of a refusal. A newer deployment may know codes that this release does not. */
interface ErrorFields {
  readonly code: ErrorCode;
  readonly id: string;
  readonly domain: 'STORAGE' | 'MASTRA_VECTOR';
  readonly category: 'USER' | 'SYSTEM' | 'THIRD_PARTY';
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryable: boolean;
  readonly committed: 'no' | 'unknown';
  readonly requestId: string;
}

/** Why a method failed. Switch on `code`; `message` names the field and the limit. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: ErrorCode;
  /** Such as `MASTRA_STORAGE_AGENTKEEP_LIST_MESSAGES_INVALID_PAGE`. */
  readonly id: string;
  readonly domain: 'STORAGE' | 'MASTRA_VECTOR';
  readonly category: 'USER' | 'SYSTEM' | 'THIRD_PARTY';
  readonly details: Readonly<Record<string, unknown>>;
  /** The same call may succeed later, and nothing of this one was written. */
  readonly retryable: boolean;
  /** `unknown` if the answer to a write never came. */
  readonly committed: 'no' | 'unknown';
  readonly status: number;
  /** Found again in the log of the deployment; empty if no answer came. */
  readonly requestId: string;

  constructor(status: number, fields: ErrorFields, cause?: unknown) {
    super(fields.message, cause === undefined ? {} : { cause });
    this.code = fields.code;
    this.id = fields.id;
    this.domain = fields.domain;
    this.category = fields.category;
    this.details = fields.details;
    this.retryable = fields.retryable;
    this.committed = fields.committed;
    this.status = status;
    this.requestId = fields.requestId;
  }
}

/** The error in an answer; undefined if it is not one of ours. */
export function errorIn({ status, body }: Answer): StoreError | undefined {
  let fields: Partial<ErrorFields> | undefined;
  try {
    fields = (parsed(body) as { error?: Partial<ErrorFields> } | null)?.error;
  } catch {
    return undefined;
  }
  if (typeof fields?.code !== 'string' || typeof fields.id !== 'string') return undefined;
  return new StoreError(status, fields as ErrorFields);
}

/** An error that this side makes, in the form of the store's own. `method` is a wire name. */
export function failureOf(
  code: ErrorCode,
  message: string,
  method: string,
  cause?: unknown,
): StoreError {
  return refusalAs(new RequestError(code, message), method, cause);
}

/** A refusal of code that client and Worker share, in the form of the store's own. */
export function refusalAs(error: RequestError, method: string, cause?: unknown): StoreError {
  const { error: fields } = JSON.parse(new TextDecoder().decode(errorBody(error, method, ''))) as {
    error: ErrorFields;
  };
  return new StoreError(error.status, fields, cause);
}
