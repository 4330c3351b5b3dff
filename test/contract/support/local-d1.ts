import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { MiniflareOptions, V4MiniflareOptions } from 'miniflare';

// Miniflare belongs to wrangler: the copy that wrangler resolves is the one it was released with.
const requireAsWrangler = createRequire(
  createRequire(import.meta.url).resolve('wrangler/package.json'),
);
const { Miniflare, convertV4MiniflareOptions } = (await import(
  pathToFileURL(requireAsWrangler.resolve('miniflare')).href
)) as typeof import('miniflare');

/** Miniflare with options of its version 4, which are the documented ones. */
export function simulator(options: object): InstanceType<typeof Miniflare> {
  return new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      ...options,
    } as unknown as V4MiniflareOptions) as MiniflareOptions,
  );
}

/** D1 databases for a program in Node, as `getPlatformProxy` makes them. */
export class LocalD1 {
  readonly #simulator = simulator({
    modules: true,
    script: 'export default {};',
    d1Databases: { A: 'a', B: 'b' },
  });

  database(name: 'A' | 'B' = 'A'): Promise<D1Database> {
    return this.#simulator.getD1Database(name) as unknown as Promise<D1Database>;
  }

  async stop(): Promise<void> {
    await this.#simulator.dispose();
  }
}

/** A binding that counts its batches: the round trips to the database. */
export function counted(database: D1Database): { binding: D1Database; batches: () => number } {
  let batches = 0;
  const binding = {
    prepare: (sql: string) => database.prepare(sql),
    batch(statements: D1PreparedStatement[]) {
      batches += 1;
      return database.batch(statements);
    },
    withSession: (bookmark?: string) => database.withSession(bookmark),
  };
  return { binding: binding as unknown as D1Database, batches: () => batches };
}
