const entities = [
  'thread',
  'message',
  'resource',
  'trace',
  'eval',
  'workflow_snapshot',
  'score',
] as const;

/** When items of an entity end: the table's TTL must name the same attribute. */
export type DynamoTtlConfig = {
  readonly [Entity in (typeof entities)[number]]?: {
    readonly enabled: boolean;
    readonly attributeName?: string;
    readonly defaultTtlSeconds?: number;
  };
};

export interface DynamoTable {
  readonly tableName: string;
  readonly region: string;
  /** Of a local DynamoDB; else that of the region. */
  readonly endpoint?: string | undefined;
  readonly ttl?: DynamoTtlConfig | undefined;
  /** Not false: what a method writes is a transaction. */
  readonly transactions?: boolean | undefined;
}

/** What the members of `DynamoTable` are called where they are set. */
export type DynamoNames = { readonly [Member in keyof Required<DynamoTable>]: string };

/** Throws a TypeError that names the setting that is wrong. */
export function checkedTable(
  { tableName, region, endpoint, ttl, transactions = true }: DynamoTable,
  names: DynamoNames,
): { endpoint: string; settings: string } {
  if (typeof tableName !== 'string' || !/^[a-zA-Z0-9_.-]{3,255}$/.test(tableName)) {
    throw new TypeError(
      `${names.tableName} must have 3 to 255 of the characters a-z, A-Z, 0-9, _, - and .`,
    );
  }
  if (typeof region !== 'string' || !/^[a-z0-9-]{1,64}$/.test(region)) {
    throw new TypeError(`${names.region} must be the name of a region, such as us-east-1`);
  }
  if (endpoint !== undefined && !isEndpoint(endpoint)) {
    throw new TypeError(`${names.endpoint} must be a URL that begins with http:// or https://`);
  }
  if (typeof transactions !== 'boolean') {
    throw new TypeError(`${names.transactions} must be true or false`);
  }
  const how = transactions ? [] : ['apart'];
  return {
    endpoint: endpoint ?? endpointOf(region),
    settings: [tableName, ...how, ...expiriesOf(ttl ?? {}, names.ttl)].join(' '),
  };
}

export function endpointOf(region: string): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://dynamodb.${region}.${domain}/`;
}

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

function expiriesOf(ttl: DynamoTtlConfig, name: string): string[] {
  if (typeof ttl !== 'object' || ttl === null) {
    throw new TypeError(`${name} must be an object of entities`);
  }
  const unknown = Object.keys(ttl).some(
    (entity) => !(entities as readonly string[]).includes(entity),
  );
  if (unknown) throw new TypeError(`${name} must name none but ${entities.join(', ')}`);
  return entities.flatMap((entity) => {
    const { enabled, attributeName = 'ttl', defaultTtlSeconds = 0 } = ttl[entity] ?? {};
    if (!enabled) return [];
    if (typeof attributeName !== 'string' || !/^[a-zA-Z0-9_.-]{1,255}$/.test(attributeName)) {
      throw new TypeError(`${name}.${entity}.attributeName must be the name of an attribute`);
    }
    if (!Number.isInteger(defaultTtlSeconds) || defaultTtlSeconds > 2 ** 40) {
      throw new TypeError(`${name}.${entity}.defaultTtlSeconds must be a number of seconds`);
    }
    return [`${entity}:${attributeName}:${Math.max(0, defaultTtlSeconds)}`];
  });
}
