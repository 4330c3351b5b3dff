import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';

/** A PostgreSQL of the tests' own, in this process, that has the extension `vector`. One session. */
export class VectorServer {
  readonly host = '127.0.0.1';
  readonly user = 'postgres';
  readonly database = 'postgres';
  readonly port: number;
  readonly #database: PGlite;
  readonly #server: PGLiteSocketServer;

  private constructor(port: number, database: PGlite, server: PGLiteSocketServer) {
    this.port = port;
    this.#database = database;
    this.#server = server;
  }

  static async start(): Promise<VectorServer> {
    const database = await PGlite.create({ extensions: { vector } });
    await database.exec('CREATE EXTENSION vector');
    const place = { port: 0, host: '127.0.0.1' };
    const server = new PGLiteSocketServer({ db: database, ...place, maxConnections: 20 });
    await server.start();
    const port = Number(new URL(`tcp://${server.getServerConn()}`).port);
    return new VectorServer(port, database, server);
  }

  /** A pool of connections, whose sessions are one. */
  pool(): pg.Pool {
    const { host, port, user, database } = this;
    const pool = new pg.Pool({ host, port, user, database, password: 'none', max: 2 });
    pool.on('error', () => {});
    return pool;
  }

  /** Runs statements of the test beside the store. */
  async run(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.#database.query<Record<string, unknown>>(sql, values)).rows;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await this.#database.close();
  }
}
