// agentkeep's class, in place of the incumbent's.
import { D1Store } from '../../client/index.js';
import { workerOf } from './calls.js';

export default workerOf((binding) => new D1Store({ id: 'bench', binding, disableInit: true }));
