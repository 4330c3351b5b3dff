import { expect, it, vi } from 'vitest';
import { AgentKeepError } from '../../../client/index.js';
import { DSQLStore, PostgresStore } from '../../../client/dsql.js';

const id = 'pg';
const server = { id, host: 'db.example.com', database: 'd', user: 'u', password: 'p' };

const refused: [object, RegExp][] = [
  [{ id }, /connectionString is required/],
  [{ id, connectionString: '' }, /connectionString must not be empty/],
  [{ id, connectionString: ' ' }, /connectionString must not be empty/],
  [{ id, connectionString: null }, /connectionString must not be empty/],
];
for (const name of ['host', 'database', 'user', 'password']) {
  for (const empty of ['', ' ', null]) {
    refused.push([{ ...server, [name]: empty }, new RegExp(`${name} must not be empty`)]);
  }
}

it.each(refused)('PostgresStore refuses %o, wherever PGHOST points', (options, message) => {
  vi.stubEnv('PGHOST', 'elsewhere.example.com');
  const make = () => new PostgresStore(options as never);
  expect(make).toThrow(message);
  expect(make).toThrow(AgentKeepError);
  expect(make).toThrow(
    expect.objectContaining({
      id: 'MASTRA_STORAGE_PG_INITIALIZATION_FAILED',
      code: 'invalid_argument',
    }),
  );
  vi.unstubAllEnvs();
});

it('DSQLStore signs for the region that it is given', async () => {
  const config = { id: 'dsql', host: 'abc123.dsql.us-east-1.on.aws', region: 'eu-west-1' };
  const store = new DSQLStore({
    ...config,
    customCredentialsProvider: async () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret' }),
  });
  const { password } = store.pool.options as unknown as { password: () => Promise<string> };
  expect(decodeURIComponent(await password())).toContain('/eu-west-1/dsql/aws4_request');
  await store.close();
});
