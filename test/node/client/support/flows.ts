import { createScorer } from '@mastra/core/evals';
import { Mastra } from '@mastra/core/mastra';
import type { MastraCompositeStore, WorkflowsStorage } from '@mastra/core/storage';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { createWorkflow as createEventedWorkflow } from '@mastra/core/workflows/evented';
import { setTimeout as sleep } from 'node:timers/promises';
import { kAwkwardTexts } from '../../../real-input/conversation-script.js';

/** The framework's engines: one drives a run from its process, the other by events. */
export const engines = { default: createWorkflow, evented: createEventedWorkflow };
export type Engine = keyof typeof engines;

type Json = Record<string, unknown>;

const anything = {};
const schemas = { inputSchema: anything, outputSchema: anything };

/** A step that takes what is before it. */
const step = (id: string, execute: (input: any) => unknown) =>
  createStep({ id, ...schemas, execute: async ({ inputData }) => execute(inputData) });

// A step that takes anything is, to the types, none that takes a list.
const vehicle = (id: string, text: string) => step(id, () => text) as never;

const length = createScorer({ id: 'length', description: 'How long an answer is.' })
  .preprocess(({ run }) => ({ words: (run.output as { text: string }).text.split(' ') }))
  .generateScore(({ results }) => results.preprocessStepResult.words.length / 7)
  .generateReason(({ score }) => `It is ${score}. 🧵`);

const approval = (id: string) =>
  createStep({
    id,
    ...schemas,
    resumeSchema: anything,
    suspendSchema: anything,
    execute: async ({ inputData, resumeData, suspend }) => {
      if (resumeData === undefined) return suspend({ asks: id, about: inputData });
      return { of: inputData, said: resumeData };
    },
  });

/** An application with workflows of every shape; `ended` tells which steps it went through. */
export class Application {
  readonly mastra: Mastra;
  readonly ended: string[] = [];
  /** Fulfilled when the step `lost` has begun, which never ends. */
  readonly reached: Promise<void>;
  readonly #reach: () => void;
  readonly #lost: string | undefined;

  private constructor(storage: MastraCompositeStore, engine: Engine, lost?: string) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.reached = promise;
    this.#reach = resolve;
    this.#lost = lost;
    const workflows = this.#workflows(engines[engine] as typeof createWorkflow);
    this.mastra = new Mastra({ workflows, storage, logger: false });
  }

  static async on(
    storage: MastraCompositeStore,
    engine: Engine,
    lost?: string,
  ): Promise<Application> {
    const application = new Application(storage, engine, lost);
    if (engine === 'evented') await application.mastra.startWorkers('orchestration');
    return application;
  }

  async stop(): Promise<void> {
    await this.mastra.shutdown();
  }

  async start(workflow: string, runId: string, inputData: unknown): Promise<Json> {
    const run = await this.mastra.getWorkflowById(workflow).createRun({ runId, resourceId: 'ada' });
    return (await run.start({ inputData: inputData as never })) as Json;
  }

  async resume(workflow: string, runId: string, of: string[], resumeData: unknown): Promise<Json> {
    const run = await this.mastra.getWorkflowById(workflow).createRun({ runId });
    return (await run.resume({ step: of, resumeData: resumeData as never })) as Json;
  }

  /** Goes on with a run whose process has gone. */
  async restart(workflow: string, runId: string): Promise<Json> {
    const run = await this.mastra.getWorkflowById(workflow).createRun({ runId });
    return (await run.restart()) as Json;
  }

  #noted<Result>(step: string, result: Result): Result | Promise<never> {
    if (step === this.#lost) {
      this.#reach();
      return new Promise(() => {});
    }
    this.ended.push(step);
    return result;
  }

  #workflows(create: typeof createWorkflow) {
    const texts = { awkward: kAwkwardTexts.map((text) => text.toWellFormed()), none: null };
    const branches = ['price', 'stock', 'history', 'weight'].map((id, i) =>
      step(id, async ({ n }: { n: number }) => {
        await sleep(i % 2);
        return this.#noted(id, { [id]: n * (i + 1) });
      }),
    ) as [ReturnType<typeof step>, ReturnType<typeof step>];
    const nested = create({ id: 'nested', ...schemas })
      .then(step('sum', (found: Json) => ({ found, ...texts })))
      .then(step('list', () => Array.from({ length: 8 }, (_, item) => ({ item }))))
      .commit();
    const order = create({ id: 'order', ...schemas })
      .then(step('read', ({ n }: { n: number }) => ({ n, at: '2026-03-01' })))
      .parallel(branches)
      .then(nested)
      .foreach(
        step('pack', async ({ item }: { item: number }) => {
          await sleep((item * 7) % 4);
          return { packed: item, note: texts.awkward[item % texts.awkward.length] };
        }),
        { concurrency: 4 },
      )
      .sleep(20)
      .branch([
        [async ({ inputData }) => (inputData as unknown[]).length > 5, vehicle('lorry', 'L')],
        [async ({ inputData }) => (inputData as unknown[]).length <= 5, vehicle('bike', 'B')],
      ])
      .then(step('done', (by: Json) => this.#noted('done', { by })))
      .commit();

    const inner = create({ id: 'inner', ...schemas })
      .then(step('prepare', (input: Json) => ({ ...input, prepared: true })))
      .then(approval('inner-approval'))
      .commit();
    const claim = create({ id: 'claim', ...schemas })
      .then(step('file', (input: Json) => this.#noted('file', { ...input, filed: 1 })))
      .then(approval('approval'))
      .then(inner)
      .then(step('pay', (input: Json) => this.#noted('pay', { paid: input })))
      .commit();

    const failing = create({ id: 'failing', ...schemas })
      .then(step('fine', () => ({ fine: true })))
      .then(
        step('breaks', () => {
          throw new Error('the printer is on fire');
        }),
      )
      .commit();

    const scored = create({ id: 'scored', ...schemas })
      .then(
        createStep({
          id: 'answer',
          ...schemas,
          scorers: { length: { scorer: length } },
          execute: async ({ inputData }) => ({ text: `Ñandú, "${String(inputData)}" \0` }),
        }),
      )
      .commit();
    return { order, claim, failing, scored };
  }
}

export async function runsOf(storage: MastraCompositeStore): Promise<WorkflowsStorage> {
  return (await storage.getStore('workflows'))!;
}

const times = new Set(['startedAt', 'endedAt', 'suspendedAt', 'resumedAt', 'timestamp']);

const randomId = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * As JSON has it, without what differs from one run to the next, nor:
 * - `foreachOutput`, which the evented engine reads and writes whole for each iteration, several at
 *   a time: it is chance which are there in the end. The output itself is merged.
 * - The name and the stack of an error, which the in-memory store keeps as an object of its class.
 */
export function comparable(value: unknown): unknown {
  const json = JSON.stringify(value, (name, member: unknown) => {
    if (times.has(name) && typeof member === 'number') return 'a time';
    if (name === 'error' && member) return { message: (member as Error).message };
    return name === 'foreachOutput' ? undefined : member;
  });
  return JSON.parse(json.replace(randomId, 'an id')) as unknown;
}
