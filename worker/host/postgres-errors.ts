import { ConfigError } from './errors.js';
import { failure, type DbFailure } from './abi.js';

/** What a driver of PostgreSQL tells of a failure: fields of the server's message, if it sent one. */
export interface PostgresError {
  /** SQLSTATE; the driver and the system have words of their own, such as `ECONNRESET`. */
  readonly code?: string;
  readonly message: string;
  readonly detail?: string;
  readonly table?: string;
  readonly constraint?: string;
}

const isSqlState = (code: string | undefined): code is string =>
  code !== undefined && /^[0-9A-Z]{5}$/.test(code);

/** The server has answered: it is there, and the statement is what failed. */
export function isAnswer(error: PostgresError): boolean {
  return isSqlState(error.code) && !/^(08|57P)/.test(error.code);
}

const untrusted = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * What is wrong with the settings, where they are to blame: no call will succeed until somebody has
 * changed them, or what they lead to. Undefined for other errors.
 */
export function settingsErrorOf(
  { code, message }: PostgresError,
  isDsql: boolean,
): ConfigError | undefined {
  if (code === '28000' || code === '28P01') {
    return new ConfigError(
      isDsql
        ? tokenRefused(message)
        : 'the server refuses the connection: ' +
            'check user, password and database, and whether it asks for TLS',
    );
  }
  if (code === '3D000') {
    return new ConfigError('the server has no such database: check its name');
  }
  if (code === '42501') {
    return new ConfigError(
      "the database's user lacks a privilege: it needs USAGE of the schema, SELECT, INSERT, UPDATE " +
        'and DELETE on its tables, and CREATE to make them',
    );
  }
  if (code === '25006') {
    return new ConfigError(
      'the server only reads: it is a replica, or default_transaction_read_only is on',
    );
  }
  if (code !== undefined && untrusted.has(code)) {
    return new ConfigError(
      "the server's certificate is not trusted: check host, and ssl.ca where its authority is your own",
    );
  }
  if (message === 'The server does not support SSL connections') {
    return new ConfigError('the server does not speak TLS: check host, port and ssl');
  }
  if (message === 'Cannot use a pool after calling end on the pool') {
    return new ConfigError('the store has been closed');
  }
  return undefined;
}

function tokenRefused(message: string): string {
  return /expired|not yet valid/i.test(message)
    ? "Aurora DSQL refuses the token, which is not valid by the cluster's clock: check this " +
        "machine's clock, and that the credentials have not expired"
    : 'Aurora DSQL refuses the token: check that the credentials are known and in force, that ' +
        'region is that of the cluster, and that their policy has dsql:DbConnectAdmin, or ' +
        'dsql:DbConnect for a user other than admin';
}

/** Another transaction was faster. Aurora DSQL: OC000 for data, OC001 for an old catalogue. */
export function isConflict({ code }: PostgresError): boolean {
  return code === '40001' || code === '40P01' || code === '55P03';
}

/**
 * The connection does not have a statement that it has parsed: a proxy such as PgBouncer hands the
 * server's connections around, or somebody removed it.
 */
export function isUnprepared({ code }: PostgresError): boolean {
  return code === '26000';
}

/**
 * What an error of PostgreSQL or Aurora DSQL means to the core: the only place that reads them.
 * Every one of them undoes the transaction; what was lost on the way is `unavailable` and `sent`,
 * unless `readOnly` says that the batch writes nothing.
 */
export function classifyPostgresError(error: PostgresError, readOnly: boolean): DbFailure {
  const unsent = (kind: DbFailure['failure'], detail = ''): DbFailure => ({
    failure: kind,
    sent: false,
    detail,
  });
  const { code, message } = error;
  if (!isAnswer(error)) return { failure: failure.unavailable, sent: !readOnly, detail: '' };
  if (isConflict(error) || isUnprepared(error)) return unsent(failure.busy);
  switch (code) {
    case '22P02': {
      const guard = /agentkeep guard (\d+)/.exec(message);
      return guard?.[1] === undefined ? unsent(failure.refused) : unsent(failure.guard, guard[1]);
    }
    case '2201B': // a regular expression that is none
      return unsent(failure.refused, 'pattern');
    case 'AK001':
      return unsent(failure.readOnly);
    case '23505':
      return unsent(failure.unique, violatedColumns(error));
    // Another one has made the same schema, table, column or index since they were looked at.
    case '42P06':
    case '42P07':
    case '42701':
    case '42710':
      return unsent(failure.unique);
    case '42P01': // a table
    case '3F000': // a schema
    case '42703': // a column
      return unsent(failure.missing, /["«„]([^"»“]+)["»“]/.exec(message)?.[1] ?? '');
    // The time that somebody allows a statement or a transaction.
    case '57014':
    case '25P03':
      return unsent(failure.unavailable);
    default:
      break;
  }
  if (code!.startsWith('54')) return unsent(failure.tooLarge);
  if (code!.startsWith('53')) return unsent(failure.overloaded);
  return unsent(failure.refused);
}

// `table.column, table.column`: the server names the columns in its detail, in any language as
// `(a, b)=(`.
function violatedColumns({ table, detail, constraint }: PostgresError): string {
  const columns = /\(([^()]+)\)=\(/.exec(detail ?? '')?.[1];
  if (table === undefined || columns === undefined) return constraint ?? '';
  return columns
    .split(', ')
    .map((column) => `${table}.${column.replaceAll('"', '')}`)
    .join(', ');
}
