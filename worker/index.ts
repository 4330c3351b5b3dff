import module from '#wasm/agentkeep.wasm';
import { coreOf } from './host/core.js';
import { Instances } from './host/instance.js';
import { Http } from './http.js';
import { objectOf } from './object.js';
import { entrypointOf } from './rpc.js';
import { Service } from './host/service.js';

// For Workers that bind this one.
export type {
  AgentKeepError,
  MemoryService,
  Props,
  Store,
  StoreService,
  StoreSession,
} from './rpc.js';

const makeCore = coreOf(module);

// One instance an isolate, made before the first request.
const service = new Service(new Instances(makeCore));

export default entrypointOf(new Http(service), service);

/** Bound as OBJECTS where AGENTKEEP_DATABASE is durable-object. */
export const AgentKeepObject = objectOf(makeCore);
