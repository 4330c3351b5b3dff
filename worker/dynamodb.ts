// The Worker on DynamoDB: another module, and a table that is reached by HTTP.
import module from '#wasm/agentkeep-dynamodb.wasm';
import { offer } from './config.js';
import { dynamoDatabases } from './dynamodb-databases.js';
import { coreOf } from './host/core.js';
import { Instances } from './host/instance.js';
import { Http } from './http.js';
import { entrypointOf } from './rpc.js';
import { Service } from './host/service.js';

offer(dynamoDatabases);

const service = new Service(new Instances(coreOf(module)));

export default entrypointOf(new Http(service), service);
