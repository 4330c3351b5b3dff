/** What a Worker on one kind of database needs. */
export interface DatabaseKind {
  /** In a sentence: "agentkeep on …". */
  readonly title: string;
  /** The entry of the package that is its Worker. */
  readonly entry: 'agentkeep/worker' | 'agentkeep/worker/postgres' | 'agentkeep/worker/dynamodb';
  /** What the entry exports beside its default. */
  readonly exports: readonly string[];
  /** Packages beside agentkeep. */
  readonly packages: readonly string[];
  /** Commands before the first deployment. */
  readonly steps: readonly string[];
  readonly secrets: readonly string[];
  /** Lines of wrangler.toml above its first table, and below. */
  readonly flags: string;
  readonly settings: string;
}

const d1: DatabaseKind = {
  title: 'a D1 database',
  entry: 'agentkeep/worker',
  exports: [],
  packages: [],
  steps: ['npx wrangler d1 create <name>                # put the database_id into wrangler.toml'],
  secrets: [],
  flags: '',
  settings: `[[d1_databases]]
binding = "DB"
database_name = "<name>"
# database_id = "..."    # npx wrangler d1 create <name> prints it; locally none is needed
`,
};

const objects: DatabaseKind = {
  ...d1,
  title: 'a Durable Object for each tenant',
  exports: ['AgentKeepObject'],
  steps: [],
  settings: `[vars]
AGENTKEEP_DATABASE = "durable-object"
# AGENTKEEP_OBJECT_PER = "resource"    # an object for each resource of a tenant

[[durable_objects.bindings]]
name = "OBJECTS"
class_name = "AgentKeepObject"

[[migrations]]
tag = "v1"
new_sqlite_classes = ["AgentKeepObject"]
`,
};

const d1Rest: DatabaseKind = {
  ...d1,
  title: "a D1 database that no binding reaches, over Cloudflare's API",
  steps: [],
  secrets: ['AGENTKEEP_D1_API_TOKEN                # permission: D1 Edit'],
  settings: `[vars]
AGENTKEEP_DATABASE = "d1-rest"
AGENTKEEP_D1_ACCOUNT_ID = "<account id>"
AGENTKEEP_D1_DATABASE_ID = "<database id>"
`,
};

const libsql: DatabaseKind = {
  ...d1,
  title: 'a database of Turso, or of a libSQL server',
  steps: [],
  secrets: ['AGENTKEEP_LIBSQL_AUTH_TOKEN'],
  settings: `[vars]
AGENTKEEP_DATABASE = "libsql"
AGENTKEEP_LIBSQL_URL = "libsql://<database>-<organization>.turso.io"
`,
};

const postgres: DatabaseKind = {
  ...d1,
  title: 'a PostgreSQL, 16 or newer',
  entry: 'agentkeep/worker/postgres',
  packages: ['pg'],
  steps: [],
  secrets: ['AGENTKEEP_POSTGRES_URL                # or a binding HYPERDRIVE'],
  flags: `compatibility_flags = ["nodejs_compat"]
`,
  settings: `[vars]
AGENTKEEP_DATABASE = "postgres"

# Hyperdrive keeps connections open near the Worker; it takes the place of the secret AGENTKEEP_POSTGRES_URL:
# [[hyperdrive]]
# binding = "HYPERDRIVE"
# id = "..."
`,
};

const awsSecrets = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

const dsql: DatabaseKind = {
  ...postgres,
  title: 'Aurora DSQL',
  secrets: awsSecrets,
  settings: `[vars]
AGENTKEEP_DATABASE = "dsql"
AGENTKEEP_DSQL_HOST = "<cluster>.dsql.<region>.on.aws"
`,
};

const dynamodb: DatabaseKind = {
  ...d1,
  title: 'a DynamoDB table',
  entry: 'agentkeep/worker/dynamodb',
  steps: ['# make the table first: node_modules/agentkeep/docs/dynamodb.md'],
  secrets: awsSecrets,
  settings: `[vars]
AGENTKEEP_DATABASE = "dynamodb"
AGENTKEEP_DYNAMODB_TABLE = "mastra"
AGENTKEEP_DYNAMODB_REGION = "us-east-1"
`,
};

/** By the words of AGENTKEEP_DATABASE. */
export const databases: Readonly<Record<string, DatabaseKind>> = {
  d1,
  'durable-object': objects,
  'd1-rest': d1Rest,
  libsql,
  postgres,
  dsql,
  dynamodb,
};

/** The Worker's index.ts. */
export function entryOf({ entry, exports }: DatabaseKind): string {
  return `export { ${['default', ...exports].join(', ')} } from '${entry}';\n`;
}

/** The Worker's wrangler.toml; `assets` is the folder of the package's static assets, as seen from it. */
export function configOf(
  { title, flags, settings }: DatabaseKind,
  name: string,
  assets: string,
): string {
  return `# agentkeep on ${title}.
name = "${name}"
main = "index.ts"
compatibility_date = "2026-08-01"
${flags}workers_dev = true
# Without it every function expression that a request makes costs an Object.defineProperty.
keep_names = false
minify = true

${settings.replaceAll('<name>', name)}
# What the platform answers without asking the Worker: /openapi.json.
[assets]
directory = ${JSON.stringify(assets)}

# Once a day rows that are too old go: see docs/retention.md of the package.
# [triggers]
# crons = ["30 3 * * *"]

[observability]
enabled = true
`;
}
