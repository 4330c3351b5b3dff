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

/**
 * A Worker of this script, which has the binding `STORE`, with those props if any, to agentkeep's
 * Worker with these settings of Miniflare.
 */
export async function bridged(script: string, settings: object, props?: object) {
  const name = 'agentkeep';
  const workers = simulator({
    workers: [
      {
        name: 'bridge',
        modules: true,
        script,
        compatibilityDate: '2026-08-01',
        serviceBindings: { STORE: props === undefined ? name : { name, props } },
      },
      {
        name,
        modules: await bundle('worker/index.ts'),
        compatibilityDate: '2026-08-01',
        ...settings,
      },
    ],
  });
  await workers.ready;
  return workers;
}

/** Stores over a service binding to a Worker with these settings of Miniflare. */
export async function byService(settings: object, props: object = {}): Promise<Opened> {
  const workers = await bridged(bridge, settings, { scopes: ['read', 'write', 'admin'], ...props });
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
