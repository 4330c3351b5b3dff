import { describedMethods, schemaOf } from '../../../support/described.js';
import type { Described, Schema } from '../../../support/described.js';
import type { Random } from './random.js';
import type { Outcome, Step } from './side.js';
import type { Sequence } from './run.js';

/** What a sequence of described calls is made of. */
export interface Domains {
  readonly names: readonly string[];
  /** How often a method is called, by its name with or without its domain. Default: 3. */
  readonly weights: Readonly<Record<string, number>>;
  /**
   * Values of members that a schema does not tell, by the longest of `agents.list.metadata`,
   * `list.metadata` and `metadata` that is there: so that calls meet, and with the habits of both.
   */
  readonly values: Readonly<Record<string, (random: Random, known: Known) => unknown>>;
  /** Texts and JSON where nothing else is said. Default: awkward ones. */
  readonly texts?: readonly string[];
  readonly documents?: readonly unknown[];
  readonly everything: readonly Step[];
  /** Ids in the answer that later calls may give. */
  readonly idsOf: (outcome: Outcome, step: Step) => readonly string[];
  /** Whether a call is one that can be compared; else another is made. */
  readonly fits: (step: Step) => boolean;
}

export interface Known {
  /** Ids that the stores made. */
  readonly ids: readonly string[];
}

const awkwardTexts = [
  'NUL \0',
  '',
  'plain',
  'ümläut 👩‍👩‍👧 \u2028',
  '{"not":"parsed"}',
  '[1]',
  'it\'s \\ "5%"',
];
const awkwardDocuments: readonly unknown[] = [
  true,
  0,
  -2.5,
  1e21,
  '',
  'half \ud83d a pair',
  [],
  [1, { deep: [null] }],
  {},
  { a: 1, 'b "': { c: awkwardTexts[3] } },
  { a: 1 },
];
const knownIds = 24;

/** Random valid calls of every method of the domains, made of what is described of each. */
export function describedCalls(domains: Domains): (random: Random) => Sequence {
  const { names, weights, values, texts = awkwardTexts, documents = awkwardDocuments } = domains;
  const objects = documents.filter(
    (each) => typeof each === 'object' && each !== null && !Array.isArray(each),
  );
  const choices = describedMethods(names).map(
    (each) => [weights[each.name] ?? weights[each.method] ?? 3, each] as const,
  );

  return (random) => {
    const ids: string[] = [];

    const valueOf = (method: Described, path: readonly string[], schema: Schema): unknown => {
      for (const at of [[method.domain, method.method], [method.method], []]) {
        const value = values[[...at, path.at(-1)].join('.')];
        if (value !== undefined) return value(random, { ids });
      }
      const { type, properties, required = [], items, oneOf, minimum = 0, ...is } = schema;
      if (is.const !== undefined) return is.const;
      if (is.enum !== undefined) return random.pick(is.enum);
      if (oneOf !== undefined) return valueOf(method, path, schemaOf(random.pick(oneOf)));
      if (properties !== undefined) {
        return Object.fromEntries(
          Object.entries(properties)
            .filter(([name]) => required.includes(name) || random.chance(0.4))
            .map(([name, member]) => [name, valueOf(method, [...path, name], schemaOf(member))]),
        );
      }
      switch (type) {
        case 'string':
          return is.format === 'date-time' ? new Date(random.int(5) * 1e11) : random.pick(texts);
        case 'integer':
          return minimum + random.int(6);
        case 'number':
          return random.pick([0, 1, 1 / 3, -2.5, 1e300]);
        case 'boolean':
          return random.chance(0.5);
        case 'null':
          return null;
        case 'object':
          return random.pick(objects);
        case 'array':
          return Array.from({ length: random.int(4) }, () =>
            valueOf(method, [...path, '[]'], schemaOf(items ?? {})),
          );
        case undefined:
          return random.pick(documents);
      }
    };

    const next = (): Step => {
      for (;;) {
        const method = random.weighted(choices);
        const body = valueOf(method, [], method.body) as Record<string, unknown>;
        const args =
          method.parameters.length === 0 ? [body] : method.parameters.map((name) => body[name]);
        const step = { method: method.name, args };
        if (domains.fits(step)) return step;
      }
    };

    return {
      next,
      everything: domains.everything,
      learn(outcome, step) {
        for (const id of domains.idsOf(outcome, step)) {
          if (!ids.includes(id)) ids.push(id);
        }
        ids.splice(0, ids.length - knownIds);
      },
    };
  };
}
