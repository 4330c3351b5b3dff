import { afterAll, beforeAll, it } from 'vitest';
import { writeSync } from 'node:fs';
import { PostgresStore } from '../../../client/dsql.js';
import { PostgresServer } from './support/postgres-server.js';
import { memoryOf } from './support/ways.js';
let server: PostgresServer;
const say = (...x: unknown[]) => writeSync(2, x.map(String).join(' ') + '\n');
beforeAll(async () => { server = await PostgresServer.start(); say('started'); });
afterAll(() => server?.stop());
it('works', async () => {
  const { host, port, user, database } = server;
  const store = new PostgresStore({ id: 'pg', host, port, user, database, schemaName: 's1' });
  setTimeout(async () => { say(JSON.stringify(await server.run("select state,wait_event,query from pg_stat_activity where query<>''"))); }, 5000);
  const t = Date.now();
  try { await store.init(); say('init', Date.now() - t); } catch (e) { say('ERR', e); }
  const memory = await memoryOf(store as never);
  const thread = { id: 't', resourceId: 'r', title: 'x', metadata: {a:1}, createdAt: new Date(), updatedAt: new Date() };
  for (const [n, f] of Object.entries({
    save: () => memory.saveThread({ thread }), get: () => memory.getThreadById({ threadId: 't' }),
    up: () => memory.updateThread({ id: 't', title: 'y', metadata: { b: [1] } }),
    msgs: () => memory.saveMessages({ messages: [1,2,3].map(i => ({ id: 'm'+i, threadId: 't', resourceId: 'r', role: 'user', createdAt: new Date(), content: { format: 2, parts: [{type:'text',text:'"\\ü'}] } })) as never }),
    list: () => memory.listMessages({ threadId: 't', include: [{ id: 'm2', withPreviousMessages: 1, withNextMessages: 1 }], perPage: 1 } as never),
    threads: () => memory.listThreads({ filter: { resourceId: 'r', metadata: { a: 1 } } } as never),
    upm: () => memory.updateMessages({ messages: [{ id: 'm1', content: { metadata: { z: 1 } } }] as never }),
    clone: () => memory.cloneThread({ sourceThreadId: 't' } as never),
    del: () => memory.deleteMessages(['m1']), delt: () => memory.deleteThread({ threadId: 't' }),
  })) { const t = Date.now(); try { const v = await f(); say(n, Date.now() - t, JSON.stringify(v)?.slice(0, 300)); } catch (e) { say('ERR', n, e); } }
  await store.close();
}, 30000);
