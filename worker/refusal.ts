import type { Config } from './config.js';
import { ConfigError, RequestError } from './host/errors.js';

/**
 * What a call is answered that failed before it reached the service, or by a bug of ours. Logs one
 * line, as the service does for the calls that reach it.
 */
export function refusalOf(
  cause: unknown,
  method: string,
  requestId: string,
  config: Config | undefined,
): RequestError {
  const error =
    cause instanceof RequestError ? cause : new RequestError('internal', 'the host failed');
  if (config === undefined || config.log !== 'off') {
    console.log(
      JSON.stringify({
        level: error.status >= 500 ? 'error' : 'info',
        method,
        status: error.status,
        code: error.code,
        requestId,
        // What is wrong with the settings, or our own code; of a caller's error nothing is said. The
        // message of either holds no content.
        cause:
          cause instanceof ConfigError
            ? cause.message
            : cause instanceof RequestError
              ? undefined
              : String(cause),
      }),
    );
  }
  return error;
}
