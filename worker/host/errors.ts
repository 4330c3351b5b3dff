import { errorKinds } from '../generated/errors.js';

export type ErrorCode = keyof typeof errorKinds;

/** A refusal that the host makes itself; its body has the shape of the core's errors. */
export class RequestError extends Error {
  override readonly name: string = 'RequestError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly committed: 'yes' | 'no' | 'unknown';

  constructor(
    code: ErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    committed: 'yes' | 'no' | 'unknown' = code === 'outcome_unknown' ? 'unknown' : 'no',
  ) {
    super(message);
    this.code = code;
    this.details = details;
    this.committed = committed;
  }

  /** The last part of its id. */
  get idStatus(): string {
    return this.code.toUpperCase();
  }

  get status(): number {
    return errorKinds[this.code].status;
  }
}

/** A setting that cannot be used. The message names the setting and never repeats a secret. */
export class ConfigError extends RequestError {
  constructor(message: string) {
    super('internal', message);
  }
}

const encoder = new TextEncoder();

/** The JSON body of an error. `method` is a wire name such as `memory.saveThread`, or empty. */
export function errorBody(error: RequestError, method: string, requestId: string): Uint8Array {
  const { category, retryable } = errorKinds[error.code];
  const isVectors = method.startsWith('vectors.');
  return encoder.encode(
    JSON.stringify({
      error: {
        code: error.code,
        id: `MASTRA_${isVectors ? 'VECTOR' : 'STORAGE'}_AGENTKEEP_${operationOf(method)}_${error.idStatus}`,
        // As the core has it.
        domain: isVectors && category === 'USER' ? 'MASTRA_VECTOR' : 'STORAGE',
        category,
        message: error.message,
        details: error.details,
        retryable: retryable && error.committed === 'no',
        committed: error.committed,
        requestId,
      },
    }),
  );
}

// memory.saveThread -> SAVE_THREAD, records.record.create -> CREATE
function operationOf(method: string): string {
  const name = method.slice(method.lastIndexOf('.') + 1);
  return name === '' ? 'REQUEST' : name.replace(/[A-Z]/g, '_$&').toUpperCase();
}
