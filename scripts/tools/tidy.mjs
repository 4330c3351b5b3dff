// node tidy.mjs CLANG_TIDY: runs clang-tidy on the project's C++ files, two at a time, and leaves
// out those that passed before and did not change since. What a result depends on is kept in
// build/tidy-cache: a hash of the checks, the flags and the tool, and of each file that was read.
// With CI=true nothing is kept: there is no next time.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const tidy = process.argv[2];
const cacheFolder = 'build/tidy-cache';
const atOnce = 2;
const keeps = process.env.CI !== 'true';

// A file that several build folders compile is checked as the first of them does. What is made in
// a build folder is a copy of a file that is checked.
const buildFolders = ['build/native-asan', 'build/wasi'];

const hash = (text) => createHash('sha256').update(text).digest('hex');
const fileHashes = new Map();
function hashOf(path) {
  if (!fileHashes.has(path)) {
    fileHashes.set(path, existsSync(path) ? hash(readFileSync(path)) : 'gone');
  }
  return fileHashes.get(path);
}

function compilations() {
  const byFile = new Map();
  for (const folder of buildFolders) {
    for (const entry of JSON.parse(readFileSync(`${folder}/compile_commands.json`, 'utf8'))) {
      const file = relative('.', resolve(entry.directory, entry.file));
      const ours = /^(src|wasm|test)\/.*\.cc$/.test(file);
      if (!ours || byFile.has(file)) continue;
      byFile.set(file, { file, folder, directory: entry.directory, command: entry.command });
    }
  }
  return [...byFile.values()];
}

function checksHash() {
  const below = ['src', 'wasm', 'test'].flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((path) => `${folder}/${path}`),
  );
  const configs = ['.clang-tidy', ...below.filter((path) => path.endsWith('/.clang-tidy'))];
  return hash(configs.map((path) => `${path}\n${readFileSync(path)}`).join('\n'));
}

/** The project's files that a compilation reads; system headers belong to the tool's version. */
async function filesRead({ command, directory }) {
  const [compiler, ...flags] = command
    .replace(/ -MD -MT \S+ -MF \S+/, '')
    .replace(/ -o \S+ -c /, ' ')
    .split(/\s+/)
    .filter(Boolean);
  const { stdout } = await run(compiler, [...flags, '-MM'], { cwd: directory });
  const [, ...files] = stdout.replace(/\\\n/g, ' ').split(/\s+/).filter(Boolean);
  return files.map((file) => relative('.', resolve(directory, file)));
}

async function check(unit, key) {
  const cacheFile = `${cacheFolder}/${unit.file.replaceAll('/', '+')}.json`;
  if (existsSync(cacheFile)) {
    const passed = JSON.parse(readFileSync(cacheFile, 'utf8'));
    const same = Object.entries(passed.files).every(([file, was]) => hashOf(file) === was);
    if (passed.key === key && same) return 'unchanged';
  }
  // Hashed before the tool reads them: an edit in between is then seen by the next run.
  const read = keeps ? await filesRead(unit) : [];
  const files = Object.fromEntries(read.map((file) => [file, hashOf(file)]));
  try {
    await run(tidy, ['-p', unit.folder, '--quiet', '--warnings-as-errors=*', unit.file]);
  } catch (error) {
    console.error(`${error.stdout}${error.stdout ? '' : error.stderr}`.trimEnd());
    return 'failed';
  }
  if (keeps) writeFileSync(cacheFile, JSON.stringify({ key, files }));
  return 'passed';
}

const version = (await run(tidy, ['--version'])).stdout;
const checks = checksHash();
const waiting = compilations();
const counts = { passed: 0, unchanged: 0, failed: 0 };
mkdirSync(cacheFolder, { recursive: true });
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let unit = waiting.shift(); unit; unit = waiting.shift()) {
      const key = hash([version, checks, unit.folder, unit.command].join('\n'));
      counts[
        await check(unit, key).catch((error) => (console.error(error.stderr ?? error), 'failed'))
      ]++;
    }
  }),
);
console.log(
  `clang-tidy: ${counts.passed} files checked, ${counts.unchanged} unchanged, ${counts.failed} failed`,
);
process.exitCode = counts.failed > 0 ? 1 : 0;
