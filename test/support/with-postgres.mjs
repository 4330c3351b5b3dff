// node --experimental-strip-types test/support/with-postgres.mjs PROGRAM [ARGUMENTS]
//
// Runs a program of tests beside a PostgreSQL of its own, which AGENTKEEP_TEST_POSTGRES names.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PostgresServer } from '../node/client/support/postgres-server.ts';

const [program, ...args] = process.argv.slice(2);
const server = await PostgresServer.start();
try {
  const { host, port, user, database } = server;
  const target = `host=${host} port=${port} user=${user} dbname=${database}`;
  const env = { ...process.env, AGENTKEEP_TEST_POSTGRES: target };
  // Not synchronously: a server whose log nobody reads stands still.
  const tests = spawn(program, args, { stdio: 'inherit', env });
  const [status] = await once(tests, 'exit');
  process.exitCode = status ?? 1;
} finally {
  await server.stop();
}
