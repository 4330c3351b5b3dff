// The OpenAPI document, as tools that read such documents find it.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { simulator } from '../../contract/support/local-d1.js';
import { token, tokens } from '../../contract/transports/http.js';
import { bundle } from '../support/bundle.js';
import { kInstallMs, testTools } from '../support/test-tools.js';

const file = fileURLToPath(new URL('../../../worker/assets/openapi.json', import.meta.url).href);

interface Operation {
  readonly operationId: string;
  readonly requestBody: { content: { 'application/json': { example: object } } };
}

const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
  paths: Record<string, { post: Operation }>;
};

let tools: string;
beforeAll(async () => void (tools = await testTools('openapi')), kInstallMs);

async function load<Module>(name: string): Promise<Module> {
  const found = createRequire(`${tools}package.json`).resolve(name);
  return (await import(pathToFileURL(found).href)) as Module;
}

describe('the OpenAPI document', () => {
  it('is valid to swagger-parser', async () => {
    const { SwaggerParser } = await load<{
      SwaggerParser: { validate(file: string): Promise<{ paths: object }> };
    }>('@apidevtools/swagger-parser');
    const api = await SwaggerParser.validate(file);
    expect(Object.keys(api.paths)).toEqual(Object.keys(paths));
  }, 60_000);

  it("passes Redocly's linter with its recommended rules, warnings among them", async () => {
    const { createConfig, lint } = await load<{
      createConfig(config: object): Promise<object>;
      lint(options: { ref: string; config: object }): Promise<object[]>;
    }>('@redocly/openapi-core');
    const config = await createConfig({ extends: ['recommended-strict'] });
    const problems = (await lint({ ref: file, config })) as {
      ruleId: string;
      message: string;
      location: { pointer?: string }[];
    }[];
    const told = problems.map(
      ({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`,
    );
    expect(told).toEqual([]);
  }, 60_000);
});

/** What ends the data of others comes last. */
const isEnd = (id: string) => /\.(delete|drop|prune|clear|dangerously)/.test(id);

/** Its types are those of openapi-typescript; each method is called with the document's example. */
function program(): string {
  const calls = Object.entries(paths)
    .map(([path, { post }]) => ({ path, post }))
    .sort((a, b) => Number(isEnd(a.post.operationId)) - Number(isEnd(b.post.operationId)))
    .map(({ path, post }) => {
      const body = JSON.stringify(post.requestBody.content['application/json'].example);
      return `answers.push(['${post.operationId}', told(await client.POST('${path}', { body: ${body} }))]);`;
    });
  return `
import createClient from 'openapi-fetch';
import type { paths } from './paths.js';

declare const process: { readonly argv: readonly string[] };
const [, , baseUrl = '', token = ''] = process.argv;
const client = createClient<paths>({ baseUrl, headers: { authorization: \`Bearer \${token}\` } });
const answers: [string, number | string][] = [];
function told({ error, response }: { error?: { error: { code: string } }; response: Response }) {
  if (error !== undefined) return error.error.code;
  return response.headers.has('x-request-id') ? response.status : 'without an id';
}
${calls.join('\n')}
const { data, error } = await client.POST('/v1/memory/listThreads', { body: {} });
if (error) throw new Error(error.error.message);
const first: string | undefined = data.threads[0]?.id;
// @ts-expect-error: there is no such member
data.threads[0]?.titel;
// @ts-expect-error: a thread has an id
await client.POST('/v1/memory/getThreadById', { body: {} });
console.log(JSON.stringify({ answers, first }));
`;
}

describe('a client that openapi-typescript and openapi-fetch make', () => {
  let worker: ReturnType<typeof simulator>;
  beforeAll(async () => {
    worker = simulator({
      modules: await bundle('worker/index.ts'),
      compatibilityDate: '2026-08-01',
      d1Databases: { DB: 'db' },
      bindings: {
        AGENTKEEP_TOKENS: tokens,
        AGENTKEEP_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
        AGENTKEEP_SEARCH: 'true',
      },
    });
  });
  afterAll(() => worker.dispose());

  it('calls every method with the example of the document', async () => {
    const run = async (script: string, ...args: string[]) =>
      promisify(execFile)(process.execPath, [script, ...args], { cwd: tools }).catch(
        ({ stdout, stderr }: { stdout: string; stderr: string }) => {
          throw new Error(stdout + stderr);
        },
      );
    await run('node_modules/openapi-typescript/bin/cli.js', file, '-o', 'paths.ts');
    writeFileSync(`${tools}client.mts`, program());
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2022', lib: ['es2022', 'dom'], types: [] },
      ...{ strict: true, noEmitOnError: true },
    };
    const config = { compilerOptions, files: ['client.mts'] };
    writeFileSync(`${tools}tsconfig.json`, JSON.stringify(config));
    await run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json');
    const { stdout } = await run('client.mjs', String(await worker.ready), token);
    const { answers } = JSON.parse(stdout) as { answers: [string, number | string][] };
    expect(answers.map(([id]) => id).sort()).toEqual(
      Object.values(paths)
        .map(({ post }) => post.operationId)
        .sort(),
    );
    // Not every example has what it speaks of before it; none is refused for what it is.
    const understood = new Set<number | string>([200, 'not_found', 'conflict']);
    const refused = answers.filter(([, status]) => !understood.has(status));
    expect(Object.fromEntries(refused)).toEqual({});
    expect(answers.filter(([, status]) => status === 200).length).toBeGreaterThan(100);
  }, 300_000);
});
