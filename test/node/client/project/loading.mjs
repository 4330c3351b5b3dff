// Which of the package's modules are loaded, before a call of a store in this process and after.
import { registerHooks } from 'node:module';

const loaded = [];
registerHooks({
  load(url, context, next) {
    if (/\.(embedded\.js|wasm)$/.test(url)) loaded.push(url.split('/').at(-1));
    return next(url, context);
  },
});
const { AgentKeep, LibSQLStore } = await import('agentkeep');
await import('agentkeep/dynamodb');
const remote = await new AgentKeep({ endpoint: 'http://127.0.0.1:1' }).getStore('memory');
await remote.getThreadById({ threadId: 't' }).catch(() => {});
const store = new LibSQLStore({ id: 'store', url: ':memory:' });
const before = [...loaded];
await store.init();
await store.close();
console.log(JSON.stringify({ before, after: loaded }));
