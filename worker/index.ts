import module from '#wasm/agentkeep.wasm';
import type { Env } from './config.js';
import { coreOf } from './host/core.js';
import { Instances } from './host/instance.js';
import { Http } from './http.js';
import { Service } from './service.js';

// One instance an isolate, made before the first request.
const http = new Http(new Service(new Instances(coreOf(module))));

export default {
  fetch: (request, env, ctx) => http.fetch(request, env, ctx),
} satisfies ExportedHandler<Env>;
