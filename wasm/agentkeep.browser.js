// The built module in browsers, which fetch it: "imports" in package.json chooses this file. Bundlers
// know these words, and put the module beside what they make.
const file = new URL('../build/wasi/agentkeep.wasm', import.meta.url);
const answer = await fetch(file);
if (!answer.ok) throw new Error(`${file.pathname} cannot be fetched: ${answer.status}`);

export default await WebAssembly.compile(await answer.arrayBuffer());
