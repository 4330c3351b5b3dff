// Modules that are embedded in JavaScript, compiled when they are first needed.
const modules = new Map();

/** The module of that name. `embedded` imports the file that scripts/tools/embed.mjs writes of it. */
export function compiled(name, embedded) {
  let module = modules.get(name);
  if (module === undefined) {
    module = embedded().then(({ default: gzipped }) => compile(gzipped));
    modules.set(name, module);
    // Another try may find more memory, or a network.
    module.catch(() => modules.delete(name));
  }
  return module;
}

async function compile(gzipped) {
  const bytes = Uint8Array.from(atob(gzipped), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}
