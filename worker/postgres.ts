// The Worker on PostgreSQL and Aurora DSQL: another module, and databases that are reached by sockets.
import module from '#wasm/agentkeep-postgres.wasm';
import { offer } from './config.js';
import { coreOf } from './host/core.js';
import { Instances } from './host/instance.js';
import { Http } from './http.js';
import { postgresDatabases } from './postgres-databases.js';
import { entrypointOf } from './rpc.js';
import { Service } from './host/service.js';

offer(postgresDatabases);

const service = new Service(new Instances(coreOf(module)));

export default entrypointOf(new Http(service), service);
