import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Refusal, UsageError } from './errors.js';

/** A database of `wrangler dev`, opened as that opens it. */
export interface LocalD1 {
  readonly database: D1Database;
  close(): Promise<void>;
}

/**
 * Opens the local D1 that the configuration has by that binding. Unless it may be new, one without a
 * table is none. Throws UsageError.
 */
export async function openLocalD1(
  binding: string,
  state: string,
  config: string | undefined,
  isNew: boolean,
): Promise<LocalD1 | undefined> {
  const { getPlatformProxy, unstable_readConfig: readConfig } = await wrangler();
  checkBinding(binding, config, readConfig);
  if (!isNew && !existsSync(join(state, 'v3/d1'))) return undefined;
  const { env, dispose } = await getPlatformProxy<Record<string, D1Database>>({
    persist: { path: join(state, 'v3') },
    envFiles: [],
    ...(config === undefined ? {} : { configPath: config }),
  });
  const database = env[binding]!;
  if (isNew) return { database, close: dispose };
  // Which file is whose, wrangler does not say, and it makes one: what was not there has no table.
  const tables = await database
    .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'")
    .first();
  if (tables !== null) return { database, close: dispose };
  await dispose();
  return undefined;
}

function checkBinding(
  binding: string,
  config: string | undefined,
  readConfig: typeof import('wrangler').unstable_readConfig,
): void {
  const at = `d1-local://${binding}`;
  if (config !== undefined && !existsSync(config)) {
    throw new UsageError(`${at}: there is no file ${config}; &config= names a wrangler.toml`);
  }
  let there: string[];
  let from: string | undefined;
  try {
    const { configPath, d1_databases: databases } = readConfig({ config }, { hideWarnings: true });
    there = databases.map((each: { binding: string }) => each.binding);
    from = configPath;
  } catch (cause) {
    const [line] = (cause as Error).message.trim().split('\n');
    throw new UsageError(`${at}: ${config ?? 'the configuration'} cannot be read: ${line}`);
  }
  if (there.includes(binding)) return;
  const names =
    there.length === 0 ? 'no D1 database' : `D1 databases by these bindings: ${there.join(', ')}`;
  throw new UsageError(
    from === undefined
      ? `${at}: there is no wrangler.toml here; &config= names one`
      : `${at}: there is no such D1 database; ${from} has ${names}; &config= names another`,
  );
}

/** That of the project, else the one beside this package. */
async function wrangler(): Promise<typeof import('wrangler')> {
  process.env['WRANGLER_LOG'] ??= 'error'; // what it tells else would be among the answers
  try {
    const path = createRequire(join(process.cwd(), 'package.json')).resolve('wrangler');
    return (await import(pathToFileURL(path).href)) as typeof import('wrangler');
  } catch {
    return import('wrangler').catch(() => {
      throw new Refusal('wrangler is not here: npm install -D wrangler');
    });
  }
}
