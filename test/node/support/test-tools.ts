import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../', import.meta.url).href);

/** How long the installation of such tools may take, where nothing is cached. */
export const kInstallMs = 300_000;

/**
 * The folder of the packages that test/tools/<name> lists, which tests alone use. scripts/setup has
 * installed them; where it has not, they are now.
 */
export async function testTools(name: string): Promise<string> {
  await promisify(execFile)(process.execPath, [`${root}scripts/tools/install.mjs`, name]);
  return `${root}build/test-tools/${name}/`;
}
