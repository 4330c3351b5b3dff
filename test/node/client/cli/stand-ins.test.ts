// Databases that tests reach by stand-ins alone, by their URLs: D1 over Cloudflare's API, and Aurora
// DSQL as a proxy with its rules before PostgreSQL 16.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RowStore, Table } from '../../../../cli/move/rows.js';
import { placeOf } from '../../../../cli/store-url.js';
import { D1Api } from '../../../contract/support/d1-api.js';
import { credentials, DsqlProxy, host, region } from '../support/dsql-proxy.js';
import { PostgresServer } from '../support/postgres-server.js';
import { Program } from './run.js';
import { fill, order, someMessages, threads } from './threads.js';

const messages = 400;
/** With the one that is large. */
const rows = messages + 1 + threads;

let folder: string;
let program: Program;
let api: D1Api;
let server: PostgresServer;
let proxy: DsqlProxy;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-stand-ins-'));
  [program, api, server] = await Promise.all([
    Program.make(folder),
    D1Api.start(),
    PostgresServer.start(),
  ]);
  proxy = await DsqlProxy.start(server);
  await fill(join(folder, 'source.db'), messages);
  const source = await RowStore.open(placeOf(file('source.db')));
  const large = { format: 2, parts: [{ type: 'text', text: 'ä "word" '.repeat(300_000) }] };
  const row = { id: 'large', thread_id: 'thread-3', content: large, role: 'user', type: 'v2' };
  const time = '2026-01-02T00:00:00.000Z';
  const text = JSON.stringify({ ...row, createdAt: time, _insertion: '5000' });
  await new Table(source, 'mastra_messages').write([text], 'fail');
  await source.close();
}, 120_000);
afterAll(async () => {
  await proxy?.stop();
  await Promise.all([api?.stop(), server?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  expect([...api.faults, ...proxy.faults]).toEqual([]);
});

const file = (name: string) => `file:${join(folder, name)}`;

interface StandIn {
  /** The URL of a part of the database that has its own tables. */
  url(part: string): string;
  readonly env: Record<string, string>;
  /** Credentials that are not good. */
  readonly wrong: Record<string, string>;
  /** Lets the next writes fail as they do now and then. */
  disturb(): void;
  readonly refusesWrites: boolean;
}

const standIns: Record<string, () => StandIn> = {
  D1: () => ({
    url: (part) => `d1://${api.options.accountId}/${api.options.databaseId}?tablePrefix=${part}_`,
    env: {
      CLOUDFLARE_API_TOKEN: api.options.apiToken,
      CLOUDFLARE_API_BASE_URL: api.options.apiUrl,
    },
    wrong: { CLOUDFLARE_API_TOKEN: 'another-token' },
    disturb: () => api.faults.push({ status: 429, retryAfter: '1' }, { cut: 'after' }),
    refusesWrites: true,
  }),
  DSQL: () => {
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, proxy.ca);
    return {
      url: (part) => `dsql://${host}:${proxy.port}?region=${region}&schema=${part}`,
      env: {
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
        NODE_EXTRA_CA_CERTS: ca,
      },
      wrong: { AWS_SECRET_ACCESS_KEY: 'another-secret' },
      disturb: () =>
        proxy.faults.push({ at: 'commit', code: 'OC000' }, { at: 'commit', lost: 'after' }),
      refusesWrites: false,
    };
  },
};

describe.each(Object.entries(standIns))('%s', (name, standIn) => {
  let at: StandIn;
  beforeAll(() => {
    at = standIn();
  });

  async function done(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await program.run(args, at.env);
    expect([code, stderr], args.join(' ')).toEqual([0, '']);
    return stdout;
  }

  test('is the target of a copy, and its source', async () => {
    const copied = JSON.parse(
      await done('copy', file('source.db'), at.url('one'), '--json'),
    ) as object;
    expect(copied).toMatchObject({ rows, changed: 0, differences: [] });
    expect(await done('verify', file('source.db'), at.url('one'))).toBe(`equal: ${rows} rows\n`);
    const back = file(`${name}-back.db`);
    const before = api.requests.length;
    await done('copy', at.url('one'), back);
    // Tables that are empty are not asked one by one.
    expect(api.requests.length - before).toBeLessThan(20);
    expect(await done('verify', file('source.db'), back)).toBe(`equal: ${rows} rows\n`);
    expect(await order(back)).toEqual(await order(file('source.db')));
  }, 120_000);

  test('is exported, and imported into', async () => {
    const out = join(folder, `export-${name}`);
    expect(await done('export', at.url('one'), out)).toContain(`${rows} rows of`);
    expect(JSON.parse(await done('import', out, at.url('two'), '--json'))).toMatchObject({ rows });
    expect(await done('verify', at.url('one'), at.url('two'))).toBe(`equal: ${rows} rows\n`);
  }, 120_000);

  test('fails now and then, of which a copy knows nothing', async () => {
    await done('migrate', at.url('three'));
    at.disturb();
    const { code } = await program.run(['copy', file('source.db'), at.url('three')], at.env);
    expect(code).toBe(0);
    expect(await done('verify', file('source.db'), at.url('three'))).toBe(`equal: ${rows} rows\n`);
  }, 120_000);

  test('brings what has changed, and what is gone', async () => {
    const live = `${name}-live.db`;
    await fill(join(folder, live), 50);
    await done('copy', file(live), at.url('four'));
    await fill(join(folder, live), 120); // threads get other times, messages more of them
    const store = await RowStore.open(placeOf(file(live)));
    await new Table(store, 'mastra_messages').remove([`["${someMessages(0, 1, 0)[0]!.id}"]`]);
    await store.close();
    expect((await program.run(['verify', file(live), at.url('four')], at.env)).code).toBe(3);
    await done('copy', file(live), at.url('four'));
    expect(await done('verify', file(live), at.url('four'))).toBe(`equal: ${119 + threads} rows\n`);
  }, 120_000);

  test('is looked at by the doctor, before it has tables and with them', async () => {
    const empty = await program.run(['doctor', at.url('none'), '--json'], at.env);
    expect([empty.code, empty.stderr]).toEqual([1, '']);
    const { findings } = JSON.parse(empty.stdout) as { findings: object[] };
    expect(findings).toContainEqual(expect.objectContaining({ what: 'tables', ok: false }));
    const { ok } = JSON.parse(await done('doctor', at.url('one'), '--json')) as { ok: boolean };
    expect(ok).toBe(true);
  }, 60_000);

  test('is named where its credentials are not good', async () => {
    const env = { ...at.env, ...at.wrong };
    const { code, stdout, stderr } = await program.run(
      ['export', at.url('one'), `wrong-${name}`],
      env,
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(at.url('one').split('?')[0]);
    for (const secret of Object.values(at.wrong)) expect(stderr).not.toContain(secret);
  }, 60_000);

  test('refuses writes for a cut-over, where it can', async () => {
    const args = ['copy', at.url('two'), file(`${name}-cut.db`), '--cutover'];
    const { code, stdout, stderr } = await program.run(args, at.env);
    const abort = [...args.slice(0, 3), '--abort'];
    if (!at.refusesWrites) {
      expect([code, stderr]).toEqual([1, expect.stringContaining('stop its writers')]);
      expect(await done(...abort)).toContain('never refused writes');
      return;
    }
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('may take over');
    const late = await program.run(
      ['copy', file('source.db'), at.url('two'), '--on-conflict', 'replace'],
      at.env,
    );
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('takes no writes')]);
    expect(await done(...abort)).toContain('takes writes again');
  }, 120_000);
});
