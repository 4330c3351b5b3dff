// The incumbent's class.
import { D1Store } from '@mastra/cloudflare-d1';
import { workerOf } from './calls.js';

export default workerOf((binding) => new D1Store({ id: 'bench', binding, disableInit: true }));
