// The framework's own server and Studio, on our stores and on @mastra/libsql: what clients and the Studio
// ask of it is answered alike, and more of it where @mastra/libsql has nothing to say.
import { LibSQLStore } from '@mastra/libsql';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transport as file } from '../../contract/transports/file.js';
import { transport as http } from '../../contract/transports/http.js';
import { framework } from './support/framework-server.js';
import type { Framework } from './support/framework-server.js';
import { visit } from './support/framework-visit.js';
import type { Answer } from './support/framework-visit.js';
import { kInstallMs } from '../support/test-tools.js';

const folder = mkdtempSync(join(tmpdir(), 'agentkeep-framework-'));
let server: Framework;
let expected: Answer[];

beforeAll(async () => {
  server = await framework();
  const url = `file:${join(folder, 'reference.db')}`;
  expected = await answersOf(new LibSQLStore({ id: 'reference', url }) as never);
}, kInstallMs);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function answersOf(storage: Parameters<Framework['start']>[0]): Promise<Answer[]> {
  const running = await server.start(storage);
  try {
    return comparable(await visit(running));
  } finally {
    await running.stop();
  }
}

/** Why a route is not asked. */
const unasked: [route: RegExp, why: string][] = [
  [/^\w+ \/auth\/(sso|logout|refresh|credentials|roles)/, 'the application has no sign-in'],
  [/\/(voice|speak|speakers|listen)(\/|$)/, 'an agent without a voice'],
  [/-legacy$/, 'models of before AI SDK 5'],
  [
    /\/(generate|stream)\/vnext$|streamVNext|\/ui$/,
    'other names and forms of /generate and /stream',
  ],
  [/^POST .*\/(observe|subscribe|recover|network)$/, 'follows a run that still goes on'],
  [/stream-until-idle$|resume-stream$/, 'as /stream'],
  [/(approve|decline)-(network-)?tool-call(-generate)?$|send-tool-approval/, 'as the one approval'],
  [
    /^POST \/agents\/:agentId\/(send-message|queue-message|signals|threads)/,
    'into a run that goes on',
  ],
  [/^POST \/agents\/:agentId\/models?(\/|$)/, 'changes the agent in memory'],
  [
    /instructions\/enhance|generate-items|cluster-failures|workflow-builder\/stream/,
    'asks a model',
  ],
  [/^GET \/agents\/:agentId\/(plans\/file|skills\/)/, "files of the application's machine"],
  [/^\w+ \/workspaces\/:workspaceId\//, "files of the application's machine"],
  [/^POST \/stored\/skills\/:storedSkillId\/publish$/, "files of the application's machine"],
  [/\/registries\/:registryId|skills-sh/, 'a registry elsewhere'],
  [/change-request$/, 'a repository elsewhere'],
  [/^\w+ \/vector\//, 'the application has no vector store'],
  [/^\w+ \/mcp\/(:serverId|v0\/servers\/:id)/, 'the application is no MCP server'],
  [/^POST \/a2a\//, 'tasks in memory'],
  [/^\w+ \/agent-builder\/:/, 'its workflows are in a package of their own'],
  [/^\w+ \/processors\/:|processor-providers\/:/, 'the application has no processors'],
  [
    /^POST \/workflows\/(events|.*(\/start|resume|resume-no-wait|time-travel|restart))$/,
    'as …-async',
  ],
  [/time-travel-stream|restart-async|restart-all|steps\/execute/, 'as time-travel-async'],
  [/^GET \/background-tasks\/stream$/, 'does not end'],
  [/^GET \/agent-controller\/.*\/stream$/, 'does not end'],
  [/^POST \/agent-controller\/.*\/(messages|steer|follow-up|abort|tool-\w+)$/, 'into a run'],
  [/^POST \/agent-controller\/.*\/resource$/, 'as another session'],
];

it('every route is asked, or is not for a reason', () => {
  const asked = new Set(expected.map(({ route }) => route));
  const names = server.routes.map(({ method, path }) => `${method} ${path}`);
  const left = names.filter((name) => !asked.has(name));
  expect(left.filter((name) => !unasked.some(([route]) => route.test(name)))).toEqual([]);
  expect(unasked.filter(([route]) => !left.some((name) => route.test(name)))).toEqual([]);
  expect([...asked].filter((name) => !names.includes(name))).toEqual([]);
});

/** What says so of itself. */
const isUnsupported = ({ body }: Answer) =>
  /not support|UNSUPPORTED/.test(JSON.stringify(body ?? '').slice(0, 200));

it('what @mastra/libsql has is answered with something', () => {
  const good = new Set(expected.filter(({ status }) => status < 400).map(({ route }) => route));
  const bad = expected.filter((answer) => !good.has(answer.route) && !isUnsupported(answer));
  expect(bad.map(({ route }) => route)).toEqual([
    'GET /memory/observational-memory',
    'POST /memory/observational-memory/buffer-status',
  ]);
});

/** What is answered otherwise, and why; as well as @mastra/libsql all the same. */
const differs: Record<string, string> = {
  'POST /memory/threads/:threadId/transfer':
    'there the answer leaves out the metadata, which it keeps',
  'GET /observability/traces/:traceId/light':
    "there with members that the framework's schema leaves out",
  'GET /observability/discovery/tags': 'there always an empty list',
};

describe.each([file, http])('over $name', (transport) => {
  it(
    'it is answered as over @mastra/libsql, and the rest is answered',
    { timeout: 240_000 },
    async () => {
      const way = await transport.open();
      try {
        const answers = await answersOf(way.store() as never);
        expect(answers.map(({ route }) => route)).toEqual(expected.map(({ route }) => route));
        for (const [i, answer] of answers.entries()) {
          const label = `${i}: ${answer.route}`;
          if (isUnsupported(expected[i]!)) {
            expect.soft(answer.status, label).toBeLessThan(400);
          } else if (differs[answer.route] !== undefined) {
            expect.soft(answer.status, label).toBe(expected[i]!.status);
            expect.soft(answer.body, label).not.toEqual(expected[i]!.body);
          } else {
            expect.soft(answer, label).toEqual(expected[i]);
          }
        }
      } finally {
        await way.close();
      }
    },
  );
});

describe('the Studio', () => {
  it('comes from the server, with what it loads', async () => {
    const way = await file.open();
    const running = await server.start(way.store() as never);
    try {
      for (const path of ['/', '/agents/helper/chat/new', '/datasets']) {
        const page = await pageAt(running.url + path);
        expect(page).toContain('<title>Mastra Studio</title>');
        expect(page).toContain("window.MASTRA_SERVER_HOST = '127.0.0.1'");
        expect(page).toContain("window.MASTRA_API_PREFIX = '/api'");
        for (const asset of assetsOf(page)) await pageAt(`${running.url}/${asset}`);
      }
    } finally {
      await running.stop();
      await way.close();
    }
  });

  it('of `mastra studio` calls the server from its own origin', { timeout: 60_000 }, async () => {
    const way = await file.open();
    const running = await server.start(way.store() as never);
    const studio = await server.studio(running);
    try {
      const page = await pageAt(studio.url);
      expect(page).toContain(`window.MASTRA_SERVER_PORT = '${new URL(running.url).port}'`);
      for (const asset of assetsOf(page)) await pageAt(`${studio.url}/${asset}`);
      for (const path of ['/agents', '/memory/threads', '/datasets', '/observability/traces']) {
        const headers = { origin: studio.url };
        const answer = await fetch(`${running.url}/api${path}`, { headers });
        expect(answer.status, path).toBe(200);
        expect(['*', studio.url]).toContain(answer.headers.get('access-control-allow-origin'));
      }
    } finally {
      await studio.stop();
      await running.stop();
      await way.close();
    }
  });

  const pageAt = async (url: string) => {
    const response = await fetch(url);
    expect(response.status, url).toBe(200);
    return response.text();
  };
  /** Scripts and styles that the page names: at least one. */
  const assetsOf = (page: string) => {
    const all = [...page.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)].map(
      ([, path]) => path!,
    );
    expect(all.length).toBeGreaterThan(0);
    return all;
  };
});

const random = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\b[0-9a-f]{16}\b/g;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** What ours says beside what @mastra/libsql has. */
const more = ['deltaCursor', 'observabilityStorageCapabilities'];

/**
 * Random ids as names, in each answer by first appearance; no times but those that the visit gives; no
 * durations. What is null may be left out, and the switch of workspaces that is off; both are
 * undefined in the framework's own store. What changed in a version has no order, and what is
 * undefined has not changed.
 */
function comparable(answers: readonly Answer[]): Answer[] {
  return answers.map((answer) => {
    const names = new Map<string, string>();
    const named = (text: string) =>
      text
        .replace(/^http:\/\/127\.0\.0\.1:\d+/, '<url>')
        .replaceAll(random, (id) => {
          if (!names.has(id)) names.set(id, `<id ${names.size + 1}>`);
          return names.get(id)!;
        })
        .replaceAll(/(?<!\d)\d{13}(?!\d)/g, '<time>');
    const of = (value: unknown, name = ''): unknown => {
      if (typeof value === 'number') {
        if (value > 1e12 || /^(created|completed)_at$/.test(name)) return '<time>';
        return /durationMs$/i.test(name) ? '<duration>' : value;
      }
      if (typeof value === 'string') {
        if (/storageType$/i.test(name)) return '<the class>';
        return time.test(value) && !value.startsWith('2026-01-01') ? '<time>' : named(value);
      }
      if (typeof value !== 'object' || value === null) return value;
      if (Array.isArray(value)) {
        if (!['counts', 'resourceIds', 'changedFields'].includes(name)) {
          return value.map((each) => of(each));
        }
        // They have no order.
        const bare = (each: unknown) => JSON.stringify(each).replaceAll(random, '');
        return [...value].sort((a, b) => (bare(a) < bare(b) ? -1 : 1)).map((each) => of(each));
      }
      const row = value as Record<string, unknown>;
      const isGiven = (key: string) => row[key] !== null && row[key] !== undefined;
      return Object.fromEntries(
        Object.entries(row)
          .filter(([key]) => isGiven(key) && !more.includes(key))
          .filter(([key, member]) => key !== 'autoSync' || member === true)
          .map(([key, member]) => {
            const fields = key === 'changedFields' && Array.isArray(member);
            return [named(key), of(fields ? member.filter(isGiven) : member, key)];
          }),
      );
    };
    return of(answer) as Answer;
  });
}
