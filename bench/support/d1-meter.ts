// Stands between a Worker's D1 binding and the database, and counts what passes. It works on D1's own
// protocol, outside the Workers, so both stores are counted by the same code and neither is changed.
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one call cost. */
export interface Cost {
  trips: number;
  /** The longest run of trips that had to wait for one another. */
  chain: number;
  statements: number;
  rowsRead: number;
  rowsWritten: number;
  bytesToD1: number;
  bytesFromD1: number;
}

/** One request and its answer, as D1 spoke them. */
export interface Exchange {
  body: string;
  answer: string;
}

interface StatementResult {
  success: boolean;
  meta?: { rows_read: number; rows_written: number };
}

const kSessionHeader = 'x-cf-d1-session-commit-token';

export class D1Meter {
  readonly port: number;
  readonly #server: Server;
  #cost = noCost();
  #longestFinished = 0;
  #recording: Exchange[] | undefined;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Starts a meter in front of the D1 service at `d1Url`. */
  static async start(d1Url: URL): Promise<D1Meter> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const meter = new D1Meter(server);
    server.on('request', (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const session = incoming.headers[kSessionHeader];
        meter
          .#forward(new URL(incoming.url ?? '/', d1Url), Buffer.concat(chunks), session as string)
          .then(({ status, bookmark, answer }) => {
            outgoing.writeHead(status, {
              'content-type': 'application/json',
              ...(bookmark && { [kSessionHeader]: bookmark }),
            });
            outgoing.end(answer);
          })
          .catch((error: unknown) => outgoing.destroy(error as Error));
      });
    });
    return meter;
  }

  /** Forgets what was counted; the next call starts at nothing. */
  reset(): void {
    this.#cost = noCost();
    this.#longestFinished = 0;
  }

  get cost(): Cost {
    return { ...this.#cost };
  }

  /** Keeps every exchange from now on, until `takeRecording`. */
  record(): void {
    this.#recording = [];
  }

  takeRecording(): Exchange[] {
    const recording = this.#recording ?? [];
    this.#recording = undefined;
    return recording;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #forward(url: URL, body: Buffer, session: string | undefined) {
    const position = this.#longestFinished + 1;
    const cost = this.#cost;
    cost.trips += 1;
    cost.chain = Math.max(cost.chain, position);
    cost.bytesToD1 += body.length;
    cost.statements += [JSON.parse(body.toString()) as unknown].flat().length;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(session && { [kSessionHeader]: session }),
      },
      body: new Uint8Array(body),
    });
    const answer = await response.text();
    this.#longestFinished = Math.max(this.#longestFinished, position);
    cost.bytesFromD1 += Buffer.byteLength(answer);
    const results = [JSON.parse(answer) as StatementResult | StatementResult[]].flat();
    for (const { meta } of results) {
      cost.rowsRead += meta?.rows_read ?? 0;
      cost.rowsWritten += meta?.rows_written ?? 0;
    }
    this.#recording?.push({ body: body.toString(), answer });
    return { status: response.status, bookmark: response.headers.get(kSessionHeader), answer };
  }
}

function noCost(): Cost {
  return {
    trips: 0,
    chain: 0,
    statements: 0,
    rowsRead: 0,
    rowsWritten: 0,
    bytesToD1: 0,
    bytesFromD1: 0,
  };
}
