// node embed.mjs MODULE.wasm...: writes MODULE.embedded.js beside each, which holds it gzipped in
// base64: every bundler knows how to carry a text along (wasm/README.md, "Loading").
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

for (const file of process.argv.slice(2)) {
  const text = gzipSync(readFileSync(file), { level: 9 }).toString('base64');
  writeFileSync(file.replace(/\.wasm$/, '.embedded.js'), `export default '${text}';\n`);
}
