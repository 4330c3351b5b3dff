// A class that does nothing: what the calls alone cost.
import type { MastraCompositeStore } from '@mastra/core/storage';
import { workerOf } from './calls.js';

const nothing = () => Promise.resolve(null);
const memory = { getThreadById: nothing, listMessages: nothing, saveMessages: nothing };

export default workerOf(() => ({ stores: { memory } }) as unknown as MastraCompositeStore);
