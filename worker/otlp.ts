import { RequestError } from './host/errors.js';

// OpenTelemetry's JSON encoding, https://opentelemetry.io/docs/specs/otlp, as records of the domain
// `observability`. What the GenAI semantic conventions say becomes what the framework's own spans
// have; everything else stays in `attributes`.

type Json = Record<string, unknown>;

/** A method of the store, and its arguments. */
export interface Converted {
  readonly method: 'batchCreateSpans' | 'batchCreateLogs' | 'batchCreateMetrics';
  readonly args: object;
}

const paths: Readonly<Record<string, (body: Json) => Promise<Converted> | Converted>> = {
  '/v1/otlp/v1/traces': (body) => ({
    method: 'batchCreateSpans',
    args: { records: spansOf(body) },
  }),
  '/v1/otlp/v1/logs': async (body) => ({
    method: 'batchCreateLogs',
    args: { logs: await identified(logsOf(body), 'logId') },
  }),
  '/v1/otlp/v1/metrics': async (body) => ({
    method: 'batchCreateMetrics',
    args: { metrics: await identified(metricsOf(body), 'metricId') },
  }),
};

/** Of the paths that an OpenTelemetry exporter is given as its endpoint and what it adds. */
export const isOtlp = (path: string): boolean => Object.hasOwn(paths, path);

/** The records of a request's body; rejects with RequestError where it is none. */
export async function convert(path: string, body: string): Promise<Converted> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new RequestError('invalid_json', 'the body is not JSON: OTLP is taken as JSON');
  }
  if (!isObject(value)) throw refusal('the body must be an object');
  return paths[path]!(value);
}

// ---- Spans

const spansOf = (body: Json): Json[] =>
  entriesOf(body, ['resourceSpans', 'scopeSpans', 'spans'], spanOf);

function spanOf(span: Json, resource: Json, scope: Json | undefined, path: string): Json {
  const attributes = valuesOf(span['attributes']);
  const text = (...names: string[]) => textIn(attributes, names);
  const spanType = typeOf(attributes);
  const isTool = spanType === 'tool_call' || spanType === 'mcp_tool_call';
  const model = textIn(attributes, modelNames);
  const provider = textIn(attributes, providerNames);
  const inputTokens = attributes['gen_ai.usage.input_tokens'];
  const outputTokens = attributes['gen_ai.usage.output_tokens'];
  const hasUsage = inputTokens !== undefined || outputTokens !== undefined;
  const end = timeOf(span['endTimeUnixNano']);
  const events = listOf(span['events']).map(eventOf);
  return {
    traceId: textOf(span, path, 'traceId'),
    spanId: textOf(span, path, 'spanId'),
    parentSpanId: span['parentSpanId'] || null,
    name: span['name'] ?? '',
    spanType,
    isEvent: false,
    startedAt: timeIn(span, path, 'startTimeUnixNano'),
    endedAt: end ?? null,
    error: errorOf(span['status'], events),
    input: documentIn(
      attributes,
      isTool ? 'gen_ai.tool.call.arguments' : 'gen_ai.input.messages',
      'mastra.input',
    ),
    output: documentIn(
      attributes,
      isTool ? 'gen_ai.tool.call.result' : 'gen_ai.output.messages',
      'mastra.output',
    ),
    attributes: {
      ...attributes,
      ...(model === undefined ? {} : { model }),
      ...(provider === undefined ? {} : { provider }),
      ...(hasUsage ? { usage: { inputTokens, outputTokens } } : {}),
    },
    links: linksOf(span['links']),
    metadata: { resource, ...(events.length > 0 ? { events } : {}) },
    scope,
    entityType: isTool ? 'tool' : spanType === 'agent_run' ? 'agent' : undefined,
    entityId: text(isTool ? 'gen_ai.tool.name' : 'gen_ai.agent.id'),
    entityName: text(isTool ? 'gen_ai.tool.name' : 'gen_ai.agent.name'),
    ...contextOf(attributes, resource),
  };
}

/** What the operation of the GenAI conventions is called by the framework. */
const operations: Readonly<Record<string, string>> = {
  chat: 'model_generation',
  text_completion: 'model_generation',
  generate_content: 'model_generation',
  embeddings: 'rag_embedding',
  invoke_agent: 'agent_run',
  create_agent: 'agent_run',
  invoke_workflow: 'workflow_run',
  execute_tool: 'tool_call',
};

function typeOf(attributes: Json): string {
  const own = textIn(attributes, ['mastra.span.type']);
  if (own !== undefined) return own;
  const operation = textIn(attributes, ['gen_ai.operation.name']) ?? '';
  const type = Object.hasOwn(operations, operation) ? operations[operation]! : 'generic';
  return type === 'tool_call' && attributes['mcp.method.name'] !== undefined
    ? 'mcp_tool_call'
    : type;
}

function eventOf(event: Json): Json {
  return {
    name: event['name'],
    time: timeOf(event['timeUnixNano']),
    attributes: valuesOf(event['attributes']),
  };
}

function errorOf(status: unknown, events: readonly Json[]): Json | null {
  if (!isObject(status)) return null;
  if (status['code'] !== 2 && status['code'] !== 'STATUS_CODE_ERROR') return null;
  const exception = events.find((event) => event['name'] === 'exception')?.['attributes'] as
    Json | undefined;
  const message = status['message'] || exception?.['exception.message'] || 'error';
  return { message, ...(exception === undefined ? {} : { details: exception }) };
}

function linksOf(links: unknown): Json[] | null {
  const list = listOf(links).map((link) => ({
    traceId: link['traceId'],
    spanId: link['spanId'],
    attributes: valuesOf(link['attributes']),
  }));
  return list.length > 0 ? list : null;
}

// ---- Logs

const logsOf = (body: Json): Json[] =>
  entriesOf(body, ['resourceLogs', 'scopeLogs', 'logRecords'], logOf);

function logOf(log: Json, resource: Json, scope: Json | undefined, path: string): Json {
  const attributes = valuesOf(log['attributes']);
  const said = valueOf(log['body']);
  return {
    timestamp: timeIn(log, path, 'timeUnixNano', 'observedTimeUnixNano'),
    level: levelOf(log['severityNumber']),
    message: typeof said === 'string' ? said : (JSON.stringify(said ?? null) as string),
    data: attributes,
    traceId: log['traceId'] || null,
    spanId: log['spanId'] || null,
    metadata: { resource },
    scope,
    ...contextOf(attributes, resource),
  };
}

const levels = ['debug', 'debug', 'info', 'warn', 'error', 'fatal'];

function levelOf(severity: unknown): string {
  const number = Number(severity);
  return levels[number >= 1 && number <= 24 ? Math.ceil(number / 4) - 1 : 2]!;
}

// ---- Metrics

const metricsOf = (body: Json): Json[] =>
  entriesOf(body, ['resourceMetrics', 'scopeMetrics', 'metrics'], pointsOf).flat();

const kinds = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];

function pointsOf(metric: Json, resource: Json, scope: Json | undefined, path: string): Json[] {
  const kind = kinds.find((each) => isObject(metric[each]));
  const data = kind === undefined ? undefined : (metric[kind] as Json);
  return listOf(data?.['dataPoints']).flatMap((point, i) => {
    // Of a histogram its sum; how many values it has stands beside it.
    const value = numberOf(point['asDouble'] ?? point['asInt'] ?? point['sum']);
    if (value === undefined) return [];
    const attributes = valuesOf(point['attributes']);
    const labels = Object.entries(attributes).map(([name, each]) => [name, labelOf(each)]);
    const { count, min, max } = point;
    return [
      {
        timestamp: timeIn(point, `${path}.${kind}.dataPoints[${i}]`, 'timeUnixNano'),
        name: textOf(metric, path, 'name'),
        value,
        labels: Object.fromEntries(labels) as Json,
        model: textIn(attributes, modelNames),
        provider: textIn(attributes, providerNames),
        metadata: { resource, kind, unit: metric['unit'], count, min, max },
        scope,
        ...contextOf(attributes, resource),
      },
    ];
  });
}

// ---- What they share

const modelNames = ['gen_ai.response.model', 'gen_ai.request.model'];
const providerNames = ['gen_ai.provider.name', 'gen_ai.system'];

/** What is made of each entry of a body, with its path: entries are in scopes, and those in resources. */
function entriesOf<Made>(
  body: Json,
  [resources, scopes, entries]: readonly [string, string, string],
  make: (entry: Json, resource: Json, scope: Json | undefined, path: string) => Made,
): Made[] {
  return listOf(body[resources]).flatMap((of, i) => {
    const resource = resourceOf(of);
    return listOf(of[scopes]).flatMap((scoped, j) => {
      const scope = scopeOf(scoped['scope']);
      const path = `${resources}[${i}].${scopes}[${j}].${entries}`;
      return listOf(scoped[entries]).map((entry, k) =>
        make(entry, resource, scope, `${path}[${k}]`),
      );
    });
  });
}

function contextOf(attributes: Json, resource: Json): Json {
  const text = (...names: string[]) => textIn(attributes, names) ?? textIn(resource, names);
  return {
    serviceName: text('service.name'),
    environment: text('deployment.environment.name', 'deployment.environment'),
    threadId: text('gen_ai.conversation.id', 'mastra.thread.id'),
    resourceId: text('mastra.resource.id'),
    organizationId: text('mastra.organization.id'),
    sessionId: text('session.id'),
    userId: text('user.id', 'enduser.id'),
  };
}

const resourceOf = (of: Json): Json =>
  isObject(of['resource']) ? valuesOf(of['resource']['attributes']) : {};

function scopeOf(scope: unknown): Json | undefined {
  if (!isObject(scope) || !scope['name']) return undefined;
  return { name: scope['name'], version: scope['version'] };
}

/** Ids of records that have none: a batch that is sent again says the same. */
async function identified(records: readonly Json[], name: string): Promise<Json[]> {
  const ids = await Promise.all(
    records.map(async (record, i) => {
      const bytes = new TextEncoder().encode(`${i} ${JSON.stringify(record)}`);
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes), 0, 16);
      return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    }),
  );
  return records.map((record, i) => ({ [name]: ids[i], ...record }));
}

/** A date of nanoseconds, which are beyond JavaScript's numbers; undefined for none. */
function timeOf(nanoseconds: unknown): string | undefined {
  const text = String(nanoseconds ?? '');
  if (!/^[1-9]\d{6,19}$/.test(text)) return undefined;
  return new Date(Number(text.slice(0, -6))).toISOString();
}

/** The first of these times of an entry, which must have one. */
function timeIn(entry: Json, path: string, ...names: [string, ...string[]]): string {
  for (const name of names) {
    const time = timeOf(entry[name]);
    if (time !== undefined) return time;
  }
  throw refusal(`${path}.${names[0]} is required: nanoseconds since 1970`);
}

/** A text that an entry must have. */
function textOf(entry: Json, path: string, name: string): string {
  const text = entry[name];
  if (typeof text === 'string' && text !== '') return text;
  throw refusal(`${path}.${name} is required`);
}

function valuesOf(attributes: unknown): Json {
  return Object.fromEntries(
    listOf(attributes).map(({ key, value }) => [String(key), valueOf(value)]),
  );
}

function valueOf(value: unknown): unknown {
  if (!isObject(value)) return undefined;
  if ('stringValue' in value) return value['stringValue'];
  if ('boolValue' in value) return value['boolValue'];
  if ('doubleValue' in value) return value['doubleValue'];
  if ('intValue' in value) {
    const number = Number(value['intValue']);
    return Number.isSafeInteger(number) ? number : value['intValue'];
  }
  if (isObject(value['arrayValue'])) return listOf(value['arrayValue']['values']).map(valueOf);
  if (isObject(value['kvlistValue'])) return valuesOf(value['kvlistValue']['values']);
  return value['bytesValue'];
}

function textIn(values: Json, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = values[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** The conventions have documents as JSON in a text. */
function documentIn(attributes: Json, ...names: string[]): unknown {
  const name = names.find((each) => attributes[each] !== undefined);
  const value = name === undefined ? undefined : attributes[name];
  if (typeof value !== 'string' || !/^[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

const labelOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

function listOf(value: unknown): Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isObject)) {
    throw refusal('a list of OpenTelemetry has something that is no object');
  }
  return value;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refusal = (message: string) => new RequestError('invalid_argument', message);
