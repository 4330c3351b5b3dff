import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InMemoryStore } from '@mastra/core/storage';
import { StoreClient } from '../../client/store-client.js';
import { methods } from '../../worker/host/methods.js';

/** What the contract has seen of one transport: which methods answered, and whether a test failed. */
export interface Seen {
  readonly answered: Set<string>;
  hasFailed: boolean;
}

const seen = new Map<string, Seen>();
let current: Seen | undefined;

// Every store of the contract calls its methods through this class.
for (const way of ['call', 'run'] as const) {
  const original = StoreClient.prototype[way] as (name: string, ...rest: unknown[]) => Promise<any>;
  Object.defineProperty(StoreClient.prototype, way, {
    async value(this: StoreClient, name: string, ...rest: unknown[]) {
      const at = current;
      const answer: unknown = await original.call(this, name, ...rest);
      at?.answered.add(name);
      return answer;
    },
  });
}

/** From now on what answers is seen of this transport. */
export function watch(transport: string): Seen {
  current = { answered: new Set(), hasFailed: false };
  seen.set(transport, current);
  return current;
}

/** The columns of the table: a database, and the transports whose tests must all pass. */
const databases: Readonly<Record<string, readonly string[]>> = {
  D1: ['D1 binding', 'D1 over REST', 'HTTP', 'service binding'],
  'Durable Objects': ['Durable Object'],
  libSQL: ['libSQL', 'a Worker on libSQL'],
  'SQLite file': ['SQLite file', 'SQLite in memory'],
  PostgreSQL: ['PostgreSQL'],
  'Aurora DSQL': ['Aurora DSQL'],
  DynamoDB: ['DynamoDB'],
};

/** Every domain of the framework, by its names. */
export const frameworkDomains = Object.keys(new InMemoryStore().stores).sort();

// What the classes do by other methods: tests of HTTP call them. And what has to be switched on, and
// has tests of its own: test/node/client/search.test.ts.
const calledOtherwise = new Set([
  'datasets.addItem',
  'memory.patchThread',
  'memory.searchMessages',
]);

const methodsOf = (domain: string) =>
  methods
    .map(({ name }): string => name)
    .filter((name) => name.startsWith(`${domain}.`) && !calledOtherwise.has(name));

/** The methods of every domain that did not answer over a transport. */
export function missing(transport: string): string[] {
  const { answered } = seen.get(transport)!;
  return frameworkDomains.flatMap(methodsOf).filter((name) => !answered.has(name));
}

/** Whether the contract ran over all transports, whole. */
export const isWhole = (): boolean =>
  Object.values(databases)
    .flat()
    .every((transport) => seen.has(transport));

/** A domain a row: kept in a database is one whose methods have all answered, with no test failed. */
export function tableOfDomains(): string {
  const names = Object.keys(databases);
  const isKept = (domain: string, database: string) => {
    const ways = databases[database]!.map((transport) => seen.get(transport)!);
    const isAnswered = (name: string) => ways.some(({ answered }) => answered.has(name));
    const names = methodsOf(domain);
    return names.length > 0 && names.every(isAnswered) && ways.every(({ hasFailed }) => !hasFailed);
  };
  const rows = [
    ['domain', ...names],
    ['-', ...names.map(() => ':-:')],
    ...frameworkDomains.map((domain) => [
      `\`${domain}\``,
      ...names.map((database) => (isKept(domain, database) ? 'yes' : '-')),
    ]),
  ];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const readme = fileURLToPath(new URL('../../README.md', import.meta.url).href);
const begin =
  '<!-- made by the contract tests: WRITE_TABLE=1 npx vitest run --project node contract -->';
const end = '<!-- end -->';

function parts(): [before: string, table: string, after: string] {
  const text = readFileSync(readme, 'utf8');
  const [from, to] = [text.indexOf(begin) + begin.length, text.lastIndexOf(end)];
  if (from < begin.length || to < from) throw new Error('README.md has no place for the table');
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}

/** The table as the README has it, its rows of cells. */
export function tableOfReadme(): string[][] {
  const lines = parts()[1]
    .split('\n')
    .filter((line) => line.startsWith('|'));
  return cellsOf(lines.join('\n'));
}

export const cellsOf = (table: string): string[][] =>
  table.split('\n').map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replace(/^(:?)-+(:?)$/, '$1-$2')),
  );

/** Puts the table into the README. */
export function writeTable(): void {
  const [before, , after] = parts();
  writeFileSync(readme, `${before}\n\n${tableOfDomains()}\n\n${after}`);
}
