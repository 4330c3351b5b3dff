// Asks a Prisma client, on a PostgreSQL of its own, what queries.ts makes, and keeps the answers:
//
//   cd test/prisma && npm install --ignore-scripts
//   PRISMA_SCHEMA_ENGINE_BINARY=/bin/true npx prisma generate --schema schema.prisma
//   node --experimental-strip-types record.ts
//
// The client compiles queries by WebAssembly: no engine is downloaded. The variable keeps the
// generator from asking for one that only migrations need.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { PostgresServer } from '../node/client/support/postgres-server.ts';
import { canonical, makeQueries, makeRows } from './queries.ts';

const tables = `
CREATE TYPE "RecordStatus" AS ENUM ('ACTIVE','ARCHIVED');
CREATE TYPE "RecordEnrichmentStatus" AS ENUM ('PENDING','APPLIED','UNAPPLIED','FAILED');
CREATE TABLE mastra_connections (id text PRIMARY KEY, name text NOT NULL, issues text[], "syncConfig" jsonb,
  "connectionId" text NOT NULL, "createdAt" timestamp(3) NOT NULL, "updatedAt" timestamp(3), "lastSyncAt" timestamp(3),
  "subscriptionId" text);
CREATE TABLE mastra_entities (id text PRIMARY KEY, type text NOT NULL, "createdAt" timestamp(3) NOT NULL,
  "updatedAt" timestamp(3) NOT NULL, "createdBy" text NOT NULL, k_id text NOT NULL, "lastSyncId" text);
CREATE TABLE mastra_properties (id text PRIMARY KEY, name text NOT NULL, "displayName" text NOT NULL,
  visible boolean NOT NULL, config jsonb, description text, type text NOT NULL, "order" integer NOT NULL,
  modifiable boolean NOT NULL, "parentId" text, "entityId" text);
CREATE TABLE mastra_records (id text PRIMARY KEY, "externalId" text, data jsonb NOT NULL, source text NOT NULL,
  "entityType" text NOT NULL, "entityId" text, status "RecordStatus" NOT NULL,
  "enrichmentStatus" "RecordEnrichmentStatus" NOT NULL, "deletedAt" timestamp(3), "createdAt" timestamp(3) NOT NULL,
  "updatedAt" timestamp(3));
`;

const server = await PostgresServer.start();
try {
  const { host, port, user, database } = server;
  const connection = { host, port, user, database };
  const sql = new pg.Client(connection);
  await sql.connect();
  await sql.query(tables);
  await sql.end();
  const from = process.env['PRISMA_CLIENT'] ?? './node_modules/.prisma';
  const { PrismaClient } = (await import(`${from}/index.js`)).default;
  const { PrismaPg } = await import(process.env['PRISMA_ADAPTER'] ?? '@prisma/adapter-pg');
  const prisma = new PrismaClient({ adapter: new PrismaPg(connection) });
  const rows = makeRows();
  for (const model of ['connection', 'entity', 'property', 'record'] as const) {
    await prisma[model].createMany({ data: rows[model] });
  }
  const answers: string[] = [];
  let refused = 0;
  for (const { model, verb, args } of makeQueries(3000)) {
    const answer: unknown = await prisma[model][verb](structuredClone(args)).catch(
      (cause: Error) => {
        refused += 1;
        if (refused <= 3)
          console.error(JSON.stringify({ model, verb, args }), cause.message.slice(-300));
        return 'refused';
      },
    );
    const text = JSON.stringify(canonical(answer));
    const ids = Array.isArray(answer)
      ? answer.map(({ id }) => id).join(' ')
      : text.length < 20
        ? text
        : '';
    answers.push(
      `${createHash('sha256').update(text).digest('hex').slice(0, 12)} ${ids.slice(0, 40)}`.trim(),
    );
  }
  writeFileSync(
    new URL('answers.json', import.meta.url),
    `${JSON.stringify(answers, null, 0).replaceAll('","', '",\n"')}\n`,
  );
  console.log(`${answers.length} answers, ${refused} refused by Prisma`);
  await prisma.$disconnect();
} finally {
  await server.stop();
}
