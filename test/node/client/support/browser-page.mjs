// A page as a browser runs it: a context that has the platform's functions and nothing of Node.
// Arguments: the URL of its module. Prints what the module's `run` answers, as JSON.
import vm from 'node:vm';

const [url] = process.argv.slice(2);
const context = vm.createContext({
  AbortController,
  AbortSignal,
  Blob,
  DecompressionStream,
  Event,
  EventTarget,
  Headers,
  MessageChannel,
  ReadableStream,
  Request,
  Response,
  TextDecoder,
  TextEncoder,
  TransformStream,
  URL,
  URLSearchParams,
  WritableStream,
  atob,
  btoa,
  clearTimeout,
  console,
  crypto,
  fetch,
  performance,
  queueMicrotask,
  setTimeout,
  structuredClone,
});
const source = await (await fetch(url)).text();
const page = new vm.SourceTextModule(source, {
  context,
  identifier: url,
  initializeImportMeta: (meta) => void (meta.url = url),
  importModuleDynamically: () => {
    throw new Error('a page has no modules but its own');
  },
});
await page.link((specifier) => {
  throw new Error(`the page imports ${specifier}`);
});
await page.evaluate();
console.log(JSON.stringify(await page.namespace.run()));
