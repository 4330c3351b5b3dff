// Imports point down only: which folder may include or import which others, in both languages.
// Prints what does not hold, and fails then. See DESIGN.md, "Folders".
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

// A folder of src/ (a domain and a backend are one each) sees itself and these.
const above = {
  core: [],
  query: ['core'],
  retention: ['query', 'core'],
  api: ['retention', 'query', 'core'],
  operations: ['api', 'retention', 'query', 'core'],
  versioned: ['operations', 'api', 'query', 'core'],
  domains: ['versioned', 'operations', 'api', 'retention', 'query', 'core'],
  backends: ['query', 'core'],
};
// Backends share what SQL dialects have in common.
const shared = { backends: ['backends/sql'] };

const problems = [];

function filesOf(folder, pattern) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));
}

for (const path of filesOf('src', /\.(cc|h)$/)) {
  const [top, inner] = relative('src', path).split('/');
  if (above[top] === undefined) continue; // store.cc puts all together
  const isApart = top === 'domains' || top === 'backends';
  const own = isApart ? `${top}/${inner}` : top;
  for (const [, name] of readFileSync(path, 'utf8').matchAll(/^#include "([^"]+)"/gm)) {
    if (!name.includes('/')) continue;
    const [to, toInner] = name.split('/');
    const place = to === 'domains' || to === 'backends' ? `${to}/${toInner}` : to;
    if (place === own || above[top].includes(place) || shared[top]?.includes(place)) continue;
    problems.push(`${path} includes ${name}`);
  }
}

// The Worker knows no client; what talks to databases knows neither, but for errors and chance.
for (const path of [...filesOf('worker', /\.ts$/), ...filesOf('client', /\.ts$/)]) {
  for (const [, name] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
    const target = join(dirname(path), name);
    const isHost = path.startsWith('worker/host/');
    if (path.startsWith('worker/') && target.startsWith('client/')) {
      problems.push(`${path} imports ${name}`);
    } else if (isHost && !/^worker\/(host\/|generated\/|errors\.|random\.)/.test(target)) {
      problems.push(`${path} imports ${name}`);
    }
  }
}

for (const problem of problems) console.error(`layers: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
