import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, isIP } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { Server as Target } from './postgres-server.js';

/** What goes wrong next, in this order of statements. */
export type Fault =
  /** A commit that meets another transaction, or an old idea of the schema. */
  | { readonly at: 'commit'; readonly code: 'OC000' | 'OC001' }
  /** The same, of a statement. */
  | { readonly at: 'statement'; readonly code: 'OC000' | 'OC001' }
  /** The connection ends when the commit is asked for: before it is done, or after. */
  | { readonly at: 'commit'; readonly lost: 'before' | 'after'; readonly silent?: boolean };

export const region = 'eu-west-1';
export const host = '127.0.0.1';

/** What a cluster is called, and where it is. */
interface Cluster {
  readonly host: string;
  readonly region: string;
}

export const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'SESSION/TOKEN+with=chars',
};

const conflicts = {
  OC000: 'change conflicts with another transaction, please retry: (OC000)',
  OC001: 'schema has been updated by another transaction, please retry: (OC001)',
};

// Statements that a cluster refuses, as its messages were recorded.
const refusals: readonly (readonly [pattern: RegExp, code: string, message: string])[] = [
  [/^\s*SAVEPOINT\b/i, '0A000', 'unsupported transaction statement: SAVEPOINT'],
  [/^\s*TRUNCATE\b/i, '0A000', 'unsupported statement: Truncate'],
  [
    /^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!ASYNC\b)/i,
    '0A000',
    'unsupported mode. please use CREATE INDEX ASYNC.',
  ],
  [/(?<!")\bREFERENCES\b|\bFOREIGN\s+KEY\b/i, '0A000', 'FOREIGN KEY constraint not supported'],
  [/^\s*CREATE\s+TABLE\b.*\bjsonb?\b/is, '0A000', 'datatype json not supported'],
  [/\bserial\b/i, '42704', 'type "serial" does not exist'],
  [/\bpg_advisory/i, '0A000', 'function pg_advisory_xact_lock not supported'],
  [/\bCOLLATE\b/i, '0A000', 'collation not supported'],
  [
    /^\s*(?:SET|BEGIN).*\b(?:READ COMMITTED|SERIALIZABLE)\b/i,
    '0A000',
    'unsupported isolation level',
  ],
  [
    /^\s*CREATE\s+(?:TEMP|TEMPORARY|UNLOGGED|TRIGGER|EXTENSION)\b/i,
    '0A000',
    'unsupported statement',
  ],
  [
    /\bAS\s+IDENTITY\b(?!\s*\(\s*CACHE\s+(?:1|65536)\s*\))/i,
    '0A000',
    'IDENTITY columns require an explicit CACHE of 1 or >= 65536',
  ],
];

const isDdl = (sql: string) => /^\s*(?:CREATE|ALTER|DROP)\b/i.test(sql);
const isDml = (sql: string) => /^\s*(?:WITH|INSERT|UPDATE|DELETE|SELECT)\b/i.test(sql);

/**
 * Stands before a PostgreSQL and has the rules of Aurora DSQL, as far as a client can meet them: TLS,
 * tokens as passwords, one statement of DDL a transaction and none with data, 3,000 rows, conflicts.
 */
export class DsqlProxy {
  readonly ca: string;
  readonly cluster: Cluster;
  readonly faults: Fault[] = [];
  /** Statements that were let through, in their order. */
  readonly log: string[] = [];
  /** Rows that a transaction may write. */
  maxRows = 3000;
  /** It refuses TLS, as no cluster does. */
  refusesTls = false;
  /** Seconds that this clock is ahead of ours. */
  skewSeconds = 0;
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #folder: string;

  private constructor(
    target: Target,
    folder: string,
    ca: string,
    context: SecureContext,
    cluster: Cluster,
  ) {
    this.cluster = cluster;
    this.#folder = folder;
    this.ca = ca;
    this.#server = createServer((socket) => {
      this.#keep(socket);
      this.connections += 1;
      new Session(this, target, socket, context, (upstream) => this.#keep(upstream));
    });
  }

  static async start(target: Target, cluster: Cluster = { host, region }): Promise<DsqlProxy> {
    const folder = mkdtempSync(join(tmpdir(), 'agentkeep-dsql-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', key, '-out', cert, '-days', '2', '-subj', `/CN=${cluster.host}`],
      ...['-addext', `subjectAltName=${isIP(cluster.host) === 0 ? 'DNS' : 'IP'}:${cluster.host}`],
    ]);
    if (made.status !== 0) throw new Error(`openssl failed: ${String(made.stderr)}`);
    const ca = readFileSync(cert, 'utf8');
    const context = createSecureContext({ key: readFileSync(key), cert: ca });
    const proxy = new DsqlProxy(target, folder, ca, context, cluster);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The fault of the next statement of this kind, once. */
  take(at: Fault['at']): Fault | undefined {
    return this.faults[0]?.at === at ? this.faults.shift() : undefined;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

/** One connection: messages of the client on their way to the server, and back. */
class Session {
  readonly #proxy: DsqlProxy;
  #client: Socket;
  readonly #upstream: Socket;
  #input = Buffer.alloc(0);
  #output = Buffer.alloc(0);
  #isReady = false;
  #startup: Buffer | undefined;
  #user = '';
  // Of the open transaction.
  #ddl = 0;
  #dml = 0;
  #rows = 0;
  #inTransaction = false;
  /** Statements since the last Sync that were passed on, and that were answered. */
  #executed = 0;
  #answered = 0;
  #bound = '';
  /** Statements that are run, in their order. */
  #running: string[] = [];
  #held: Buffer[] = [];
  /** Statements that the client has prepared, by their names. */
  readonly #statements = new Map<string, string>();
  #dropsAnswer = false;

  constructor(
    proxy: DsqlProxy,
    target: Target,
    client: Socket,
    context: SecureContext,
    keep: (socket: Socket) => void,
  ) {
    this.#proxy = proxy;
    this.#client = client;
    this.#upstream = connect(target.port, target.host);
    keep(this.#upstream);
    this.#upstream.on('data', (data) => this.#fromServer(data));
    this.#upstream.on('close', () => this.#client.destroy());
    client.once('data', (data) => {
      // An SSLRequest, or nothing: a cluster speaks TLS only.
      if (data.length !== 8 || data.readUInt32BE(4) !== 80877103) {
        client.destroy();
        return;
      }
      if (proxy.refusesTls) {
        client.end('N');
        return;
      }
      client.write('S');
      const tls = new TLSSocket(client, { isServer: true, secureContext: context });
      keep(tls);
      this.#client = tls;
      tls.on('data', (bytes) => this.#fromClient(bytes));
      tls.on('close', () => this.#upstream.destroy());
    });
    client.on('close', () => this.#upstream.destroy());
  }

  #fromClient(data: Buffer): void {
    this.#input = Buffer.concat([this.#input, data]);
    for (;;) {
      const head = this.#startup === undefined ? 0 : 1;
      if (this.#input.length < head + 4) return;
      const size = head + this.#input.readUInt32BE(head);
      if (this.#input.length < size) return;
      const message = this.#input.subarray(0, size);
      this.#input = this.#input.subarray(size);
      if (this.#startup === undefined) {
        this.#begin(message);
      } else if (!this.#isReady) {
        this.#checkPassword(message);
      } else if (this.#held.length > 0 || this.#isCommit(message)) {
        this.#held.push(message);
      } else {
        this.#pass(message);
      }
    }
    this.#passHeld();
  }

  #isCommit(message: Buffer): boolean {
    const kind = String.fromCharCode(message[0]!);
    if (kind === 'Q') return message.subarray(5, -1).toString() === 'COMMIT';
    if (kind === 'P') return parsed(message)[1] === 'COMMIT';
    return kind === 'B' && this.#statements.get(boundName(message)) === 'COMMIT';
  }

  #begin(message: Buffer): void {
    this.#startup = message;
    const words = message.subarray(8).toString().split('\0');
    this.#user = words[words.indexOf('user') + 1] ?? '';
    this.#client.write(Buffer.from([82, 0, 0, 0, 8, 0, 0, 0, 3])); // a password in clear text
  }

  #checkPassword(message: Buffer): void {
    const token = message.subarray(5, -1).toString();
    const problem = problemOf(token, this.#user, this.#proxy);
    if (problem !== undefined) {
      this.#client.end(errorMessage('FATAL', '28P01', `access denied: ${problem}`));
      return;
    }
    this.#isReady = true;
    this.#upstream.write(this.#startup!);
  }

  #pass(message: Buffer): void {
    const kind = String.fromCharCode(message[0]!);
    if (kind === 'E') {
      this.#executed += 1;
      this.#running.push(this.#bound);
    }
    if (kind === 'Q') {
      const sql = message.subarray(5, -1).toString();
      const refusal = this.#meet(sql);
      this.#upstream.write(
        refusal === undefined ? this.#translated('Q', sql) : raising('Q', refusal),
      );
      return;
    }
    if (kind === 'P') {
      const [name, sql, end] = parsed(message);
      this.#statements.set(name, sql);
      this.#upstream.write(
        framed(
          'P',
          Buffer.concat([Buffer.from(`${name}\0${serverSql(sql)}\0`), message.subarray(end)]),
        ),
      );
      return;
    }
    if (kind === 'B') {
      this.#bound = this.#statements.get(boundName(message)) ?? '';
      const refusal = this.#meet(this.#bound);
      this.#upstream.write(refusal === undefined ? message : raising('B', refusal));
      return;
    }
    this.#upstream.write(message);
  }

  #translated(kind: string, sql: string): Buffer {
    return framed(kind, Buffer.from(`${serverSql(sql)}\0`));
  }

  // What a cluster says to a statement that it does not take; it is known to the transaction.
  #meet(sql: string): readonly [code: string, message: string] | undefined {
    this.#proxy.log.push(sql);
    for (const [pattern, code, message] of refusals) {
      if (pattern.test(sql)) return [code, message];
    }
    if (/^\s*BEGIN\b/i.test(sql)) {
      [this.#ddl, this.#dml, this.#rows, this.#inTransaction] = [0, 0, 0, true];
      return undefined;
    }
    if (/^\s*ROLLBACK\b/i.test(sql)) {
      this.#inTransaction = false;
      return undefined;
    }
    if (/^\s*COMMIT\b/i.test(sql)) {
      this.#inTransaction = false;
      if (this.#rows > this.#proxy.maxRows) return ['54000', 'transaction row limit exceeded'];
      const fault = this.#proxy.take('commit');
      if (fault === undefined) return undefined;
      if ('code' in fault) return ['40001', conflicts[fault.code]];
      if (fault.lost === 'before') {
        this.#lose();
      } else {
        this.#dropsAnswer = true;
      }
      return undefined;
    }
    if (!this.#inTransaction) [this.#ddl, this.#dml, this.#rows] = [0, 0, 0];
    if (isDdl(sql)) this.#ddl += 1;
    if (isDml(sql)) this.#dml += 1;
    if (this.#ddl > 1) return ['0A000', 'multiple ddl statements not supported in a transaction'];
    if (this.#ddl > 0 && this.#dml > 0) {
      return ['0A000', 'ddl and dml are not supported in the same transaction'];
    }
    const fault = this.#proxy.take('statement');
    if (fault !== undefined && 'code' in fault) return ['40001', conflicts[fault.code]];
    return undefined;
  }

  #fromServer(data: Buffer): void {
    this.#output = Buffer.concat([this.#output, data]);
    const out: Buffer[] = [];
    for (;;) {
      if (this.#output.length < 5) break;
      const size = 1 + this.#output.readUInt32BE(1);
      if (this.#output.length < size) break;
      const message = this.#output.subarray(0, size);
      this.#output = this.#output.subarray(size);
      const kind = String.fromCharCode(message[0]!);
      if (kind === 'D' && /^WITH w AS \((?:INSERT|UPDATE|DELETE)/.test(this.#running[0] ?? '')) {
        this.#rows += Number(cellsOf(message)[1]);
      }
      if (kind === 'C') {
        const tag = message.subarray(5, -1).toString();
        this.#rows += Number(/^(?:INSERT \d+|UPDATE|DELETE) (\d+)$/.exec(tag)?.[1] ?? 0);
        if (tag === 'COMMIT' && this.#dropsAnswer) {
          this.#client.write(Buffer.concat(out));
          this.#lose();
          return;
        }
      }
      if ('CI'.includes(kind)) {
        this.#answered += 1;
        this.#running.shift();
      }
      if (kind === 'E') this.#answered = Infinity; // the rest is skipped
      if (kind === 'Z') {
        this.#answered = this.#executed = 0;
        this.#running = [];
      }
      // What a cluster says where PostgreSQL has locks.
      const isConflict =
        kind === 'E' && /C(?:40001|40P01|55P03)\0/.test(message.toString('latin1'));
      out.push(isConflict ? errorMessage('ERROR', '40001', conflicts.OC000) : message);
    }
    if (out.length > 0) this.#client.write(Buffer.concat(out));
    this.#passHeld();
  }

  // A commit waits for the answers before it: only then is it known how many rows it has.
  #passHeld(): void {
    if (this.#answered < this.#executed) return;
    for (const message of this.#held.splice(0)) this.#pass(message);
  }

  #lose(): void {
    // What was written to the client is sent before it ends.
    this.#client.end();
    setTimeout(() => this.#client.destroy(), 20);
    this.#upstream.destroy();
  }
}

/** Of a Parse: the name, the statement, and where what follows begins. */
function parsed(message: Buffer): [name: string, sql: string, end: number] {
  const nameEnd = message.indexOf(0, 5);
  const end = message.indexOf(0, nameEnd + 1);
  const text = (from: number, to: number) => message.subarray(from, to).toString();
  return [text(5, nameEnd), text(nameEnd + 1, end), end + 1];
}

/** Of a Bind: the name of the statement. */
function boundName(message: Buffer): string {
  const portalEnd = message.indexOf(0, 5);
  return message.subarray(portalEnd + 1, message.indexOf(0, portalEnd + 1)).toString();
}

/** Of a DataRow: its values as texts. */
function cellsOf(message: Buffer): (string | null)[] {
  let at = 7;
  return Array.from({ length: message.readUInt16BE(5) }, () => {
    const size = message.readInt32BE(at);
    const from = at + 4;
    at = from + Math.max(0, size);
    return size < 0 ? null : message.subarray(from, at).toString();
  });
}

function framed(kind: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(kind, 0, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** A statement that fails on the server in the words of a cluster, so that all else stays right. */
function raising(kind: 'Q' | 'B', [code, message]: readonly [string, string]): Buffer {
  const sql = `DO $raise$BEGIN RAISE EXCEPTION USING ERRCODE='${code}',MESSAGE='${message}'; END$raise$`;
  if (kind === 'Q') return framed('Q', Buffer.from(`${sql}\0`));
  const parse = framed('P', Buffer.concat([Buffer.from(`\0${sql}\0`), Buffer.alloc(2)]));
  // No portal, no statement, no parameters, no formats.
  return Buffer.concat([parse, framed('B', Buffer.alloc(8))]);
}

function serverSql(sql: string): string {
  return sql
    .replace(/^(\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+)ASYNC\b/i, '$1')
    .replace(/^\s*BEGIN\s*$/i, 'BEGIN ISOLATION LEVEL REPEATABLE READ');
}

function errorMessage(severity: string, code: string, message: string): Buffer {
  return framed('E', Buffer.from(`S${severity}\0V${severity}\0C${code}\0M${message}\0\0`));
}

/** What is wrong with a token: the signature is made again from its parts. */
function problemOf(
  token: string,
  user: string,
  { cluster: { host, region }, skewSeconds }: DsqlProxy,
): string | undefined {
  const nowMs = Date.now() + skewSeconds * 1000;
  let url: URL;
  try {
    url = new URL(`https://${token}`);
  } catch {
    return 'no token';
  }
  const given = url.searchParams.get('X-Amz-Signature') ?? '';
  const datetime = url.searchParams.get('X-Amz-Date') ?? '';
  const [accessKeyId, date, scopeRegion, service] = (
    url.searchParams.get('X-Amz-Credential') ?? ''
  ).split('/');
  if (url.host !== host) return 'wrong host';
  if (accessKeyId !== credentials.accessKeyId) return 'unknown access key';
  if (scopeRegion !== region || service !== 'dsql') return 'wrong region';
  if (url.searchParams.get('Action') !== (user === 'admin' ? 'DbConnectAdmin' : 'DbConnect')) {
    return 'wrong action';
  }
  const signedMs = Date.parse(
    datetime.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  const seconds = Number(url.searchParams.get('X-Amz-Expires'));
  if (signedMs - 300_000 > nowMs) return 'token is not yet valid';
  if (nowMs > signedMs + seconds * 1000) return 'expired token';
  const hmac = (key: string | Buffer, text: string) =>
    createHmac('sha256', key).update(text).digest();
  const encode = (text: string) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const request = ['GET', '/', query, `host:${host}\n`, 'host', hash('')].join('\n');
  const scope = `${date}/${scopeRegion}/dsql/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', datetime, scope, hash(request)].join('\n');
  const key = ['aws4_request'].reduce(
    (last, part) => hmac(last, part),
    hmac(hmac(hmac(`AWS4${credentials.secretAccessKey}`, date!), region), 'dsql'),
  );
  const expected = hmac(key, text).toString('hex');
  const isSame =
    given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
  return isSame ? undefined : 'wrong signature';
}
