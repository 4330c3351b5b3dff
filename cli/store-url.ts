import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Connection } from '../client/connection.js';
import { checkedPrefix } from '../client/in-process-connection.js';
import { checked, Refusal, UsageError } from './errors.js';

/** What the URLs of stores are, for the help of commands. */
export const urlHelp = `
A store is a URL:
  https://agentkeep.<you>.workers.dev       a deployment; a token of scope admin in AGENTKEEP_TOKEN
  d1://<account id>/<database id>           D1 over Cloudflare's API; CLOUDFLARE_API_TOKEN
  d1-local://DB?state=.wrangler/state       the local D1 of \`wrangler dev\`, by its binding (&config=wrangler.toml)
  libsql://<database>.turso.io              Turso, or a libSQL server; LIBSQL_AUTH_TOKEN (?tls=0: without TLS)
  file:./mastra.db                          a SQLite file
  postgres://user@host/database?schema=s    PostgreSQL; PGPASSWORD
  dsql://<cluster>.dsql.<region>.on.aws     Aurora DSQL; AWS_ACCESS_KEY_ID and so on (?schema=s&user=admin)
  dynamodb://<table>?region=us-east-1       DynamoDB; AWS_ACCESS_KEY_ID and so on (&endpoint=http://…)
Each takes ?tablePrefix=, where its tables have one.`;

/** Settings of a store that this process opens. */
export interface Rules {
  readonly search?: boolean;
}

/** What of a store is known by its URL. */
export interface Place {
  /** The URL without secrets: to name the store, and to know it again. */
  readonly name: string;
  /**
   * It has U+FFFD in place of what PostgreSQL does not keep, or may have: which database a deployment
   * has is not known.
   */
  readonly mayReplace?: boolean;
  /** How many rows there are, about, where `store.tables` counts none. */
  readonly rowsAbout?: () => Promise<number | undefined>;
  /**
   * How its connection is opened; nothing is asked before a first call. `rules` say how a store in
   * this process is used; a deployment has its own.
   */
  connect(rules?: Rules): Promise<Connection>;
}

/** What a command says of a store beside its URL. */
export interface PlaceOptions {
  /** Of its tables, unless the URL has one. */
  readonly tablePrefix?: string;
  /** Names of variables that may have the token of a deployment: the first one that is set counts. */
  readonly tokens?: string[];
  /** It may be new: a file or local D1 that is not there is made, and not refused. */
  readonly isNew?: boolean;
}

/** Reads the URL of a store. Throws UsageError. */
export function placeOf(
  url: string,
  { tablePrefix, tokens = ['AGENTKEEP_TOKEN'], isNew = false }: PlaceOptions = {},
): Place {
  const scheme = /^([a-z0-9+-]+):/i.exec(url)?.[1];
  if (scheme === 'file') return file(url, tablePrefix, isNew);
  const reader = scheme === undefined ? undefined : readers[scheme];
  if (reader === undefined) {
    throw new UsageError(
      `'${scheme === undefined ? url : `${scheme}:…`}' is no store: it must be the URL of one, such as file:./mastra.db`,
    );
  }
  const parsed = checked(() => {
    try {
      return new URL(url);
    } catch {
      throw new Error(`the URL of a store, ${scheme}:…, cannot be read`);
    }
  });
  const options = new Options(parsed, tablePrefix);
  const place = reader(parsed, options, tokens, isNew);
  options.finish();
  return place;
}

/** The parameters of a URL, taken one after the other. */
class Options {
  readonly #url: URL;
  readonly #left: Set<string>;
  readonly #prefix: string | undefined;

  constructor(url: URL, prefix: string | undefined) {
    this.#url = url;
    this.#left = new Set(url.searchParams.keys());
    this.#prefix = prefix;
  }

  take(name: string): string | undefined {
    this.#left.delete(name);
    return this.#url.searchParams.get(name) ?? undefined;
  }

  prefix(): string {
    return prefixOf(this.take('tablePrefix') ?? this.#prefix);
  }

  /** Of a store that has none. */
  noPrefix(instead: string): void {
    if ((this.take('tablePrefix') ?? this.#prefix ?? '') === '') return;
    throw new UsageError(`--table-prefix is not for ${this.#url.protocol}//: ${instead}`);
  }

  finish(): void {
    const [name] = this.#left;
    if (name !== undefined) throw new UsageError(`${this.#url.protocol}// takes no ?${name}=`);
  }
}

type Reader = (url: URL, options: Options, tokens: readonly string[], isNew: boolean) => Place;

const readers: Record<string, Reader> = {
  http: deployment,
  https: deployment,
  d1: (url, options) => {
    const tablePrefix = options.prefix();
    const apiToken = required('CLOUDFLARE_API_TOKEN', 'd1://');
    const apiUrl = process.env['CLOUDFLARE_API_BASE_URL'];
    const [accountId, databaseId] = [url.host, url.pathname.slice(1)];
    return {
      name: named(url, { tablePrefix }),
      async connect(rules) {
        const { d1RestConnection } = await import('../client/local-connections.js');
        return usable(() =>
          d1RestConnection({ accountId, databaseId, apiToken, apiUrl, tablePrefix, ...rules }),
        );
      },
    };
  },
  'd1-local': (url, options, _, isNew) => {
    const tablePrefix = options.prefix();
    const state = resolve(options.take('state') ?? '.wrangler/state');
    const config = options.take('config');
    const binding = url.host === '' ? 'DB' : url.host;
    return {
      name: `d1-local://${binding}?state=${state}${tablePrefix && `&tablePrefix=${tablePrefix}`}`,
      async connect(rules) {
        const [{ openLocalD1 }, { d1Connection }] = [
          await import('./local-d1.js'),
          await import('../client/local-connections.js'),
        ];
        const local = await openLocalD1(binding, state, config, isNew);
        if (local === undefined) {
          throw new Refusal(
            `there is no database ${binding} in ${state}: agentkeep migrate '${url.href}' makes one`,
          );
        }
        const connection = usable(() => d1Connection(local.database, { tablePrefix, ...rules }));
        return {
          initMethod: connection.initMethod,
          call: (...args) => connection.call(...args),
          close: local.close,
        };
      },
    };
  },
  libsql: (url, options) => {
    const tablePrefix = options.prefix();
    const tls = options.take('tls') !== '0';
    const authToken =
      options.take('authToken') ??
      process.env['LIBSQL_AUTH_TOKEN'] ??
      process.env['TURSO_AUTH_TOKEN'];
    return {
      name: named(url, { tablePrefix }),
      async connect(rules) {
        const { libsqlConnection } = await import('../client/libsql-connection.js');
        const at = `${tls ? 'https' : 'http'}://${url.host}${url.pathname}`;
        return usable(() =>
          libsqlConnection({
            url: at,
            tablePrefix,
            ...rules,
            ...(authToken === undefined ? {} : { authToken }),
          }),
        );
      },
    };
  },
  postgres,
  postgresql: postgres,
  dsql: (url, options) => {
    options.noPrefix('it has ?schema=');
    const schemaName = options.take('schema') ?? 'public';
    const user = options.take('user') ?? 'admin';
    const region = options.take('region');
    return {
      name: named(url, { schema: schemaName }),
      mayReplace: true,
      async connect() {
        const [{ dsqlPool, regionOf }, pg] = [
          await import('../worker/host/dsql-token.js'),
          await pgDriver(),
        ];
        const signed = region ?? regionOf(url.hostname);
        if (signed === undefined)
          throw new UsageError('dsql://: the host names no region: ?region=');
        const port = url.port === '' ? 5432 : Number(url.port);
        const pool = new pg.Pool({
          ...dsqlPool({
            ...{ host: url.hostname, port, user, region: signed },
            credentialsOf: async () => awsCredentials(),
          }),
          database: url.pathname.slice(1) || 'postgres',
          ssl: {},
          max: 4,
          maxLifetimeSeconds: 3300,
        });
        return pooled(pool, true, schemaName);
      },
    };
  },
  dynamodb: (url, options) => {
    const prefix = options.prefix();
    if (prefix !== '')
      throw new UsageError('--table-prefix is not for dynamodb://: it has one table');
    const region = options.take('region') ?? process.env['AWS_REGION'] ?? 'us-east-1';
    const endpoint = options.take('endpoint');
    return {
      name: named(url, { region, endpoint }),
      async rowsAbout() {
        const { itemsOf } = await import('./dynamodb-items.js');
        return itemsOf(url.host, region, endpoint, awsCredentials);
      },
      async connect() {
        const { dynamoConnection } = await import('../client/dynamodb-connection.js');
        return usable(() =>
          dynamoConnection({
            tableName: url.host,
            region,
            ...(endpoint === undefined ? {} : { endpoint }),
          }),
        );
      },
    };
  },
};

function deployment(url: URL, options: Options, tokens: readonly string[]): Place {
  options.noPrefix('a deployment knows its own');
  const token = tokens.map((name) => process.env[name]).find((value) => value !== undefined);
  return {
    name: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    mayReplace: true,
    async connect() {
      const { HttpConnection } = await import('../client/http-connection.js');
      return usable(() => {
        try {
          const given = token === undefined || token === '' ? {} : { token };
          return new HttpConnection({ endpoint: url.href, timeoutMs: 120_000, ...given });
        } catch (cause) {
          const { message } = cause as Error;
          throw new Error(message.replace(/^token/, tokens[0]!).replace(/^endpoint/, 'the URL'));
        }
      });
    },
  };
}

function file(url: string, given: string | undefined, isNew: boolean): Place {
  const [path = '', query = ''] = url.split('?');
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys()) {
    if (name !== 'tablePrefix') throw new UsageError(`file: takes no ?${name}=`);
  }
  const tablePrefix = prefixOf(parameters.get('tablePrefix') ?? given);
  return {
    name: `file:${resolve(path.slice('file:'.length))}${tablePrefix && `?tablePrefix=${tablePrefix}`}`,
    async connect(rules) {
      const { fileOf, libsqlConnection } = await import('../client/libsql-connection.js');
      const opened = usable(() => fileOf(path));
      if (!isNew && opened !== undefined && opened !== ':memory:' && !existsSync(opened)) {
        throw new Refusal(
          `there is no file ${resolve(opened)}: agentkeep migrate ${url} makes one`,
        );
      }
      // Read once from end to end: what is mapped or kept would only be memory.
      const localPragmas = { cacheSize: -4000, mmapSize: 0 };
      return usable(() => libsqlConnection({ url: path, tablePrefix, localPragmas, ...rules }));
    },
  };
}

function postgres(url: URL, options: Options): Place {
  options.noPrefix('it has ?schema=');
  const schemaName = options.take('schema') ?? 'public';
  const rest = new URL(url);
  rest.searchParams.delete('schema');
  for (const name of rest.searchParams.keys()) options.take(name); // those of the driver
  return {
    // The driver takes the host of a socket so.
    name: named(url, { schema: schemaName, host: url.searchParams.get('host') ?? undefined }),
    mayReplace: true,
    async connect(rules) {
      const pg = await pgDriver();
      const pool = new pg.Pool({ connectionString: rest.href, max: 4 });
      return pooled(pool, false, schemaName, rules);
    },
  };
}

async function pooled(
  pool: import('pg').Pool,
  isDsql: boolean,
  schemaName: string,
  rules: Rules = {},
): Promise<Connection> {
  const { postgresConnection } = await import('../client/postgres-connection.js');
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return usable(() =>
    postgresConnection({
      pool: pool as unknown as import('../worker/host/postgres.js').PgPool,
      ...{ database: undefined, isDsql, preparedStatements: true, schemaName, rules },
      close: () => pool.end(),
    }),
  );
}

/** That of a PostgreSQL that is no store of ours. Throws UsageError. */
export function postgresUrl(url: string): URL {
  const read = URL.canParse(url) ? new URL(url) : undefined;
  if (read?.protocol === 'postgres:' || read?.protocol === 'postgresql:') return read;
  throw new UsageError('what --from reads must be a URL such as postgres://user@host/database');
}

/** The driver of the project. */
export async function pgDriver(): Promise<typeof import('pg')> {
  const found = (await import('pg').catch(() => undefined)) as
    (typeof import('pg') & { default?: typeof import('pg') }) | undefined;
  if (found === undefined) throw new Refusal('pg is not here: npm install pg');
  return found.default ?? found;
}

/** The URL with those of its parameters that tell which store it is. */
function named(url: URL, parameters: Readonly<Record<string, string | undefined>>): string {
  const shown = new URL(url);
  shown.password = '';
  shown.search = '';
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') shown.searchParams.set(name, value);
  }
  return shown.href;
}

function prefixOf(given: string | undefined): string {
  return checked(() => {
    try {
      return checkedPrefix(given);
    } catch (cause) {
      throw new Error((cause as Error).message.replace('tablePrefix', '--table-prefix'));
    }
  });
}

/** What refuses its options says what is wrong with the command line. */
function usable<Result>(open: () => Result): Result {
  return checked(open);
}

function required(name: string, scheme: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== '') return value;
  throw new UsageError(`${scheme} needs ${name} in the environment`);
}

function awsCredentials() {
  return {
    accessKeyId: required('AWS_ACCESS_KEY_ID', 'dsql://'),
    secretAccessKey: required('AWS_SECRET_ACCESS_KEY', 'dsql://'),
    ...(process.env['AWS_SESSION_TOKEN'] === undefined
      ? {}
      : { sessionToken: process.env['AWS_SESSION_TOKEN'] }),
  };
}
