import type { Row, Statement, StatementResult } from './abi.js';
import type { PostgresError } from './postgres-errors.js';

/** What this host needs of a connection of `pg`: messages of the protocol, one after the other. */
export interface PgConnection {
  readonly stream: { cork?(): void; uncork?(): void };
  parse(query: { name: string; text: string }): void;
  bind(config: { statement: string; values: unknown[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(config: { portal: string; rows: number }): void;
  close(message: { type: 'S'; name: string }): void;
  flush(): void;
  sync(): void;
}

/** How one batch is run. */
export interface Frame {
  readonly begin: string | undefined;
  readonly commit: string | undefined;
  /** Statements that the connection has to have run once. */
  readonly settings: readonly string[];
}

export type RawRows = readonly (readonly (string | null)[])[];

/** A statement that a connection has parsed, and the types of its columns. */
interface Prepared {
  readonly name: string;
  readonly types: readonly number[];
}

let namePrefix: string | undefined;
let nextName = 0;

// No two connections have one name, of this process or another: behind a proxy that hands server
// connections around, a name of somebody else's would be another statement. In Workers there are no
// random numbers before the first request.
function newName(): string {
  namePrefix ??= `agentkeep_${crypto.randomUUID().slice(0, 18)}_`;
  return `${namePrefix}${nextName++}`;
}

/** The statements that a connection has parsed, so that the server plans each of them once. */
class PreparedStatements {
  /** Each keeps its plan in the memory of the connection's process. */
  static readonly most = 100;

  /** Names that may still be there. */
  readonly unwanted: string[] = [];
  readonly #byText = new Map<string, Prepared>();

  find(text: string): Prepared | undefined {
    const found = this.#byText.get(text);
    if (found === undefined) return undefined;
    this.#byText.delete(text);
    this.#byText.set(text, found);
    return found;
  }

  keep(text: string, prepared: Prepared): void {
    const known = this.#byText.get(text);
    if (known !== undefined) this.unwanted.push(known.name);
    this.#byText.set(text, prepared);
    if (this.#byText.size <= PreparedStatements.most) return;
    const [oldest, { name }] = this.#byText.entries().next().value!;
    this.#byText.delete(oldest);
    this.unwanted.push(name);
  }
}

/** Connections that have the settings of their frames. */
const settled = new WeakSet<PgConnection>();

const preparedBy = new WeakMap<PgConnection, PreparedStatements>();

function preparedOf(connection: PgConnection): PreparedStatements {
  let prepared = preparedBy.get(connection);
  if (prepared === undefined) preparedBy.set(connection, (prepared = new PreparedStatements()));
  return prepared;
}

interface Sent {
  readonly text: string;
  readonly isFrame: boolean;
  /** Empty: it stays without one. */
  name: string;
  /** Undefined until the server has said them. */
  types: readonly number[] | undefined;
  isKnown: boolean;
}

/** A transaction whose messages are all written before the first answer is read. */
export class Pipeline {
  readonly results: StatementResult[] = [];
  readonly raw: RawRows[] = [];
  isSent = false;
  /** Resolves with what ended it; nothing if all was done. */
  readonly ended: Promise<PostgresError | undefined>;
  readonly #statements: readonly Statement[];
  readonly #frame: Frame;
  readonly #naming: boolean;
  readonly #sent: Sent[] = [];
  #prepared: PreparedStatements | undefined;
  #connection: PgConnection | undefined;
  #end!: (error?: PostgresError) => void;
  #at = 0;
  #rows: Row[] = [];
  #texts: (readonly (string | null)[])[] = [];

  /** `naming`: the connection keeps what it parses for the next time. */
  constructor(statements: readonly Statement[], frame: Frame, naming: boolean) {
    this.#statements = statements;
    this.#frame = frame;
    this.#naming = naming;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  // What `pg` calls, from here on.

  submit(connection: PgConnection): void {
    this.isSent = true;
    if (this.#naming) this.#prepared = preparedOf(connection);
    const { stream } = connection;
    stream.cork?.();
    for (const name of this.#prepared?.unwanted.splice(0) ?? []) {
      connection.close({ type: 'S', name });
    }
    const { begin, commit, settings } = this.#frame;
    // Where a proxy hands the server's connections around, none of them is known to have them.
    if (!this.#naming || !settled.has(connection)) {
      for (const setting of settings) this.#put(connection, setting, undefined, true);
      this.#connection = connection;
    }
    if (begin !== undefined) this.#put(connection, begin, undefined);
    for (const { sql, params } of this.#statements) this.#put(connection, sql, params);
    if (commit !== undefined) {
      // The results are on their way before the commit is: should its answer be lost, they are not.
      connection.flush();
      this.#put(connection, commit, undefined);
    }
    connection.sync();
    stream.uncork?.();
  }

  handleRowDescription({ fields }: { fields: readonly { dataTypeID: number }[] }): void {
    const sent = this.#sent[this.#at];
    if (sent !== undefined) sent.types = fields.map(({ dataTypeID }) => dataTypeID);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const types = this.#sent[this.#at]?.types;
    if (this.results.length === 0) this.#texts.push(fields);
    // A row is an array: its own keys are the columns, in their order.
    this.#rows.push(fields.map((text, i) => cellOf(text, types?.[i])) as unknown as Row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const sent = this.#sent[this.#at++];
    if (sent === undefined) return;
    if (sent.name !== '' && !sent.isKnown) {
      this.#prepared?.keep(sent.text, { name: sent.name, types: sent.types ?? [] });
      sent.isKnown = true;
    }
    if (sent.isFrame) return;
    const changes = /^(?:INSERT \d+|UPDATE|DELETE) (\d+)$/.exec(text)?.[1] ?? '0';
    this.results.push({ changes: Number(changes), rows: this.#rows });
    this.raw.push(this.#texts);
    this.#rows = [];
    this.#texts = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleError(error: unknown): void {
    // The statement that failed may have been parsed, those behind it were not.
    const failed = this.#sent[this.#at];
    if (failed !== undefined && failed.name !== '' && !failed.isKnown) {
      this.#prepared?.unwanted.push(failed.name);
    }
    this.#connection = undefined;
    const { code, message } = error as Partial<PostgresError>;
    this.#end(typeof message === 'string' ? (error as PostgresError) : { message: String(code) });
  }

  handleReadyForQuery(): void {
    // What failed took its settings back.
    if (this.#connection !== undefined) settled.add(this.#connection);
    this.#end();
  }

  handlePortalSuspended(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}

  // Parses the statement unless the connection has. Without parameters, it is BEGIN and such, or a
  // change of the schema: the first have no rows and no plan, the others come once.
  #put(
    connection: PgConnection,
    text: string,
    params: unknown[] | undefined,
    isOnce = false,
  ): void {
    const isFrame = params === undefined;
    const isNamed = this.#prepared !== undefined && !isOnce && (isFrame || params.length > 0);
    const known = isNamed ? this.#prepared!.find(text) : undefined;
    const name = known?.name ?? (isNamed ? newName() : '');
    const types = isFrame ? [] : known?.types;
    this.#sent.push({ text, isFrame, name, types, isKnown: known !== undefined });
    if (known === undefined) connection.parse({ name, text });
    connection.bind({ statement: name, values: params ?? [] });
    if (types === undefined) connection.describe({ type: 'P', name: '' });
    connection.execute({ portal: '', rows: 0 });
  }
}

const numberTypes = new Set([20, 21, 23, 26, 700, 701, 1700]);
const booleanType = 16;

function cellOf(text: string | null, type: number | undefined): null | number | string {
  if (text === null || type === undefined) return text;
  if (numberTypes.has(type)) return Number(text);
  return type === booleanType ? Number(text === 't') : text;
}
