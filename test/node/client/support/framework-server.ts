// The framework's own server, as `mastra dev` and `mastra start` run it, with its Studio, over a store:
// an application that has of each kind what keeps something.
import { Agent } from '@mastra/core/agent';
import { AgentController } from '@mastra/core/agent-controller';
import type { MastraModelConfig } from '@mastra/core/llm';
import { Mastra } from '@mastra/core/mastra';
import { createScorer } from '@mastra/core/evals';
import { scoreTracesWorkflow } from '@mastra/core/evals/scoreTraces';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { createTool } from '@mastra/core/tools';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { Memory } from '@mastra/memory';
import { MastraStorageExporter, Observability } from '@mastra/observability';
import { spawn } from 'node:child_process';
import type { Server } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ScriptedModel } from '../../../real-input/scripted-model.js';
import { testTools } from '../../support/test-tools.js';

type Json = Record<string, any>;

/** A route of the server's own table. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly responseType: string;
}

export interface FrameworkServer {
  readonly url: string;
  readonly mastra: Mastra;
  readonly scripted: ScriptedModel;
  stop(): Promise<void>;
}

export interface Framework {
  readonly routes: readonly Route[];
  start(storage: MastraCompositeStore): Promise<FrameworkServer>;
  /** `mastra studio`, a process that serves the Studio of a server elsewhere. */
  studio(of: FrameworkServer): Promise<{ readonly url: string; stop(): Promise<void> }>;
}

/** Loads the packages of test/tools/studio, and with them the start of a server. */
export async function framework(): Promise<Framework> {
  process.env['MASTRA_TELEMETRY_DISABLED'] = '1';
  const modules = `${await testTools('studio')}node_modules/`;
  process.env['MASTRA_STUDIO_PATH'] = `${modules}mastra/dist/studio`;
  const load = async (path: string) => (await import(`${modules}@mastra/${path}`)) as Json;
  const { createNodeServer } = await load('deployer/dist/server/index.js');
  const { SERVER_ROUTES } = await load('server/dist/server/server-adapter/index.js');
  const { MastraEditor } = await load('editor/dist/index.js');
  return {
    routes: SERVER_ROUTES,
    async studio(of) {
      const port = await freePort();
      const child = spawn(
        process.execPath,
        [
          ...[`${modules}mastra/dist/index.js`, 'studio', '--port', String(port)],
          ...['--server-host', '127.0.0.1', '--server-port', new URL(of.url).port],
        ],
        { cwd: tmpdir(), stdio: 'ignore', env: { ...process.env, HOME: tmpdir() } },
      );
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const url = `http://localhost:${port}`;
      for (let i = 0; ; i++) {
        if (await fetch(url).catch(() => undefined)) break;
        if (child.exitCode !== null || i === 300) throw new Error('mastra studio did not start');
        await sleep(100);
      }
      return {
        url,
        async stop() {
          child.kill();
          await ended;
        },
      };
    },
    async start(storage) {
      const scripted = new ScriptedModel(() => 'A title');
      const mastra = application(storage, scripted, new MastraEditor(editorOptions));
      // What the entry of `mastra dev` and `mastra start` does.
      mastra.__registerInternalWorkflow(scoreTracesWorkflow);
      const server = (await createNodeServer(mastra, { tools: {}, studio: true })) as Server;
      if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
      return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        mastra,
        scripted,
        async stop() {
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
          await mastra.shutdown();
        },
      };
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function application(storage: MastraCompositeStore, scripted: ScriptedModel, editor: Json): Mastra {
  const model = scripted.model as unknown as MastraModelConfig;
  const add = createTool({
    id: 'add',
    description: 'adds',
    inputSchema: z.object({ a: z.number(), b: z.number() }),
    execute: async ({ a, b }) => ({ sum: a + b }),
  });
  const memory = new Memory({
    options: { workingMemory: { enabled: true, scope: 'thread' }, lastMessages: 10 },
  });
  const length = createScorer({
    ...{ id: 'length', name: 'length', description: 'how long', type: 'agent' },
  }).generateScore(({ run }) => JSON.stringify(run.output).length % 7);
  const helper = new Agent({
    ...{ id: 'helper', name: 'helper', instructions: 'Help.', model, tools: { add }, memory },
  });
  const n = z.object({ n: z.number() });
  const twice = createStep({
    ...{ id: 'twice', inputSchema: n, outputSchema: n },
    execute: async ({ inputData }) => ({ n: inputData.n * 2 }),
  });
  const wait = createStep({
    ...{ id: 'wait', inputSchema: n, outputSchema: n, resumeSchema: n },
    execute: async ({ inputData, resumeData, suspend }) =>
      resumeData === undefined ? suspend({}) : { n: inputData.n + resumeData.n },
  });
  const flow = (id: string) => createWorkflow({ id, inputSchema: n, outputSchema: n }).then(twice);
  const controller = new AgentController({
    id: 'desk',
    agent: helper,
    memory,
    modes: [
      { id: 'build', name: 'Build', metadata: { default: true } },
      { id: 'plan', name: 'Plan' },
    ],
  } as never);
  return new Mastra({
    storage,
    editor,
    agents: { helper },
    agentControllers: { desk: controller },
    memory: { shared: memory },
    scorers: { length },
    tools: { add },
    workflows: { double: flow('double').commit(), asking: flow('asking').then(wait).commit() },
    gateways: {
      scripted: {
        ...{ id: 'scripted', name: 'scripted', fetchProviders: async () => ({}) },
        ...{ buildUrl: () => undefined, getApiKey: async () => 'none' },
        resolveLanguageModel: () => scripted.model,
      },
    },
    observability: new Observability({
      configs: {
        all: {
          serviceName: 'framework-server',
          exporters: [new MastraStorageExporter({ maxBatchWaitMs: 100 }) as never],
        },
      },
    }),
    channels: { pigeon: new Pigeons() },
    backgroundTasks: { enabled: true },
    scheduler: { enabled: true },
    logger: false,
    server: {
      port: 0,
      host: '127.0.0.1',
      handleShutdownSignals: false,
      middleware: [
        // As its authentication does.
        async (context: any, next: () => Promise<void>) => {
          context.get('requestContext').set('mastra__user', { id: 'ada' });
          await next();
        },
      ],
    },
  } as never);
}

/** Of tools with accounts: it answers for the accounts that it was asked to make. */
const toolkits = [{ slug: 'mail', name: 'Mail' }];
const mailTools = [{ slug: 'send', name: 'Send', toolkit: 'mail' }];
const editorOptions = {
  builder: { enabled: true, features: { agent: { favorites: true } } },
  toolProviders: {
    acme: {
      info: { id: 'acme', name: 'Acme' },
      capabilities: { multipleConnectionsPerToolkit: true, supportsRevoke: false },
      listToolkits: async () => ({ data: toolkits }),
      listToolkitsVNext: async () => ({ data: toolkits }),
      listTools: async () => ({ data: mailTools }),
      listToolsVNext: async () => ({ data: mailTools }),
      getToolSchema: async () => ({ type: 'object' }),
      resolveTools: async () => ({}),
      authorize: async ({ connectionId }: Json) => ({
        url: 'https://acme.example',
        authId: `auth of ${connectionId}`,
      }),
      listConnectionFields: async () => [{ name: 'domain', required: true }],
      getAuthStatus: async () => 'completed',
      getConnectionStatus: async ({ items }: Json) =>
        Object.fromEntries(
          items.map(({ connectionId }: Json) => [connectionId, { connected: true }]),
        ),
      listConnections: async ({ userIds }: Json) => ({
        items: userIds.map((id: string) => ({ connectionId: `auth of ${id}`, status: 'active' })),
        pagination: { page: 1, hasMore: false },
      }),
      getHealth: async () => ({ ok: true }),
    },
  },
};

/** A chat platform whose installations the store keeps. */
class Pigeons {
  readonly id = 'pigeon';
  #mastra: Mastra | undefined;

  __attach(mastra: Mastra) {
    this.#mastra = mastra;
  }
  getRoutes() {
    return [];
  }
  getInfo() {
    return { id: 'pigeon', name: 'Pigeons', isConfigured: true };
  }
  async #installations() {
    return (await this.#mastra!.getStorage()!.getStore('channels'))!;
  }
  async connect(agentId: string) {
    const now = new Date();
    await (
      await this.#installations()
    ).saveInstallation({
      ...{ id: `pigeon-${agentId}`, platform: this.id, agentId, status: 'active' },
      ...{ data: { loft: 'Ñandú' }, createdAt: now, updatedAt: now },
    });
    return { type: 'immediate', installationId: `pigeon-${agentId}` };
  }
  async disconnect(agentId: string) {
    await (await this.#installations()).deleteInstallation(`pigeon-${agentId}`);
  }
  async listInstallations() {
    return (await this.#installations()).listInstallations(this.id);
  }
}
