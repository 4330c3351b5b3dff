import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import type { StoreService } from '../../worker/rpc.js';

const { STORE } = env as unknown as { STORE: StoreService };

it('answers', async () => {
  const saved = await STORE.memory.saveThread({ thread: { id: 't', resourceId: 'r' } });
  console.log(saved);
  expect(await STORE.memory.getThreadById({ threadId: 't' })).toEqual(saved);
});
