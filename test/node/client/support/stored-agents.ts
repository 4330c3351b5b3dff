// What somebody does in the framework's studio: prompts, agents in versions, favourites, skills,
// workspaces, scorers and MCP, by the routes of @mastra/server and by @mastra/editor.
import { Mastra } from '@mastra/core';
import { RequestContext } from '@mastra/core/request-context';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { createTool } from '@mastra/core/tools';
import { LocalSkillSource } from '@mastra/core/workspace';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ScriptedModel } from '../../../real-input/scripted-model.js';
import { testTools } from '../../support/test-tools.js';

type Json = Record<string, any>;
interface Route {
  readonly method: string;
  readonly path: string;
  readonly bodySchema?: { parse(body: unknown): Json };
  readonly queryParamSchema?: { parse(query: unknown): Json };
  handler(context: Json): Promise<unknown>;
}

/** What came of each step, in order. */
export type Session = [step: string, outcome: unknown][];

/** Loads what the session is held with. */
export async function studio(): Promise<(storage: MastraCompositeStore) => Promise<Session>> {
  const modules = `${await testTools('editor')}node_modules/@mastra/`;
  const { MastraEditor } = (await import(`${modules}editor/dist/index.js`)) as Json;
  const { SERVER_ROUTES } = (await import(
    `${modules}server/dist/server/server-adapter/index.js`
  )) as { SERVER_ROUTES: Route[] };
  return (storage) => session(storage, MastraEditor, SERVER_ROUTES);
}

async function session(
  storage: MastraCompositeStore,
  Editor: new (config: Json) => any,
  routes: readonly Route[],
): Promise<Session> {
  const scripted = new ScriptedModel(() => 'title');
  const gateway = {
    id: 'scripted',
    name: 'scripted',
    fetchProviders: async () => ({}),
    buildUrl: () => undefined,
    getApiKey: async () => 'none',
    resolveLanguageModel: () => scripted.model,
  };
  const add = createTool({
    id: 'add',
    description: 'adds',
    inputSchema: z.object({ a: z.number(), b: z.number() }),
    execute: async ({ a, b }) => ({ sum: a + b }),
  });
  const editor = new Editor({});
  const mastra = new Mastra({
    storage,
    editor,
    tools: { add },
    gateways: { scripted: gateway },
    logger: false,
  } as never);
  const requestContext = new RequestContext();
  requestContext.set('user', { id: 'ada' });
  const log: Session = [];

  /** Runs a route of the framework's server, as its adapters do. */
  const request = async (method: string, path: string, body: Json = {}): Promise<any> => {
    const [pathname = '', search = ''] = path.split('?');
    const parts = pathname.split('/');
    const matches = ({ method: of, path: pattern }: Route) =>
      of === method &&
      pattern.split('/').length === parts.length &&
      pattern.split('/').every((part, i) => part.startsWith(':') || part === parts[i]);
    const route = routes.find(matches)!;
    const params = Object.fromEntries(
      route.path
        .split('/')
        .flatMap((part, i) => (part[0] === ':' ? [[part.slice(1), parts[i]]] : [])),
    );
    const query = Object.fromEntries(new URLSearchParams(search));
    const { signal: abortSignal } = new AbortController();
    const outcome = await route
      .handler({
        ...{ mastra, requestContext, abortSignal, ...params },
        ...(route.queryParamSchema?.parse(query) ?? {}),
        ...(route.bodySchema?.parse(body) ?? {}),
      })
      .catch((cause: Json) => ({ error: cause['message'], status: cause['status'] }));
    log.push([`${method} ${path}`, outcome]);
    return outcome;
  };
  /** Runs what is no route. */
  const step = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
    const outcome = await run();
    log.push([name, outcome]);
    return outcome;
  };

  // A prompt, in two versions.
  await request('POST', '/stored/prompt-blocks', {
    id: 'kind',
    name: 'Kind',
    content: 'Be kind to {{user.id}}.',
    metadata: { topic: 'manners' },
  });
  const { versions } = await request('GET', '/stored/prompt-blocks/kind/versions');
  await request('POST', `/stored/prompt-blocks/kind/versions/${versions[0].id}/activate`);
  await request('POST', '/stored/prompt-blocks/kind/versions', { changeMessage: 'as it is' });
  await request('PATCH', '/stored/prompt-blocks/kind', { content: 'Be very kind to {{user.id}}.' });

  // An agent of it, asked something.
  const instructions = [
    { type: 'prompt_block_ref', id: 'kind' },
    { type: 'text', content: 'Ñandú 🧵' },
  ];
  await request('POST', '/stored/agents', {
    id: 'helper',
    name: 'Helper',
    instructions,
    model: { provider: 'scripted', name: 'acme/one' },
    tools: { add: { description: 'adds two' } },
    metadata: { team: 'a' },
  });
  const ask = (question: string, options?: Json) =>
    step(question, async () => {
      const agent = await editor.agent.getById('helper', options);
      scripted.willSay([{ tool: 'add', args: { a: 1, b: 2 } }], [{ text: 'Three.' }]);
      const output = await agent.stream(question, { requestContext });
      const text = (await output.text) as string;
      const asked = scripted.prompts.at(-1) as { role: string; content: unknown }[];
      return { text, system: asked.filter(({ role }) => role === 'system') };
    });
  await ask('What is 1 and 2?');

  // Changed, published, compared, restored.
  await request('PATCH', '/stored/agents/helper', {
    instructions: 'Answer briefly.',
    changeMessage: 'shorter',
  });
  const all = (await request('GET', '/stored/agents/helper/versions')).versions as Json[];
  const [newest, oldest] = [all[0]!['id'], all.at(-1)!['id']];
  await request('POST', `/stored/agents/helper/versions/${newest}/activate`);
  await ask('And briefly?');
  await ask('As it was?', { versionId: oldest });
  await request('GET', `/stored/agents/helper/versions/compare?from=${oldest}&to=${newest}`);
  await request('POST', `/stored/agents/helper/versions/${oldest}/restore`);
  await request('POST', '/stored/agents/helper/versions', { changeMessage: 'kept' });
  await request('GET', '/stored/agents/helper?status=draft');
  await request('GET', '/stored/agents/helper/versions?perPage=2&page=1');
  await request('DELETE', `/stored/agents/helper/versions/${oldest}`);
  await request('PATCH', '/stored/agents/nobody', { name: 'x' });

  // Others, and favourites.
  for (const name of ['second', 'third']) {
    await request('POST', '/stored/agents', {
      ...{ id: name, name, instructions: name, model: { provider: 'scripted', name: 'acme/one' } },
      visibility: 'public',
    });
  }
  await request('POST', '/stored/agents', {
    ...{ id: 'third', name: 'twice', instructions: '', model: { provider: 'a', name: 'b' } },
  });
  await step('favorite', () =>
    editor.favorites.favorite({ userId: 'ada', entityType: 'agent', entityId: 'second' }),
  );
  await step('pinned', () =>
    editor.agent.listResolved({ pinFavoritedFor: 'ada', orderBy: { field: 'createdAt' } }),
  );
  await request('GET', '/stored/agents?status=draft&perPage=2');
  await request('DELETE', '/stored/agents/second');

  // What agents use.
  await request('POST', '/stored/scorers', {
    ...{ id: 'judge', name: 'Judge', type: 'llm-judge', instructions: 'Judge.' },
    ...{ model: { provider: 'scripted', name: 'acme/one' }, scoreRange: { min: 0, max: 1 } },
  });
  await request('PATCH', '/stored/scorers/judge', { scoreRange: { min: 0, max: 5 } });
  await request('GET', '/stored/scorers/judge/versions');
  await request('POST', '/stored/mcp-clients', {
    ...{
      id: 'files',
      name: 'Files',
      servers: { here: { type: 'stdio', command: 'ls', args: ['-l'] } },
    },
  });
  await request('PATCH', '/stored/mcp-clients/files', { description: 'lists' });
  await request('GET', '/stored/mcp-clients?status=draft');
  await step('an MCP server', async () => {
    const servers = (await storage.getStore('mcpServers'))!;
    await servers.create({
      mcpServer: { id: 'mcp', name: 'Mine', version: '1', tools: { add: {} } },
    });
    return editor.mcpServer.listResolved({ status: 'draft' });
  });
  await request('POST', '/stored/workspaces', {
    ...{
      id: 'desk',
      name: 'Desk',
      filesystem: { provider: 'local', config: { basePath: '/tmp' } },
    },
  });
  await request('PATCH', '/stored/workspaces/desk', { description: 'mine', autoSync: true });
  await request('GET', '/stored/workspaces/desk');
  await request('POST', '/stored/skills', {
    ...{ id: 'knit', name: 'knit', description: 'knits', instructions: 'Knit.' },
  });
  await request('PATCH', '/stored/skills/knit', { instructions: 'Knit well.', license: 'MIT' });
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-skill-'));
  try {
    mkdirSync(join(folder, 'knit/references'), { recursive: true });
    const head = '---\nname: knit\ndescription: knits\n---\n';
    writeFileSync(join(folder, 'knit/SKILL.md'), `${head}Knit 🧵.`);
    writeFileSync(join(folder, 'knit/references/wool.md'), 'Wool.');
    const source = new LocalSkillSource({ basePath: folder });
    const published = await step('publish', () => editor.skill.publish('knit', source, 'knit'));
    const { entries } = (published as Json)['tree'] as { entries: Record<string, Json> };
    const blobs = (await storage.getStore('blobs'))!;
    const hashes = Object.values(entries).map((entry) => entry['blobHash'] as string);
    await step('its files', async () =>
      [...(await blobs.getMany(hashes)).values()].map(({ content }) => content).sort(),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
  await request('GET', '/stored/skills/knit');
  await request('GET', '/stored/skills');
  await request('GET', '/stored/prompt-blocks');
  await request('DELETE', '/stored/prompt-blocks/kind');
  await request('GET', '/stored/prompt-blocks/kind');
  return log;
}
