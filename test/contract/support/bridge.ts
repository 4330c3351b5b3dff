import { AgentKeep } from '../../../client/index.js';
import type { StoreService } from '../../../client/service-connection.js';
import { bundle } from '../../node/support/bundle.js';
import type { Opened } from '../transport.js';
import { simulator } from './local-d1.js';

// What a Worker with a service binding does, on behalf of a program in Node.
const bridge = `export default {
  async fetch(request, { STORE }) {
    const [method, body, bookmark] = await request.json();
    return Response.json(await STORE.call(method, body, bookmark ?? undefined));
  },
};`;

/** Stores over a service binding to a Worker with these settings of Miniflare. */
export async function byService(settings: object, props: object = {}): Promise<Opened> {
  const workers = simulator({
    workers: [
      {
        name: 'bridge',
        modules: true,
        script: bridge,
        compatibilityDate: '2026-08-01',
        serviceBindings: {
          STORE: { name: 'agentkeep', props: { scopes: ['read', 'write', 'admin'], ...props } },
        },
      },
      {
        name: 'agentkeep',
        modules: await bundle('worker/index.ts'),
        compatibilityDate: '2026-08-01',
        ...settings,
      },
    ],
  });
  await workers.ready;
  let trips = 0;
  const service: StoreService = {
    async call(...call) {
      trips += 1;
      const response = await workers.dispatchFetch('http://bridge/', {
        method: 'POST',
        body: JSON.stringify(call),
      });
      return (await response.json()) as Awaited<ReturnType<StoreService['call']>>;
    },
  };
  return {
    store: (options = {}) => new AgentKeep({ service, ...options }),
    trips: () => trips,
    close: () => workers.dispose(),
  };
}
