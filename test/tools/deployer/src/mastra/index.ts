import { Agent } from '@mastra/core/agent';
import { Mastra } from '@mastra/core/mastra';
import { CloudflareDeployer } from '@mastra/deployer-cloudflare';
import { Memory } from '@mastra/memory';
import { D1Store } from 'agentkeep';
import { env } from 'cloudflare:workers';
import { model } from './model.js';

const parrot = new Agent({
  id: 'parrot',
  name: 'Parrot',
  instructions: 'Say what you know.',
  model,
  memory: new Memory({ options: { lastMessages: 10 } }),
});

export const mastra = new Mastra({
  agents: { parrot },
  storage: new D1Store({ id: 'store', binding: env.DB }),
  deployer: new CloudflareDeployer({
    name: 'deployed',
    d1_databases: [{ binding: 'DB', database_name: 'deployed', database_id: 'deployed' }],
  }),
});
