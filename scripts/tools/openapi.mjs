// What HTTP and documentation add to the core's description of its methods: the server, headers,
// answers that all methods share, and examples. See scripts/generate.

const time = '2026-01-01T00:00:00.000Z';
const indexName = 'idx_threads_created_at';

/** Values of members by their names, where the type alone would say nothing. */
const values = {
  activationRatio: 0.8,
  authorId: 'user-1',
  columns: ['createdAt'],
  content: { format: 2, parts: [{ type: 'text', text: 'Remember me' }] },
  createdTables: ['mastra_threads'],
  cycleId: 'cycle-1',
  definition: 'CREATE INDEX idx_threads_created_at ON mastra_threads (createdAt)',
  deleted: 12,
  direction: 'DESC',
  domain: 'memory',
  entityId: 'agent-1',
  dimension: 3,
  entityType: 'AGENT',
  field: 'createdAt',
  graph: [],
  input: 'What is due?',
  inputSchema: { type: 'object' },
  keys: [['thread-9']],
  limit: 20,
  maxAge: '30d',
  messageIdMap: { 'message-1': 'message-2' },
  messageIds: ['message-1'],
  method: 'btree',
  name: 'First',
  newThreadId: 'thread-2',
  observations: 'Prefers short answers.',
  originType: 'initial',
  output: 'The report.',
  outputSchema: { type: 'object' },
  page: 0,
  path: 'entityName',
  perPage: 40,
  refuse: false,
  queryVector: [0.1, 0.2, 0.3],
  reflection: 'Prefers short answers.',
  requestId: '8f2b1c9d4e6a7035',
  resourceId: 'user-1',
  result: { status: 'success', output: { sum: 3 } },
  role: 'user',
  rows: [
    { id: 'thread-9', resourceId: 'user-1', title: 'First', createdAt: time, updatedAt: time },
  ],
  runId: 'run-1',
  scope: 'resource',
  score: 0.9,
  scorerId: 'scorer-1',
  snapshot: { runId: 'run-1', status: 'running', context: {} },
  source: 'LIVE',
  sourceThreadId: 'thread-1',
  spanId: '00f067aa0ba902b7',
  status: 'active',
  stepId: 'step-1',
  table: 'mastra_threads',
  threadId: 'thread-1',
  title: 'First',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  vector: [0.1, 0.2, 0.3],
  vectors: [[0.1, 0.2, 0.3]],
  workflowName: 'workflow-1',
};

/** The same of lists. */
const lists = {
  defaultScope: ['org:acme'],
  resolutionScope: ['org:acme'],
  scope: ['org:acme', 'resource:user-1'],
};

/** Values of `id` by the schema that has it. */
const ids = {
  Error: 'MASTRA_STORAGE_AGENTKEEP_UPDATE_THREAD_NOT_FOUND',
  Message: 'message-1',
  MessageChange: 'message-1',
  Include: 'message-1',
  Resource: 'user-1',
  Score: 'score-1',
  SaveScore: 'score-1',
  GetScoreById: 'score-1',
  Thread: 'thread-1',
  UpdateThread: 'thread-1',
  UpdateThreadIf: 'thread-1',
  UpsertWorkflowDefinition: 'workflow-1',
  WorkflowDefinition: 'workflow-1',
  WorkflowDefinitionId: 'workflow-1',
};

/** New rows of the models of `records`, whose methods take what a Prisma client takes. */
const rows = {
  Record: { externalId: '17', entityType: 'contact', data: { email: 'ada@example.com' } },
  Connection: { name: 'Ada', connectionId: 'hubspot' },
  Credential: { type: 'oauth', value: { token: 't-1' }, k_id: 'connection-1' },
  Entity: { type: 'contact', createdBy: 'user-1', k_id: 'connection-1' },
  Property: { name: 'email', displayName: 'E-mail', type: 'SINGLE_LINE_TEXT', order: 1 },
};

/** Of an argument of `RecordsRecordUpdate` and its like, undefined of others. */
function argumentOf(name, owner) {
  const [, model, verb] =
    /^Records(Record|Connection|Credential|Entity|Property)([A-Z]\w*)$/.exec(owner ?? '') ?? [];
  if (model === undefined) return undefined;
  const changes = verb === 'UpdateMany' ? {} : rows[model];
  return { where: { id: 'record-1' }, data: changes, create: changes, update: changes }[name];
}

/** Members that an example has, though they need not be there. */
const shown = new Set([
  'createdAt',
  'ExportedRows.rows',
  'ExportRows.table',
  'graph',
  'inputSchema',
  'outputSchema',
  'Reindex.again',
  'title',
  'toolkit',
  'updatedAt',
  'VectorsDeleteVectors.ids',
  'VectorsUpdateVector.id',
]);

/**
 * A value that the schema accepts: with the members that it requires, or else with its first two.
 * `schemas` are the components; `name` is that of the member, `owner` of the schema that has it.
 */
function exampleOf(schema, schemas, name, owner) {
  if (schema.$ref) {
    const target = schema.$ref.split('/').at(-1);
    return exampleOf(schemas[target], schemas, name, target);
  }
  const argument = argumentOf(name, owner);
  if (argument !== undefined) return structuredClone(argument);
  if (name === 'id') return ids[owner] ?? 'record-1';
  if (name === 'name' && owner?.includes('Index')) return indexName;
  if (schema.type === 'array' && lists[name] !== undefined) return [...lists[name]];
  if (name !== undefined && values[name] !== undefined && fits(values[name], schema)) {
    return structuredClone(values[name]);
  }
  const one = schema.allOf?.[0] ?? schema.oneOf?.[0];
  if (one) return exampleOf(one, schemas, name, owner);
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.format === 'date-time') return time;
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'string':
      // Of an id: agentId, agent-1.
      return name?.replace(/([a-z])Id$/, '$1-1') ?? 'text';
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'array':
      return [exampleOf(schema.items, schemas, undefined, owner)];
    case 'null':
      return null;
    default:
      return objectOf(schema, schemas, owner);
  }
}

function objectOf({ properties = {}, required = [] }, schemas, owner) {
  const names = Object.keys(properties);
  let chosen = names.filter(
    (name) => required.includes(name) || shown.has(name) || shown.has(`${owner}.${name}`),
  );
  if (chosen.length === 0) chosen = names.slice(0, 2);
  return Object.fromEntries(
    chosen.map((name) => [name, exampleOf(properties[name], schemas, name, owner)]),
  );
}

/** Whether the value is of the schema's type, as far as types go. */
function fits(value, schema) {
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.allOf || schema.$ref || schema.const !== undefined) return false;
  if (schema.oneOf) return schema.oneOf.some((one) => fits(value, one));
  if (schema.type === undefined) return true;
  if (Array.isArray(value) && schema.items && !value.every((each) => fits(each, schema.items))) {
    return false;
  }
  const type = Array.isArray(value) ? 'array' : typeof value;
  return [schema.type]
    .flat()
    .some((each) => each === type || (type === 'number' && each === 'integer'));
}

const header = (description, example) => ({ description, schema: { type: 'string' }, example });
const bookmark = '0000007b-0000b26e-00001538-0c3e87bb37b3db5cc52eedb93cd3b96b';

const headers = {
  'x-request-id': header('Names this call, in the log as well.', values.requestId),
  'x-d1-bookmark': header(
    'Where the request has this header: sent along with a later call, that one sees at least what ' +
      'this one saw and wrote.',
    bookmark,
  ),
  'x-agentkeep-cost': header(
    'Where the request has this header: what the call asked of the database.',
    'trips=1, statements=1, rows-read=1, rows-written=0',
  ),
  'www-authenticate': header('Always Bearer.', 'Bearer'),
  allow: header('The verbs that are possible here.', 'POST'),
};

const parameters = {
  'x-d1-bookmark': [
    'Bookmark of an earlier answer, or first-primary: this call sees what that one did, and its ' +
      'answer has one, too.',
    bookmark,
  ],
  'x-agentkeep-resource': [
    'Whose database it is, percent-encoded, where each resource has one of its own.',
    values.resourceId,
  ],
  'x-agentkeep-cost': ['With any value: the answer says what the call cost.', '1'],
};

const domains = {
  agents: 'Stored agents and their versions.',
  promptBlocks: 'Stored prompt blocks and their versions.',
  scorerDefinitions: 'Stored scorers and their versions.',
  mcpClients: 'Stored MCP clients and their versions.',
  mcpServers: 'Stored MCP servers and their versions.',
  workspaces: 'Stored workspaces and their versions.',
  skills: 'Stored skills and their versions.',
  favorites: 'Who favours what.',
  blobs: 'Contents by their hash.',
  observability: 'Traces, logs, metrics, scores and feedback.',
  memory: 'Threads, messages, resources and observational memory.',
  workflows: 'Snapshots of workflow runs.',
  workflowDefinitions: 'Definitions of workflows.',
  scores: 'What scorers found.',
  backgroundTasks: 'Tool calls that run in the background.',
  schedules: 'Cron schedules and what came of their firings.',
  channels: 'Installations of agents on chat platforms.',
  toolProviderConnections: 'Accounts of authors with providers of tools.',
  notifications: 'Inboxes of threads.',
  threadState: 'Values of threads, such as goals and tasks.',
  harness: 'Sessions of the agent harness and what they wait for.',
  datasets: 'Datasets and every version of their items.',
  experiments: 'Runs over datasets and what came of each item.',
  knowledge: 'What agents know: nodes, records about them, and who is told.',
  records: 'What is synced from external systems.',
  vectors: 'Indexes of vectors, and what is nearest.',
  store: 'The database itself: its tables and indexes.',
};

const named = (kind, names) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/${kind}/${name}` }]));

/** Headers of an answer by its status. */
function headersOf(status) {
  const own = {
    200: ['x-d1-bookmark', 'x-agentkeep-cost'],
    401: ['www-authenticate'],
    405: ['allow'],
  };
  return named('headers', ['x-request-id', ...(own[status] ?? [])]);
}

/** Schemas that something refers to: others are only spread in those of the core. */
function used(document) {
  const { schemas } = document.components;
  const found = new Set();
  const look = (value) => {
    const refs = JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g);
    for (const [, name] of refs) {
      if (found.has(name)) continue;
      found.add(name);
      look(schemas[name]);
    }
  };
  look([document.paths, document.components.responses]);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => found.has(name)));
}

/** The whole document from that of the core, which is left as it is. */
export function completed(described, errorKinds) {
  const document = structuredClone(described);
  const { schemas } = document.components;
  // What the core says of headers is said below, with examples.
  for (const { post } of Object.values(document.paths)) {
    post.parameters = Object.values(named('parameters', Object.keys(parameters)));
    const body = post.requestBody.content['application/json'];
    body.example = exampleOf(body.schema, schemas);
    const done = post.responses['200'];
    const answer = done.content['application/json'];
    answer.example = exampleOf(answer.schema, schemas);
    done.headers = headersOf('200');
  }
  const { error } = exampleOf(schemas.Error, schemas);
  for (const [status, response] of Object.entries(document.components.responses)) {
    const [code] = response.description.split(', ');
    const { category, retryable } = errorKinds[code];
    const id = `MASTRA_STORAGE_AGENTKEEP_UPDATE_THREAD_${code.toUpperCase()}`;
    const message = response.description;
    response.headers = headersOf(status);
    response.content['application/json'].example = {
      error: { ...error, id, code, category, message, retryable },
    };
  }
  const tags = new Set(Object.values(document.paths).flatMap(({ post }) => post.tags));
  const { openapi, info, ...rest } = document;
  return {
    openapi,
    info: { ...info, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/', description: 'The deployment that this document is from.' }],
    tags: [...tags].map((name) => ({ name, ...(domains[name] && { description: domains[name] }) })),
    ...rest,
    components: {
      ...document.components,
      schemas: used(document),
      headers,
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([name, [description, example]]) => [
          name,
          { name, in: 'header', required: false, description, schema: { type: 'string' }, example },
        ]),
      ),
    },
  };
}
