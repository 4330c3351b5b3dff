import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresServer } from './support/postgres-server.js';
let server: PostgresServer;
beforeAll(async () => { server = await PostgresServer.start(); });
afterAll(() => server.stop());
it('starts', async () => { console.log(await server.run('select version()')); expect(1).toBe(1); });
