// node fingerprint.mjs PATHSPEC...: prints a hash of those files of the tree that git tracks or would,
// of the versions of the tools, and of the settings of the environment. Fails where git is missing.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';

const hash = createHash('sha256');
const add = (name, content) => hash.update(`${name}\0${content.length}\0`).update(content);

const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--'];
const files = execFileSync('git', [...listed, ...process.argv.slice(2)], { maxBuffer: 2 ** 26 });
for (const file of files.toString().split('\0').sort()) {
  // Those that have been deleted since, too, are not there.
  if (lstatSync(file || '.', { throwIfNoEntry: false })?.isFile()) add(file, readFileSync(file));
}
for (const tool of ['clang++-22', 'clang++', 'java']) {
  let version = '';
  try {
    version = execFileSync(tool, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    // It is not there.
  }
  add(tool, version);
}
add('node', process.version);
const settings = Object.entries(process.env).filter(([name]) =>
  /^(AGENTKEEP|WASI|C|CXX)(_|$)/.test(name),
);
add('environment', JSON.stringify(settings.sort()));
console.log(hash.digest('hex'));
