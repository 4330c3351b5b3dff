// Datasets and experiments: what random calls of them are made of, and where the framework's store in
// memory is not the contract.
import { InMemoryStore } from '@mastra/core/storage';
import type { MastraCompositeStore } from '@mastra/core/storage';
import type { Random } from './random.js';
import { ruled } from './rules.js';
import type { Rule } from './rules.js';
import type { ErrorRule, Reference, Sequence } from './run.js';
import type { Ask, Outcome, Step } from './side.js';

type Row = Record<string, any>;

const texts = ['plain', 'ümläut 👩‍👩‍👧 \u2028', '{"not":"parsed"}', 'it\'s \\ "5%"'];
const documents: readonly unknown[] = [
  true,
  -2.5,
  1e21,
  'text',
  [1, { deep: [null] }],
  { a: 1, 'b "': { c: texts[1] } },
];
const objects = documents.filter((each) => typeof each === 'object' && !Array.isArray(each));
const all = { page: 0, perPage: false };
const tenants = ['o0', 'o1'];

/** Random calls of both domains, on what earlier ones have made. */
class Calls implements Sequence {
  readonly #random: Random;
  #count = 0;
  #datasets: string[] = [];
  /** With the dataset of each; those of a deleted one stay, to be not found. */
  #items: { id: string; datasetId: string }[] = [];
  #experiments: string[] = [];
  #results: { id: string; experimentId: string }[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  next(): Step {
    const random = this.#random;
    if (this.#datasets.length === 0) return this.#createDataset();
    if (this.#experiments.length === 0) return this.#createExperiment();
    return random.weighted<() => Step>([
      [1, () => this.#createDataset()],
      [2, () => this.#updateDataset()],
      [0.3, () => step('datasets.deleteDataset', { id: this.#dataset(), ...this.#filters() })],
      [2, () => step('datasets.getDatasetById', { id: this.#dataset(), ...this.#filters() })],
      [2, () => this.#listDatasets()],
      [6, () => step('datasets.addItem', { datasetId: this.#dataset(), ...this.#payload() })],
      [6, () => this.#batchInsert()],
      [8, () => this.#updateItem()],
      [4, () => step('datasets.deleteItem', this.#item())],
      [2, () => this.#batchDelete()],
      [1.5, () => step('datasets.purgeItem', this.#item())],
      [6, () => this.#listItems()],
      [3, () => step('datasets.getItemById', { id: this.#item().id, ...this.#maybeVersion() })],
      [3, () => step('datasets.getItemsByVersion', this.#asOf())],
      [2, () => ({ method: 'datasets.getItemHistory', args: [this.#item().id] })],
      [
        1,
        () => step('datasets.listDatasetVersions', { datasetId: this.#dataset(), ...this.#page() }),
      ],
      [1, () => this.#createExperiment()],
      [2, () => this.#updateExperiment()],
      [0.3, () => step('experiments.deleteExperiment', { id: this.#experiment() })],
      [
        1,
        () => step('experiments.getExperimentById', { id: this.#experiment(), ...this.#filters() }),
      ],
      [2, () => this.#listExperiments()],
      [4, () => step('experiments.addExperimentResult', this.#result())],
      [8, () => step('experiments.upsertExperimentResult', this.#result())],
      [5, () => this.#updateResult()],
      [1, () => step('experiments.getExperimentResultById', { id: this.#resultId() })],
      [3, () => this.#listResults()],
      [
        0.3,
        () => step('experiments.deleteExperimentResults', { experimentId: this.#experiment() }),
      ],
      [1, () => step('experiments.getReviewSummary')],
    ])();
  }

  learn(outcome: Outcome, { method, args: [given] }: Step): void {
    if (!('value' in outcome)) return;
    const value = outcome.value as any;
    const input = given as Row;
    const known = (list: { id: string }[], id: string) => list.some((each) => each.id === id);
    switch (method) {
      case 'datasets.createDataset':
        if (!this.#datasets.includes(value.id)) this.#datasets.push(value.id);
        break;
      case 'datasets.deleteDataset':
        if (input['filters'] === undefined) {
          this.#datasets = this.#datasets.filter((id) => id !== input['id']);
        }
        break;
      case 'datasets.addItem':
      case 'datasets.batchInsertItems':
        for (const { id } of Array.isArray(value) ? value : [value]) {
          if (id !== undefined && !known(this.#items, id)) {
            this.#items.push({ id, datasetId: input['datasetId'] });
          }
        }
        break;
      case 'experiments.createExperiment':
        this.#experiments.push(value.id);
        break;
      case 'experiments.deleteExperiment':
        this.#experiments = this.#experiments.filter((id) => id !== input['id']);
        break;
      case 'experiments.addExperimentResult':
      case 'experiments.upsertExperimentResult':
        if (!known(this.#results, value.id)) {
          this.#results.push({ id: value.id, experimentId: input['experimentId'] });
        }
    }
    // Few, so that calls meet.
    this.#datasets = this.#datasets.slice(-4);
    this.#items = this.#items.slice(-30);
    this.#experiments = this.#experiments.slice(-4);
    this.#results = this.#results.slice(-20);
  }

  get everything(): readonly Step[] {
    return [
      step('datasets.listDatasets', { pagination: all }),
      ...this.#datasets.flatMap((datasetId) => [
        step('datasets.listItems', { datasetId, pagination: all }),
        step('datasets.listDatasetVersions', { datasetId, pagination: all }),
      ]),
      ...this.#items
        .slice(-10)
        .map(({ id }) => ({ method: 'datasets.getItemHistory', args: [id] })),
      step('experiments.listExperiments', { pagination: all }),
      ...this.#experiments.map((experimentId) =>
        step('experiments.listExperimentResults', { experimentId, pagination: all }),
      ),
      step('experiments.getReviewSummary'),
    ];
  }

  #dataset = () => this.#random.pick(this.#datasets);
  #experiment = () => this.#random.pick(this.#experiments);
  #text = () => this.#random.pick(texts);
  #object = () => this.#random.pick(objects);
  #maybe = <T>(make: () => T): T | undefined => (this.#random.chance(0.4) ? make() : undefined);
  #resultId = () => (this.#results.length === 0 ? 'none' : this.#random.pick(this.#results).id);

  /** An item, and most often its dataset. */
  #item(): { id: string; datasetId: string } {
    if (this.#items.length === 0) return { id: 'none', datasetId: this.#dataset() };
    const { id, datasetId } = this.#random.pick(this.#items);
    return { id, datasetId: this.#random.chance(0.9) ? datasetId : this.#dataset() };
  }

  #filters = (): object =>
    this.#random.chance(0.3) ? { filters: { organizationId: this.#random.pick(tenants) } } : {};
  #page = () => ({
    pagination: { page: this.#random.int(2), perPage: this.#random.pick([1, 3, 50]) },
  });
  #maybeVersion = (): object =>
    this.#random.chance(0.5) ? { datasetVersion: 1 + this.#random.int(30) } : {};
  #asOf = () => ({ datasetId: this.#dataset(), version: 1 + this.#random.int(30) });

  #createDataset(): Step {
    return step('datasets.createDataset', {
      ...{ name: `${this.#text()} ${this.#count++}`, description: this.#maybe(this.#text) },
      ...{ metadata: this.#maybe(this.#object), organizationId: this.#random.pick(tenants) },
      ...{ targetType: this.#maybe(() => 'agent'), targetIds: this.#maybe(() => ['a', 'b']) },
      ...{ scorerIds: this.#maybe(() => ['s']), candidateKey: this.#maybe(() => 'k') },
    });
  }

  #updateDataset(): Step {
    return step('datasets.updateDataset', {
      ...{ id: this.#dataset(), name: this.#maybe(() => `new ${this.#count++}`) },
      ...{ metadata: this.#maybe(this.#object), description: this.#maybe(this.#text) },
      ...{ tags: this.#random.pick([undefined, null, ['t', 'ü']]) },
      ...{ targetIds: this.#random.pick([undefined, null, ['c']]) },
    });
  }

  #listDatasets(): Step {
    return step('datasets.listDatasets', {
      ...this.#page(),
      filters: {
        organizationId: this.#maybe(() => this.#random.pick(tenants)),
        targetType: this.#maybe(() => 'agent'),
        targetIds: this.#maybe(() => this.#random.pick([[], ['a'], ['c', 'z']])),
        name: this.#maybe(() => this.#random.pick(['PLAIN', 'new', '%'])),
      },
      orderBy: this.#maybe(() => ({
        // By name it would be in memory by the language's rules, in databases by code points.
        field: this.#random.pick(['createdAt', 'updatedAt']),
        direction: this.#random.pick(['ASC', 'DESC']),
      })),
    });
  }

  #payload(): object {
    return {
      ...{ input: this.#random.chance(0.5) ? { n: this.#count++ } : this.#random.pick(documents) },
      ...{ groundTruth: this.#maybe(() => this.#random.pick(documents)) },
      ...{ metadata: this.#maybe(this.#object), requestContext: this.#maybe(this.#object) },
      ...{ scorerIds: this.#maybe(() => ['s']), source: this.#maybe(() => ({ type: 'csv' })) },
      ...{ expectedTrajectory: this.#maybe(this.#object) },
    };
  }

  #batchInsert(): Step {
    const items = Array.from({ length: this.#random.int(4) }, () => {
      const externalId = this.#random.pick([undefined, 'e0', 'e1', 'e2', 'e3']);
      // What is known is brought again as it was, or not.
      return externalId !== undefined && this.#random.chance(0.8)
        ? { externalId, input: { of: externalId } }
        : { externalId, ...this.#payload() };
    });
    return step('datasets.batchInsertItems', { datasetId: this.#dataset(), items });
  }

  #updateItem(): Step {
    const payload = Object.entries(this.#payload()).filter(() => this.#random.chance(0.5));
    const cleared = this.#random.chance(0.2) ? { scorerIds: null } : {};
    return step('datasets.updateItem', {
      ...{ ...this.#item(), ...Object.fromEntries(payload), ...cleared },
    });
  }

  #batchDelete(): Step {
    const itemIds = [...new Set([this.#item().id, this.#item().id, 'none'])];
    return step('datasets.batchDeleteItems', { datasetId: this.#dataset(), itemIds });
  }

  #listItems(): Step {
    return step('datasets.listItems', {
      ...(this.#random.chance(0.5) ? this.#page() : { pagination: all }),
      datasetId: this.#dataset(),
      version: this.#maybe(() => 1 + this.#random.int(30)),
      search: this.#maybe(() => this.#random.pick(['DEEP', 'text', 'e0', '"b', 'ml'])),
      ...this.#filters(),
      orderBy: this.#maybe(() => ({
        field: this.#random.pick(['createdAt', 'updatedAt']),
        direction: this.#random.pick(['ASC', 'DESC']),
      })),
    });
  }

  #createExperiment(): Step {
    return step('experiments.createExperiment', {
      ...{ datasetId: this.#dataset(), datasetVersion: 1, targetType: 'agent', totalItems: 3 },
      ...{ targetId: this.#random.pick(['t0', 't1']), name: this.#maybe(this.#text) },
      ...{ metadata: this.#maybe(this.#object), scorerIds: this.#maybe(() => ['s']) },
      ...{ trialIndex: this.#maybe(() => this.#random.int(2)), variantId: this.#maybe(this.#text) },
      ...{ organizationId: this.#random.pick(tenants) },
    });
  }

  #updateExperiment(): Step {
    return step('experiments.updateExperiment', {
      ...{ id: this.#experiment(), name: this.#maybe(this.#text) },
      ...{ status: this.#maybe(() => this.#random.pick(['running', 'completed', 'failed'])) },
      ...{ succeededCount: this.#maybe(() => this.#random.int(3)) },
      ...{ startedAt: this.#maybe(() => new Date(1e12)), metadata: this.#maybe(this.#object) },
    });
  }

  #listExperiments(): Step {
    return step('experiments.listExperiments', {
      ...{ ...this.#page(), datasetId: this.#maybe(this.#dataset), ...this.#filters() },
      ...{ targetId: this.#maybe(() => this.#random.pick(['t0', ''])) },
      ...{ status: this.#maybe(() => 'pending'), trialIndex: this.#maybe(() => 0) },
    });
  }

  #result(): object {
    const second = this.#count++;
    return {
      ...{ experimentId: this.#experiment(), itemId: this.#item().id, itemDatasetVersion: 1 },
      ...{ input: this.#random.pick(documents), output: this.#random.pick(documents) },
      ...{ groundTruth: this.#random.pick([null, 'g']), metadata: this.#maybe(this.#object) },
      ...{ error: this.#random.pick([null, { message: this.#text() }]), retryCount: 0 },
      ...{ startedAt: new Date(1e12 + second * 1000), completedAt: new Date(1.1e12) },
      ...{ attempt: this.#maybe(() => this.#random.int(2)), traceId: this.#maybe(this.#text) },
      ...{ status: this.#maybe(() => 'needs-review'), tags: this.#maybe(() => ['a', 'ü']) },
    };
  }

  #updateResult(): Step {
    return step('experiments.updateExperimentResult', {
      ...{ id: this.#resultId(), comment: this.#random.pick([undefined, null, this.#text()]) },
      ...{ status: this.#random.pick([undefined, null, 'reviewed', 'complete']) },
      ...{ tags: this.#random.pick([undefined, null, ['b'], ['a', 'b']]) },
    });
  }

  #listResults(): Step {
    return step('experiments.listExperimentResults', {
      ...{ ...this.#page(), experimentId: this.#experiment() },
      ...{ tags: this.#maybe(() => this.#random.pick([[], ['a'], ['b', 'a']])) },
      ...{ status: this.#maybe(() => 'needs-review') },
      orderBy: this.#maybe(() => ({ field: 'createdAt', direction: 'DESC' })),
    });
  }
}

const step = (method: string, input?: object): Step => ({
  method,
  args: input === undefined ? [] : [input],
});

export const datasetCalls = (random: Random): Sequence => new Calls(random);

/** Rows of which one store leaves out what is null and the other does not. */
const withoutNulls = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));

/**
 * Calls both domains of a store. Rows of one time come in the order of their random ids: here in that
 * of their first appearance, and of a page only how many they are. What an id is refused with is an answer.
 */
export function callsOfDatasets(store: MastraCompositeStore): Ask {
  const order = new Map<string, number>();
  const place = (id: string) => {
    if (!order.has(id)) order.set(id, order.size);
    return order.get(id)!;
  };
  const inOrder = (rows: Row[], field = 'createdAt', direction = 'DESC') => {
    const sign = direction === 'ASC' ? 1 : -1;
    return rows.sort(
      (a, b) => sign * (a[field].getTime() - b[field].getTime()) || place(a['id']) - place(b['id']),
    );
  };
  const rowsOf = (answer: any): any => {
    if (Array.isArray(answer)) return answer.map(withoutNulls);
    if (typeof answer !== 'object' || answer === null) return answer;
    const list = Object.keys(answer).find((name) => Array.isArray(answer[name]));
    return 'pagination' in answer && list !== undefined
      ? { ...answer, [list]: answer[list].map(withoutNulls) }
      : withoutNulls(answer);
  };
  return async (name, args) => {
    const [domain, method] = name.split('.') as ['agents', string];
    const target = (await store.getStore(domain)) as unknown as Row;
    let answer: any;
    try {
      answer = rowsOf(await target[method](...args));
    } catch (cause) {
      const { conflicts } = cause as { conflicts?: Row[] };
      if (conflicts === undefined) throw cause;
      return { conflicts };
    }
    const given = (args[0] ?? {}) as Row;
    switch (method) {
      case 'addItem':
        place(answer.id);
        break;
      case 'batchInsertItems':
      case 'createExperiment':
        for (const { id } of [answer].flat()) place(id);
        break;
      case 'getItemsByVersion':
        return inOrder(answer);
      case 'listItems': {
        const { items, pagination } = answer;
        const { field, direction } = given['orderBy'] ?? {};
        if (given['pagination'].perPage !== false) return { count: items.length, pagination };
        return { items: inOrder(items, field, direction), pagination };
      }
      case 'getReviewSummary':
        return answer.sort((a: Row, b: Row) => place(a['experimentId']) - place(b['experimentId']));
    }
    return answer;
  };
}

/** The framework's store in memory, put right where the contract follows other adapters. */
export function inMemoryDatasets(): Reference {
  return { ask: ruled(callsOfDatasets(new InMemoryStore()), rules, undefined), errors };
}

const rules: readonly Rule<undefined>[] = [
  {
    name: 'a batch that deletes nothing makes no version',
    reason: 'libsql; in memory it makes one',
    methods: ['datasets.batchDeleteItems'],
    async answer([given], ask, _, calls) {
      const found = await Promise.all(
        (given.itemIds as string[]).map((id) => calls('datasets.getItemById', [{ id }])),
      );
      const isOwn = found.some((item) => (item as Row | null)?.['datasetId'] === given.datasetId);
      if (isOwn) return ask(given);
      const dataset = await calls('datasets.getDatasetById', [{ id: given.datasetId }]);
      return dataset === null ? ask(given) : undefined;
    },
  },
  {
    name: 'a result of an item and attempt is one',
    reason: 'SQL has a unique index; in memory there may be more',
    methods: ['experiments.addExperimentResult'],
    async answer([given], ask, _, calls) {
      const { experimentId, itemId, attempt = 0 } = given;
      const page = { experimentId, pagination: all };
      const { results } = (await calls('experiments.listExperimentResults', [page])) as {
        results: Row[];
      };
      if (results.some((row) => row['itemId'] === itemId && (row['attempt'] ?? 0) === attempt)) {
        throw new Error('there is a result');
      }
      return ask(given);
    },
  },
];

const same = (text: RegExp): ErrorRule => ({ reference: text, ours: text });
const errors: readonly ErrorRule[] = [
  same(/Dataset not found/),
  same(/Item not found/),
  same(/does not belong to dataset/),
  same(/[Pp]urged/),
  same(/Experiment result not found/),
  { reference: /^there is a result$/, ours: /_ADD_EXPERIMENT_RESULT_FAILED: / },
];
