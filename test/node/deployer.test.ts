// The framework's own way to Cloudflare: `mastra build` with its CloudflareDeployer. `scripts/test
// deployer` runs it.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DevServer } from './support/dev-server.js';
import { kInstallMs, testTools } from './support/test-tools.js';

const root = fileURLToPath(new URL('../../', import.meta.url).href);
const folder = mkdtempSync(join(tmpdir(), 'agentkeep-deployer-'));
let project: string;

async function run(cwd: string, file: string, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(file, args, {
    cwd,
    env: { ...process.env, HOME: folder, MASTRA_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
    maxBuffer: 64 * 1024 * 1024,
  }).catch((cause: { stdout?: string; stderr?: string }) => {
    throw new Error(`${file} ${args.join(' ')} failed:\n${cause.stdout}\n${cause.stderr}`);
  });
  return stdout + stderr;
}

// The application of test/tools/deployer, with this tree's package in it.
beforeAll(async () => {
  project = await testTools('deployer');
  await run(root, join(root, 'scripts/package'), '--pack-destination', folder);
  const installed = join(project, 'node_modules/agentkeep');
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed);
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  await run(folder, 'tar', '-xzf', tarball!, '-C', installed, '--strip-components=1');
  for (const name of ['aws4fetch', 'commander', 'croner']) {
    const to = join(project, 'node_modules', name);
    cpSync(join(root, 'node_modules', name), to, { recursive: true });
  }
}, kInstallMs);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('makes a Worker whose agent remembers what it was told', async () => {
  rmSync(join(project, '.mastra'), { recursive: true, force: true });
  const said = await run(project, join(project, 'node_modules/.bin/mastra'), 'build');
  expect(said).not.toMatch(/\berror\b/i);
  const start = () =>
    DevServer.start({
      state: join(folder, 'state'),
      home: join(folder, 'home'),
      configs: [join(project, '.mastra/output/wrangler.json')],
      healthPath: '/api/agents',
      vars: {},
    });
  const ask = async ({ url }: DevServer, text: string, thread: string): Promise<string> => {
    const response = await fetch(`${url}/api/agents/parrot/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: text, memory: { thread, resource: 'ada' } }),
    });
    const body = await response.text();
    expect(response.status, body).toBe(200);
    return (JSON.parse(body) as { text: string }).text;
  };
  let server = await start();
  try {
    expect(await ask(server, 'I like the colour teal', 't1')).toBe('I know of colour teal');
    expect(await ask(server, 'And the colour plum', 't1')).toBe(
      'I know of colour teal, colour teal, colour plum',
    );
    expect(await ask(server, 'What do you know?', 't2')).toBe('I know of nothing');
    // What it knows is in the database.
    await server.stop();
    server = await start();
    expect(await ask(server, 'What do you know?', 't1')).toContain('colour plum');
  } finally {
    await server.stop();
  }
}, 240_000);
