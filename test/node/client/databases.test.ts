import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentKeep } from '../../../client/index.js';
import { D1Api } from '../../contract/support/d1-api.js';
import { DevServer } from '../../node/support/dev-server.js';

let folder: string;
let api: D1Api;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-databases-'));
  api = await D1Api.start();
});
afterAll(async () => {
  await api?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const configurations: [string, () => Record<string, string>][] = [
  ['durable-object', () => ({})],
  [
    'd1-rest',
    () => ({
      AGENTKEEP_D1_ACCOUNT_ID: api.options.accountId,
      AGENTKEEP_D1_DATABASE_ID: api.options.databaseId,
      AGENTKEEP_D1_API_TOKEN: api.options.apiToken,
      AGENTKEEP_D1_API_URL: api.options.apiUrl,
    }),
  ],
];

describe('the configuration of the example', () => {
  it.each(configurations)('%s runs, and finds its data again', async (name, vars) => {
    const thread = {
      id: 't',
      resourceId: 'r',
      title: name,
      createdAt: new Date(),
      updatedAt: new Date(),
    };
    for (const start of ['first', 'second']) {
      const server = await DevServer.start({
        state: join(folder, name),
        home: join(folder, 'home'),
        configs: [`example/${name}.toml`],
        vars: { ALLOW_ANONYMOUS: 'true', ...vars() },
      });
      try {
        const memory = new AgentKeep({ endpoint: server.url }).stores.memory!;
        if (start === 'first') await memory.saveThread({ thread });
        expect(await memory.getThreadById({ threadId: 't' })).toEqual(thread);
      } finally {
        await server.stop();
      }
    }
  });
});
