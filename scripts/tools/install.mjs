// node install.mjs NAME: installs test/tools/NAME, packages that only tests use, into
// build/test-tools/NAME, unless what its lock file says is there already.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [name] = process.argv.slice(2);
const from = join(root, 'test/tools', name);
const into = join(root, 'build/test-tools', name);
const lock = 'package-lock.json';
const installed = join(into, 'node_modules/.installed-package-lock.json');

const textOf = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
mkdirSync(into, { recursive: true });
cpSync(from, into, { recursive: true });
if (textOf(installed) !== textOf(join(from, lock))) {
  rmSync(installed, { force: true });
  if (!existsSync(join(from, '.npmrc'))) copyFileSync(join(root, '.npmrc'), join(into, '.npmrc'));
  execFileSync('npm', ['ci', '--loglevel=error'], { cwd: into, stdio: ['ignore', 2, 2] });
  copyFileSync(join(from, lock), installed);
}
