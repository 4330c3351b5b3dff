// Random metadata, and random filters on it. Left out is where the classes that ours take the place of
// differ from one another, or from what their types say; docs/vectors.md names it: alternatives of
// several conditions, which both join by OR; null in lists; on libSQL $contains within objects; 1 beside true or "1"; texts of numbers; on
// PostgreSQL $nor, which does not negate, elements of lists that are no objects, and what lists that are
// not there say under $not.
import { Random } from './differential/random.js';

type Json = Record<string, unknown>;

const words = ['Alpha', 'beta', 'AL', "it's", 'a%b', 'a_b', 'ü"🧵', 'back\\slash', '$eq', ''];
const numbers = [0, 1, 2, 3, 0.5, -1];

/** Filters that one of the framework's classes understands as ours do. */
export class RandomFilters {
  readonly #random: Random;
  readonly #pg: boolean;

  constructor(seed: number, of: 'libsql' | 'pg') {
    this.#random = new Random(seed);
    this.#pg = of === 'pg';
  }

  metadata(): Json {
    const random = this.#random;
    const out: Json = {};
    if (random.chance(0.8)) out['n'] = random.pick(numbers);
    if (random.chance(0.8)) out['s'] = random.pick(words);
    if (random.chance(0.7)) out['b'] = random.chance(0.5);
    if (random.chance(0.8)) out['tags'] = random.some(words, 0, 3);
    if (random.chance(0.7)) out['deep'] = { k: random.pick(numbers), t: random.pick(words) };
    if (random.chance(0.7)) out['items'] = random.some(numbers, 0, 3).map((p) => ({ p, q: 'x' }));
    if (random.chance(0.1)) out['z'] = null;
    return out;
  }

  filter(depth = 2): Json {
    const random = this.#random;
    const logical = depth > 0 && random.chance(0.4);
    if (!logical) return Object.assign({}, ...random.some([1, 2], 1, 2).map(() => this.#field()));
    const kinds = this.#pg ? ['$and', '$or', '$not'] : ['$and', '$or', '$nor', '$not'];
    const kind = random.pick(kinds);
    if (kind === '$not') return { $not: this.#field(true) };
    const parts = random.some([1, 2, 3], 0, 3).map(() => this.#one(depth - 1));
    return { [kind]: parts };
  }

  // Of one condition.
  #one(depth: number): Json {
    const [entry] = Object.entries(this.filter(depth));
    return Object.fromEntries([entry!]);
  }

  #field(negated = false): Json {
    const random = this.#random;
    switch (random.int(7)) {
      case 0:
        return { n: this.#tests(numbers, negated) };
      case 1:
        return { s: this.#tests(words, negated) };
      case 2:
        return { b: random.chance(0.5) };
      case 3:
        return { 'deep.k': this.#tests(numbers, negated) };
      case 4:
        return { deep: { t: this.#tests(words, negated, this.#pg) } };
      case 5:
        return { tags: negated && this.#pg ? { $in: random.some(words, 1, 2) } : this.#ofList() };
      default:
        return random.pick<Json>([
          { z: { $ne: 'x' } },
          { n: null },
          { s: { $exists: random.chance(0.5) } },
          { items: { $elemMatch: { p: { $gt: random.pick(numbers) } } } },
          { items: { $elemMatch: { p: random.pick(numbers), q: 'x' } } },
        ]);
    }
  }

  #tests(values: readonly (string | number)[], negated: boolean, parts = true): unknown {
    const random = this.#random;
    const tests: Json = {};
    for (const _ of random.some([1, 2], 1, 2)) {
      switch (random.int(6)) {
        case 0:
          tests[random.pick(['$eq', '$ne'])] = random.pick(values);
          break;
        case 1:
          tests[random.pick(['$gt', '$gte', '$lt', '$lte'])] = random.pick(values);
          break;
        case 2:
          tests['$in'] = random.some(values, 0, 3);
          break;
        case 3:
          tests['$nin'] = random.some(values, 0, 3);
          break;
        case 4:
          if (parts && typeof values[0] === 'string')
            tests['$contains'] = random.pick(words.slice(0, 7));
          break;
        default:
          if (!negated) tests['$not'] = { $eq: random.pick(values) };
      }
    }
    if (Object.keys(tests).length === 0) return random.pick(values);
    return tests;
  }

  #ofList(): Json {
    const random = this.#random;
    return random.pick<Json>([
      { $in: random.some(words, 0, 2) },
      { $nin: random.some(words, 0, 2) },
      { $all: random.some(words, 0, 2) },
      { $size: random.int(4) },
      ...(this.#pg
        ? []
        : [
            { $contains: random.some(words, 1, 2) },
            { $elemMatch: { $in: random.some(words, 1, 2) } },
          ]),
    ]);
  }
}
