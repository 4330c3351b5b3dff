// Round trips and rows of every operation, counted between the Worker and its database. They do not
// depend on the machine.
import { kCountedOperations } from '../operations.ts';
import type { CountedOperation } from '../operations.ts';
import type { StoreName } from '../stores.ts';
import { toBody } from '../support/client.ts';
import type { Answer } from '../support/client.ts';
import type { Context, Metered } from '../support/context.ts';
import type { Cost } from '../support/d1-meter.ts';
import type { Section, Target } from '../support/report.ts';

interface Counted {
  operation: CountedOperation;
  cost: Cost;
  answer: Answer;
}

export async function counts(context: Context): Promise<Section> {
  const byStore = new Map<StoreName, Counted[]>();
  for (const name of context.stores) byStore.set(name, await countStore(context, name));
  const first = byStore.get(context.stores[0]) ?? [];
  const agentkeep = byStore.get('agentkeep');

  return {
    title: 'Round trips and rows',
    notes: [
      '45,000 messages in 201 threads, local D1, counted between the Worker and the database. ' +
        'Cells: round trips (of them in a chain, where fewer) / rows read / rows written. ' +
        'The incumbent has the tables it makes itself, without any index.',
    ],
    columns: ['operation', ...context.stores, ...(agentkeep && byStore.size > 1 ? ['answers'] : [])],
    rows: first.map(({ operation }, index) => {
      const cells = context.stores.map((name) => showCounted(byStore.get(name)?.[index]));
      const answers = context.stores.map((name) => byStore.get(name)?.[index]);
      return [
        operation.name,
        ...cells,
        ...(agentkeep && byStore.size > 1 ? [compareAnswers(operation, answers)] : []),
      ];
    }),
    targets: (agentkeep ?? []).flatMap(targetsOf),
  };
}

/** init() before there is anything, again in a new isolate, and again in one that knows. */
async function countInit(context: Context, name: StoreName): Promise<Counted[]> {
  const folder = await context.newFolder();
  const init = (label: string, trips?: number): CountedOperation => ({
    name: `init (${label})`,
    path: '/v1/store/init',
    args: {},
    limits: { trips: trips ?? Infinity },
  });
  const steps = [
    [init('empty database')],
    [init('current schema, new isolate', 1), init('current schema, isolate knows', 0)],
  ];
  const counted: Counted[] = [];
  for (const operations of steps) {
    const metered = await context.startMetered(name, folder);
    try {
      for (const operation of operations) counted.push(await count(metered, operation));
    } finally {
      await metered.stop();
    }
  }
  return counted;
}

async function countStore(context: Context, name: StoreName): Promise<Counted[]> {
  const counted = await countInit(context, name);
  const metered = await context.startMetered(name, await context.seededDatabase(name));
  try {
    // The isolate learns once that the schema is current; that trip belongs to init().
    await metered.worker.call('/v1/store/init', {});
    for (const operation of kCountedOperations) counted.push(await count(metered, operation));
  } finally {
    await metered.stop();
  }
  return counted;
}

async function count({ worker, meter }: Metered, operation: CountedOperation): Promise<Counted> {
  meter.reset();
  const answer = await worker.post(operation.path, toBody(operation.args));
  const { cost } = meter;
  checkOwnCount(operation, answer, cost);
  return { operation, cost, answer };
}

/** agentkeep says in a header what a call cost. What it says must be what passed. */
function checkOwnCount(operation: CountedOperation, answer: Answer, cost: Cost): void {
  const header = answer.headers['x-agentkeep-cost'];
  if (typeof header !== 'string') return;
  const counted =
    `trips=${cost.trips}, statements=${cost.statements}, ` +
    `rows-read=${cost.rowsRead}, rows-written=${cost.rowsWritten}`;
  if (header !== counted) {
    throw new Error(`${operation.name}: x-agentkeep-cost is "${header}", counted "${counted}"`);
  }
}

function targetsOf({ operation, cost, answer }: Counted): Target[] {
  if (answer.status !== 200) {
    throw new Error(
      `${operation.name}: HTTP ${answer.status}: ${answer.body.toString().slice(0, 500)}`,
    );
  }
  const atMost = (what: string, value: number, limit: number | undefined): Target[] =>
    limit === undefined || limit === Infinity
      ? []
      : [{ what: `${operation.name}, ${what}`, value, limit, atMost: true }];
  const { trips = 1, rowsRead, rowsWritten } = operation.limits ?? {};
  return [
    ...atMost('round trips', cost.trips, trips),
    ...atMost('rows read', cost.rowsRead, rowsRead),
    ...atMost('rows written', cost.rowsWritten, rowsWritten),
  ];
}

function showCounted(counted: Counted | undefined): string {
  if (!counted) return '';
  const { cost, answer } = counted;
  const number = (value: number) => value.toLocaleString('en-US');
  const chain = cost.chain < cost.trips ? ` (${number(cost.chain)})` : '';
  const failed = answer.status === 200 ? '' : ` HTTP ${answer.status}`;
  return `${number(cost.trips)}${chain} / ${number(cost.rowsRead)} / ${number(cost.rowsWritten)}${failed}`;
}

/** Costs can be compared only where the answers say the same. */
function compareAnswers(operation: CountedOperation, answers: (Counted | undefined)[]): string {
  if (!operation.compare) return '';
  const [ours, ...others] = answers.map((counted) => essence(operation, counted));
  return others.every((other) => other === ours) ? 'equal' : `differ: ${others.join(', ')}`;
}

interface ListAnswer {
  messages?: { id: string }[];
  threads?: { id: string }[];
  id?: string;
  total?: number;
  hasMore?: boolean;
}

function essence(operation: CountedOperation, counted: Counted | undefined): string {
  if (counted?.answer.status !== 200) return `HTTP ${counted?.answer.status}`;
  const answer = JSON.parse(counted.answer.body.toString()) as ListAnswer;
  if (operation.compare === 'thread') return String(answer.id);
  const ids = (answer.threads ?? answer.messages ?? []).map(({ id }) => id);
  if (operation.compare === 'messages') ids.sort();
  // A page of none has a total of its own in every adapter.
  const { perPage } = operation.args as { perPage?: unknown };
  const totals = perPage === 0 ? '' : `, total ${answer.total}`;
  return `${ids.length} rows${totals}, ids ${hash(ids.join())}`;
}

/** A short name for a long text (FNV-1a). */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, '0');
}

