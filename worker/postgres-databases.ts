import pg from 'pg';
import type { PoolConfig } from 'pg';
import { needed } from './databases.js';
import type { Choice } from './databases.js';
import { ConfigError } from './host/errors.js';
import { dsqlPool, regionOf } from './host/dsql-token.js';
import { Postgres } from './host/postgres.js';
import type { PgPool } from './host/postgres.js';
import type { Database } from './host/transport.js';

/** What AGENTKEEP_DATABASE may say to the Worker of worker/postgres.ts. */
export const postgresDatabases: ReadonlyMap<string, Choice> = new Map<string, Choice>([
  [
    'postgres',
    {
      settings: ['HYPERDRIVE', 'AGENTKEEP_POSTGRES_URL'],
      make(env) {
        const connectionString =
          env.HYPERDRIVE?.connectionString ?? needed(env, 'AGENTKEEP_POSTGRES_URL');
        // The parser of `pg` would repeat what it cannot read, password and all.
        if (!/^postgres(ql)?:\/\/[^/]/.test(connectionString) || !URL.canParse(connectionString)) {
          throw new ConfigError(
            'AGENTKEEP_POSTGRES_URL is not valid: postgres://user:password@host:port/database',
          );
        }
        return perCall({ connectionString }, false);
      },
    },
  ],
  [
    'dsql',
    {
      settings: [
        'AGENTKEEP_DSQL_HOST',
        'AGENTKEEP_DSQL_REGION',
        'AGENTKEEP_DSQL_USER',
        'AWS_ACCESS_KEY_ID',
        'AWS_SECRET_ACCESS_KEY',
        'AWS_SESSION_TOKEN',
      ],
      make(env) {
        const [, host, port] =
          /^([a-z0-9.-]+)(?::(\d{1,5}))?$/.exec(needed(env, 'AGENTKEEP_DSQL_HOST')) ?? [];
        if (host === undefined) {
          throw new ConfigError(
            "AGENTKEEP_DSQL_HOST is not valid: the cluster's endpoint, such as " +
              'abc123.dsql.us-east-1.on.aws',
          );
        }
        const region = env.AGENTKEEP_DSQL_REGION || regionOf(host);
        if (region === undefined) {
          throw new ConfigError(
            'AGENTKEEP_DSQL_REGION is not configured: AGENTKEEP_DSQL_HOST does not name the region',
          );
        }
        const credentials = {
          accessKeyId: needed(env, 'AWS_ACCESS_KEY_ID'),
          secretAccessKey: needed(env, 'AWS_SECRET_ACCESS_KEY'),
          sessionToken: env.AWS_SESSION_TOKEN || undefined,
        };
        const user = env.AGENTKEEP_DSQL_USER || 'admin';
        return perCall(
          dsqlPool({
            host,
            port: Number(port ?? 5432),
            user,
            region,
            credentialsOf: async () => credentials,
          }),
          true,
        );
      },
    },
  ],
]);

// A socket belongs to the request that opened it: each call has a connection of its own.
function perCall(options: PoolConfig, isDsql: boolean): Database {
  return {
    open() {
      const pool = new pg.Pool({ connectionTimeoutMillis: 5000, ...options, max: 1 });
      // Whoever waits for the connection is told; nobody else is to be.
      pool.on('error', () => {});
      const shared = { isDsql, isOwn: true, naming: false, turn: Promise.resolve() };
      return new Postgres(pool as unknown as PgPool, shared, () => pool.end());
    },
    holdsNothing: true,
    close: async () => {},
  };
}
