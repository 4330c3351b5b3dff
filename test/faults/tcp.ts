import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Faults, Wire } from './faults.js';

const ready = 'Z';
const sync = 'S';
const query = 'Q';
const terminate = 'X';

/**
 * Stands before a PostgreSQL: what a client sends up to a Sync is one call, and what the server says
 * up to ReadyForQuery its answer. A call that fails ends the client's connection; the server's stays
 * until it has answered, as behind a proxy that passes on what it holds.
 */
export class PostgresFaults {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: { host: string; port: number }, faults: Faults) {
    this.#server = createServer((client) => this.#serve(client, target, faults));
  }

  static async start(
    target: { host: string; port: number },
    faults: Faults,
  ): Promise<PostgresFaults> {
    const proxy = new PostgresFaults(target, faults);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(client: Socket, { host, port }: { host: string; port: number }, faults: Faults): void {
    const upstream = connect(port, host);
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    }
    const wire: Wire<Buffer> = {
      lost: () => new Error('the connection is cut'),
      cut(answer) {
        client.write(answer.subarray(0, answer.length / 2));
        throw this.lost();
      },
    };
    const answers = new Answers(upstream);
    let isStarted = false;
    let open = 0;
    let isLeft = false;
    const end = () => {
      if (isLeft && open === 0) upstream.destroy();
    };
    client.on('close', () => {
      isLeft = true;
      end();
    });
    upstream.on('close', () => client.destroy());
    const requests = new Messages((messages) => {
      const call = Buffer.concat(messages);
      const deliver = async (): Promise<Buffer> => {
        open += 1;
        try {
          upstream.write(call);
          return await answers.next();
        } finally {
          open -= 1;
          end();
        }
      };
      open += 1; // a late call has not begun yet
      faults
        .run(wire, deliver)
        .then(
          (answer) => client.write(answer),
          () => client.destroy(),
        )
        .finally(() => {
          setTimeout(() => {
            open -= 1;
            end();
          }, 200);
        });
    });
    client.on('data', (data) => {
      // The first message has no kind; what answers it ends with ReadyForQuery as well.
      if (isStarted) return requests.take(data);
      isStarted = true;
      upstream.write(data);
      void answers.next().then(
        (answer) => client.write(answer),
        () => client.destroy(),
      );
    });
  }
}

/** Messages of a client, as many as belong to one call. */
class Messages {
  readonly #call: (messages: readonly Buffer[]) => void;
  #input = Buffer.alloc(0);
  #messages: Buffer[] = [];

  constructor(call: (messages: readonly Buffer[]) => void) {
    this.#call = call;
  }

  take(data: Buffer): void {
    this.#input = Buffer.concat([this.#input, data]);
    while (this.#input.length >= 5) {
      const size = 1 + this.#input.readUInt32BE(1);
      if (this.#input.length < size) return;
      const message = this.#input.subarray(0, size);
      this.#input = this.#input.subarray(size);
      const kind = String.fromCharCode(message[0]!);
      if (kind === terminate) return;
      this.#messages.push(message);
      if (kind === sync || kind === query) this.#call(this.#messages.splice(0));
    }
  }
}

/** What a server says, cut after each ReadyForQuery. */
class Answers {
  #input = Buffer.alloc(0);
  #scanned = 0;
  #isClosed = false;
  readonly #whole: Buffer[] = [];
  readonly #waiting: { resolve(answer: Buffer): void; reject(cause: Error): void }[] = [];

  constructor(upstream: Socket) {
    upstream.on('data', (data) => this.#take(data));
    upstream.on('close', () => {
      this.#isClosed = true;
      for (const { reject } of this.#waiting.splice(0)) reject(new Error('the server is gone'));
    });
  }

  next(): Promise<Buffer> {
    const answer = this.#whole.shift();
    if (answer !== undefined) return Promise.resolve(answer);
    if (this.#isClosed) return Promise.reject(new Error('the server is gone'));
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #take(data: Buffer): void {
    this.#input = Buffer.concat([this.#input, data]);
    while (this.#input.length >= this.#scanned + 5) {
      const from = this.#scanned;
      const size = 1 + this.#input.readUInt32BE(from + 1);
      if (this.#input.length < from + size) return;
      this.#scanned += size;
      if (String.fromCharCode(this.#input[from]!) !== ready) continue;
      const answer = this.#input.subarray(0, this.#scanned);
      this.#input = this.#input.subarray(this.#scanned);
      this.#scanned = 0;
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#whole.push(answer);
      else waiting.resolve(answer);
    }
  }
}
