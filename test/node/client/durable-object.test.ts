import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentKeep } from '../../../client/index.js';
import type { StoreService } from '../../../client/index.js';
import { bridged } from '../../contract/support/bridge.js';
import { token, tokens } from '../../contract/transports/http.js';

// Calls what it is told, on behalf of a program in Node.
const bridge = `export default {
  async fetch(request, { STORE }) {
    const { door, args } = await request.json();
    if (door === 'call') return Response.json(await STORE.call(...args));
    using session = STORE.session(null, args[0]);
    const { threads } = await session.memory.listThreads(args[1]);
    return Response.json({ ids: threads.map(({ id }) => id), bookmark: await session.bookmark() });
  },
};`;

describe('a Durable Object a resource, for an application', () => {
  let workers: Awaited<ReturnType<typeof bridged>>;
  const ada = 'Ädä 🧵';

  beforeAll(async () => {
    workers = await bridged(bridge, {
      durableObjects: { OBJECTS: { className: 'AgentKeepObject', useSQLite: true } },
      unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
      bindings: {
        AGENTKEEP_DATABASE: 'durable-object',
        AGENTKEEP_OBJECT_PER: 'resource',
        AGENTKEEP_TOKENS: tokens,
        AGENTKEEP_LOG: 'errors',
      },
    });
  });
  afterAll(() => workers?.dispose());

  const ask = async (door: string, args: unknown[]) => {
    const body = JSON.stringify({ door, args });
    return (await workers.dispatchFetch('http://bridge/', { method: 'POST', body })).json();
  };
  const service = { call: (...args) => ask('call', args) } as StoreService;
  const thread = (id: string, resourceId: string) => ({
    id,
    resourceId,
    title: resourceId,
    createdAt: new Date(),
    updatedAt: new Date(),
  });

  it('is whole: by service binding, by HTTP and in a session', async () => {
    const { origin: endpoint } = await workers.unsafeGetDirectURL('agentkeep');
    for (const [resource, others] of [
      [ada, 'bob'],
      ['bob', ada],
    ] as const) {
      for (const [way, store] of Object.entries({
        service: new AgentKeep({ service, resource }),
        http: new AgentKeep({ endpoint, token, resource }),
      })) {
        const { memory, workflows } = store.stores;
        const id = `${way} of ${resource}`;
        await memory!.saveThread({ thread: thread(id, resource) });
        // As the framework asks: without the resource.
        expect(await memory!.getThreadById({ threadId: id })).toMatchObject({ title: resource });
        expect(await memory!.getThreadById({ threadId: `${way} of ${others}` })).toBeNull();
        const run = { workflowName: 'w', runId: way };
        expect(await workflows!.loadWorkflowSnapshot(run)).toBeNull();
        await expect(memory!.saveThread({ thread: thread('x', others) })).rejects.toMatchObject({
          code: 'invalid_argument',
        });
      }
    }
    const { ids } = (await ask('session', [ada, { orderBy: { field: 'createdAt' } }])) as any;
    expect(ids.sort()).toEqual([`http of ${ada}`, `service of ${ada}`]);
  });
});
