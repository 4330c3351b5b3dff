import { isDeepStrictEqual, inspect } from 'node:util';
import { Random } from './random.js';
import { Side } from './side.js';
import type { Ask, Outcome, Step } from './side.js';

/** A store that says what is right, and where it is known to be wrong. */
export interface Reference {
  readonly ask: Ask;
  readonly errors: readonly ErrorRule[];
}

/** That what one store says by `reference` the other says by `ours`. */
export interface ErrorRule {
  readonly reference: RegExp;
  readonly ours: RegExp;
}

/** Makes the calls of a comparison, one after the other. */
export interface Sequence {
  next(): Step | Promise<Step>;
  /** Called with what came of each, as the reference has it. */
  learn(outcome: Outcome, step: Step): void;
  /** The calls that together read everything. */
  readonly everything: readonly Step[];
}

export interface Comparison {
  readonly ours: Ask;
  readonly reference: Reference;
  readonly seed: number;
  readonly steps: number;
  /** `read` makes a call at once, for arguments that are taken from its answer. */
  readonly sequence: (random: Random, read: (step: Step) => Promise<Outcome>) => Sequence;
  /** Called before each step. Default: nothing is done. */
  readonly tick?: () => void;
  /** What a time is compared as. */
  readonly timeOf: (ms: number) => number;
}

const auditEvery = 60;
const shownSteps = 12;

/** Runs one sequence through both stores. Throws at the first answer that differs. */
export async function compare(comparison: Comparison): Promise<void> {
  const { reference, seed, timeOf, tick } = comparison;
  const ours = new Side(comparison.ours, timeOf);
  const theirs = new Side(reference.ask, timeOf);
  const history: Step[] = [];
  const check = async (step: Step): Promise<Outcome> => {
    tick?.();
    history.push(step);
    const [expected, actual] = [await theirs.run(step), await ours.run(step)];
    if (!areEqual(expected, actual, reference.errors)) {
      throw new Error(report(seed, history, expected, actual));
    }
    return expected;
  };
  const sequence = comparison.sequence(new Random(seed), check);
  for (let done = 1; done <= comparison.steps; done++) {
    const step = await sequence.next();
    sequence.learn(await check(step), step);
    if (done % auditEvery !== 0 && done !== comparison.steps) continue;
    for (const step of sequence.everything) await check(step);
  }
}

function areEqual(expected: Outcome, actual: Outcome, errors: readonly ErrorRule[]): boolean {
  if ('value' in expected && 'value' in actual) {
    return isDeepStrictEqual(actual.value, expected.value);
  }
  if (!('error' in expected && 'error' in actual)) return false;
  const [theirs, ours] = [expected.error, actual.error];
  const said = `${(ours as { id?: string }).id}: ${ours.message}`;
  return errors.some((rule) => rule.reference.test(theirs.message) && rule.ours.test(said));
}

function report(seed: number, history: Step[], expected: Outcome, actual: Outcome): string {
  const show = (value: unknown) =>
    inspect(value, { depth: 12, breakLength: 100, maxArrayLength: 50, maxStringLength: 300 });
  const first = Math.max(0, history.length - shownSteps);
  const last = history.slice(first).map((step, i) => `step ${first + i + 1}: ${show(step)}`);
  return [
    `seed ${seed}: the answers to step ${history.length} differ. The last steps:`,
    ...last,
    `the reference answered: ${show(expected)}`,
    `agentkeep answered: ${show(actual)}`,
  ].join('\n');
}
