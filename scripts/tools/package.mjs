// Completes build/package, where scripts/package has compiled dist/: modules, documents, package.json.
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const target = 'build/package';
const copy = (path, from = path) => cpSync(from, join(target, path), { recursive: true });

for (const name of readdirSync('build/wasi')) {
  if (/^agentkeep(-dynamodb|-postgres)?\.(wasm|embedded\.js)$/.test(name))
    copy(`build/wasi/${name}`);
}
// Browsers fetch it from there (wasm/sqlite.browser.js).
copy('build/wasi/sqlite3.wasm', 'node_modules/@sqlite.org/sqlite-wasm/dist/sqlite3.wasm');
copy('worker/assets');
for (const name of readdirSync('wasm')) if (name.endsWith('.js')) copy(`wasm/${name}`);

// What the pages of the documentation link to comes along, so that no link in them is dead.
for (const path of JSON.parse(readFileSync('scripts/tools/package-documents.json', 'utf8')))
  copy(path);

// The repository's manifest, but for what is for its developers.
const {
  private: _,
  devDependencies,
  scripts,
  allowScripts,
  ...manifest
} = JSON.parse(readFileSync('package.json', 'utf8'));
const [, version] = /^project\(agentkeep VERSION (\S+)/m.exec(
  readFileSync('CMakeLists.txt', 'utf8'),
);
const { name, ...rest } = manifest;
writeFileSync(
  join(target, 'package.json'),
  `${JSON.stringify({ name, version, ...rest }, null, 2)}\n`,
);

// Whole or not at all.
const paths = (value) =>
  typeof value === 'string' ? [value] : Object.values(value).flatMap(paths);
const { exports, imports, bin, main, types, typesVersions } = manifest;
const missing = paths([exports, imports, bin, main, types, typesVersions]).filter((path) => {
  const [folder, end] = path.split('*');
  if (end === undefined) return !existsSync(join(target, path));
  const place = join(target, folder);
  return !existsSync(place) || !readdirSync(place).some((file) => file.endsWith(end));
});
if (missing.length > 0) throw new Error(`the package lacks ${missing.join(', ')}`);
