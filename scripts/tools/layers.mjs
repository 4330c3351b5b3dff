// Imports point down only: which folder may include or import which others, in both languages, and
// none in a circle. Prints what does not hold, and fails then. See DESIGN.md, "Folders".
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// A folder of src/ (a domain and a backend are one each) sees itself and these.
const src = {
  core: [],
  query: ['core'],
  retention: ['query', 'core'],
  api: ['retention', 'query', 'core'],
  operations: ['api', 'retention', 'query', 'core'],
  versioned: ['operations', 'api', 'query', 'core'],
  vectors: ['api', 'query', 'core'],
  domains: ['versioned', 'vectors', 'operations', 'api', 'retention', 'query', 'core'],
  backends: ['backends/sql', 'query', 'core'], // backends share what SQL dialects have in common
};

// So in TypeScript, where what is more than a folder deep belongs to the nearest one named here.
const scripts = {
  'worker/generated': [],
  'worker/host': ['worker/generated'],
  worker: ['worker/host', 'worker/generated'],
  client: ['worker/host', 'worker/generated'],
  cli: ['client', 'worker', 'worker/host', 'worker/generated'],
};

const problems = [];

const filesOf = (folder, pattern) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));

/** Where a file of src/ is, as `src` has it: core, domains/scores. undefined: on top of all. */
function placeOfSource(path) {
  const [, top, inner] = path.split('/');
  if (src[top] === undefined) return undefined;
  return top === 'domains' || top === 'backends' ? `${top}/${inner}` : top;
}
const placeOfScript = (path) =>
  Object.keys(scripts)
    .filter((place) => path.startsWith(`${place}/`))
    .sort((a, b) => b.length - a.length)[0];

// Each file, with those of the tree that it names.
const graph = new Map();
for (const path of filesOf('src', /\.(cc|h)$/)) {
  const named = [...readFileSync(path, 'utf8').matchAll(/^#include "([^"]+)"/gm)];
  const targets = named.map(([, name]) =>
    name.includes('/') ? join('src', name) : join(dirname(path), name),
  );
  graph.set(path, targets);
}
for (const path of Object.keys(scripts).flatMap((place) => filesOf(place, /\.ts$/))) {
  const named = [...readFileSync(path, 'utf8').matchAll(/\b(?:from|import) ?\(?'(\.[^']+)'/g)];
  graph.set(
    path,
    named.map(([, name]) => join(dirname(path), name).replace(/\.js$/, '.ts')),
  );
}

for (const [path, targets] of graph) {
  const isSource = path.startsWith('src/');
  const [placeOf, places] = isSource ? [placeOfSource, src] : [placeOfScript, scripts];
  const own = placeOf(path);
  if (own === undefined) continue; // store.cc puts all together
  const below = places[isSource ? own.split('/')[0] : own];
  for (const target of targets) {
    const place = placeOf(target);
    if (place !== own && !below.includes(place)) problems.push(`${path} names ${target}`);
  }
}

// Depth first: who is met again before all below him has been seen stands in a circle.
const isDone = new Map();
function visit(path, way) {
  if (isDone.get(path)) return;
  if (isDone.has(path)) {
    problems.push(`a circle: ${[...way.slice(way.indexOf(path)), path].join(' -> ')}`);
    return;
  }
  isDone.set(path, false);
  for (const target of graph.get(path) ?? []) visit(target, [...way, path]);
  isDone.set(path, true);
}
for (const path of graph.keys()) visit(path, []);

for (const problem of problems) console.error(`layers: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
