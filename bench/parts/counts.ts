// Round trips and rows of every operation, counted between the Worker and its database. They do not
// depend on the machine.
import { rm } from 'node:fs/promises';

import { methodTable } from '../../worker/generated/methods.ts';
import { kCountedOperations } from '../operations.ts';
import type { CountedOperation } from '../operations.ts';
import { kCountedRunOperations, kManyRunsOperations, seedManyRuns } from '../runs.ts';
import { addIndexes } from '../stores.ts';
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

const kCompared: StoreName[] = ['agentkeep', 'incumbent', 'incumbent, indexed'];

export async function counts(context: Context): Promise<Section> {
  const stores = kCompared.filter(context.has);
  const byStore = new Map<StoreName, Counted[]>();
  for (const name of stores) byStore.set(name, await countStore(context, name));
  const first = byStore.get(stores[0]) ?? [];
  const ours = byStore.get('agentkeep');

  return {
    title: 'Round trips and rows',
    notes: [
      '45,000 messages in 201 threads, 602 runs of workflows, 2,000 scores, local D1, counted between ' +
        'the Worker and the database; at the end, 10,000 runs of 100 KB. ' +
        'Cells: round trips (of them in a chain, where fewer) / statements / rows read / rows written; ' +
        '"none": the class does not have the method. ' +
        'The incumbent makes no index; "indexed" has the four that a careful user adds by hand.',
    ],
    columns: ['operation', ...stores, 'answers'],
    rows: first.map(({ operation }, index) => {
      const cells = stores.map((name) => showCounted(byStore.get(name)?.[index]));
      const answers = stores.map((name) => byStore.get(name)?.[index]);
      return [operation.name, ...cells, compareAnswers(operation, answers)];
    }),
    targets: ours
      ? [...ours.flatMap(targetsOf), ownCountTarget(ours), everyMethodTarget(ours)]
      : [],
  };
}

/** init() before there is anything, again in a new isolate, and again in one that knows. */
async function countInit(context: Context, name: StoreName): Promise<Counted[]> {
  const init = (state: string, trips?: number): CountedOperation => ({
    name: `init (${state})`,
    path: '/v1/store/init',
    args: {},
    limits: { trips },
  });
  const metered = await context.startMetered(name, await context.newFolder());
  try {
    const empty = await count(metered, init('empty database', Infinity));
    await metered.restartWorker();
    const current = await count(metered, init('current schema, new isolate', 1));
    const known = await count(metered, init('current schema, isolate knows', 0));
    return [empty, current, known];
  } finally {
    await metered.stop();
  }
}

async function countStore(context: Context, name: StoreName): Promise<Counted[]> {
  const counted = await countInit(context, name);
  const metered = await context.startMetered(name, await context.seededDatabase(name));
  try {
    // The isolate learns once that the schema is current; that trip belongs to init().
    await metered.worker.call('/v1/store/init', {});
    for (const operation of [...kCountedOperations, ...kCountedRunOperations]) {
      counted.push(await count(metered, operation));
    }
  } finally {
    await metered.stop();
  }
  return [...counted, ...(await countManyRuns(context, name))];
}

async function countManyRuns(context: Context, name: StoreName): Promise<Counted[]> {
  const folder = await context.newFolder();
  const metered = await context.startMetered(name, folder);
  const counted: Counted[] = [];
  try {
    await metered.worker.call('/v1/store/init', {});
    await seedManyRuns(metered.d1);
    if (name === 'incumbent, indexed') await addIndexes(metered.d1);
    for (const operation of kManyRunsOperations) counted.push(await count(metered, operation));
  } finally {
    await metered.stop();
    await rm(folder, { recursive: true }); // a gigabyte
  }
  return counted;
}

async function count({ worker, meter }: Metered, operation: CountedOperation): Promise<Counted> {
  meter.reset();
  const answer = await worker.post(operation.path, toBody(operation.args));
  const { cost } = meter;
  return { operation, cost, answer };
}

/** agentkeep says in a header what a call cost. What it says must be what passed. */
function ownCountTarget(counted: Counted[]): Target {
  const wrong = counted.filter(({ answer, cost }) => {
    const passed =
      `trips=${cost.trips}, statements=${cost.statements}, ` +
      `rows-read=${cost.rowsRead}, rows-written=${cost.rowsWritten}`;
    return answer.headers['x-agentkeep-cost'] !== passed;
  });
  const names = wrong.slice(0, 3).map(({ operation }) => operation.name);
  return {
    what: `calls whose x-agentkeep-cost is not what was counted${names.length > 0 ? `, such as ${names.join('; ')}` : ''}`,
    value: wrong.length,
    limit: 0,
    atMost: true,
  };
}

/** No method of a domain may be left out. */
function everyMethodTarget(counted: Counted[]): Target {
  const called = new Set(counted.map(({ operation }) => operation.path));
  const left = Object.entries(methodTable)
    .flatMap(([domain, methods]) => methods.map(([name]) => `${domain}.${name}`))
    .filter((name) => !name.startsWith('store.') && !called.has(`/v1/${name.replace('.', '/')}`));
  return {
    what: `methods that are not counted${left.length > 0 ? `: ${left.join(', ')}` : ''}`,
    value: left.length,
    limit: 0,
    atMost: true,
  };
}

function targetsOf({ operation, cost, answer }: Counted): Target[] {
  if (answer.status !== 200) {
    const what = `${operation.name}, HTTP status, "${errorMessage(answer)}"`;
    return [{ what, value: answer.status, limit: 200, atMost: true }];
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

function errorMessage(answer: Answer): string {
  return (JSON.parse(answer.body.toString()) as { error: { message: string } }).error.message;
}

function showCounted(counted: Counted | undefined): string {
  if (!counted) return '';
  const { cost, answer } = counted;
  const number = (value: number) => value.toLocaleString('en-US');
  if (answer.status === 404) return 'none';
  const chain = cost.chain < cost.trips ? ` (${number(cost.chain)})` : '';
  const failed = answer.status === 200 ? '' : ` HTTP ${answer.status}`;
  return `${number(cost.trips)}${chain} / ${number(cost.statements)} / ${number(cost.rowsRead)} / ${number(cost.rowsWritten)}${failed}`;
}

/** Costs can be compared only where the answers say the same. */
function compareAnswers(operation: CountedOperation, answers: (Counted | undefined)[]): string {
  if (!operation.compare || answers.length < 2) return '';
  const [ours, ...others] = answers.map((counted) => essence(operation, counted));
  const different = new Set(others.filter((other) => other !== ours));
  return different.size === 0 ? 'equal' : `${ours}; incumbent: ${[...different].join('; ')}`;
}

interface ListAnswer {
  messages?: { id: string }[];
  threads?: { id: string }[];
  runs?: { runId: string }[];
  scores?: { id: string }[];
  id?: string;
  total?: number;
  hasMore?: boolean;
}

function essence(operation: CountedOperation, counted: Counted | undefined): string {
  if (counted?.answer.status !== 200) return `HTTP ${counted?.answer.status}`;
  const answer = JSON.parse(counted.answer.body.toString()) as ListAnswer;
  if (operation.compare === 'thread') return String(answer.id);
  const ids =
    answer.runs?.map(({ runId }) => runId) ??
    (answer.threads ?? answer.messages ?? answer.scores ?? []).map(({ id }) => id);
  if (operation.compare === 'messages' || operation.compare === 'scores') ids.sort();
  // A page of none has a total of its own in every adapter.
  const { perPage } = operation.args as { perPage?: unknown };
  const totals = perPage === 0 || answer.total === undefined ? '' : `, total ${answer.total}`;
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
