// Agents whose conversations the framework's observational memory watches, with scripted models as
// actor, observer and reflector.
import { Agent } from '@mastra/core/agent';
import type { MastraModelConfig } from '@mastra/core/llm';
import { Mastra } from '@mastra/core/mastra';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { Memory } from '@mastra/memory';
import { kAwkwardTexts } from '../../../real-input/conversation-script.js';
import { ScriptedModel } from '../../../real-input/scripted-model.js';
import { memoryDomain, passTime, stored, tools } from './agents.js';
import type { Outcome } from './agents.js';

const modelOf = ({ model }: ScriptedModel) => model as unknown as MastraModelConfig;

export interface Names {
  /** Watched by thread, in the background. */
  buffered: string;
  /** Watched by resource, before the answer. */
  shared: string[];
}

export class ObservedConversations {
  readonly #storage: MastraCompositeStore;
  readonly #names: Names;
  // What goes on in the background is done before the actor answers: else it would race with it.
  readonly #actor: ScriptedModel = new ScriptedModel(
    () => 'A title',
    () => this.#settled(),
  );
  #observations = 0;
  readonly #observer = new ScriptedModel((prompt) => observations(prompt, this.#observations++));
  #reflections = 0;
  readonly #reflector = new ScriptedModel(() => reflection(this.#reflections++));
  readonly #memories: Memory[];
  readonly #mastra: Mastra;

  constructor(storage: MastraCompositeStore, names: Names) {
    this.#storage = storage;
    this.#names = names;
    const observer = modelOf(this.#observer);
    const reflector = modelOf(this.#reflector);
    const buffering = new Memory({
      options: {
        observationalMemory: {
          scope: 'thread',
          observation: {
            model: observer,
            messageTokens: 600,
            bufferTokens: 150,
            bufferActivation: 0.8,
            threadTitle: true,
          },
          reflection: { model: reflector, observationTokens: 400, bufferActivation: 0.5 },
        },
      },
    });
    const blocking = new Memory({
      options: {
        observationalMemory: {
          scope: 'resource',
          observation: { model: observer, messageTokens: 400, bufferTokens: false },
          reflection: { model: reflector, observationTokens: 300 },
        },
      },
    });
    this.#memories = [buffering, blocking];
    const agent = (name: string, memory: Memory) =>
      new Agent({
        id: name,
        name,
        instructions: 'Answer what is asked.',
        model: modelOf(this.#actor),
        tools,
        memory,
      });
    this.#mastra = new Mastra({
      agents: { buffering: agent('buffering', buffering), blocking: agent('blocking', blocking) },
      storage,
      logger: false,
    });
  }

  // The framework sets flags without waiting for them, not even in `settled`.
  readonly #flags: Promise<void>[] = [];

  async #watchFlags(): Promise<void> {
    const memory = await memoryDomain(this.#storage);
    for (const name of ['setBufferingObservationFlag', 'setBufferingReflectionFlag'] as const) {
      const setFlag = memory[name].bind(memory) as (...args: unknown[]) => Promise<void>;
      memory[name] = (...args: unknown[]) => {
        const set = setFlag(...args);
        this.#flags.push(set.catch(() => undefined));
        return set;
      };
    }
  }

  async #settled(): Promise<void> {
    for (const memory of this.#memories) await memory.settled();
    await Promise.all(this.#flags.splice(0));
  }

  async hold(): Promise<Outcome> {
    await this.#watchFlags();
    for (let i = 0; i < 11; i++) await this.#take('buffering', this.#names.buffered, i);
    for (let i = 0; i < 8; i++) {
      await this.#take('blocking', this.#names.shared[i % this.#names.shared.length]!, i);
    }
    return this.outcome();
  }

  async #take(agent: 'buffering' | 'blocking', threadId: string, i: number): Promise<void> {
    passTime(60_000);
    const awkward = kAwkwardTexts[i % kAwkwardTexts.length]!;
    const args = { query: awkward, limit: i };
    this.#actor.willSay(...(i % 3 === 2 ? [[{ tool: 'findOrders', args }]] : []), [
      { text: `${prose(i, 50)} ${awkward}` },
    ]);
    const answer = await this.#mastra.getAgent(agent).stream(`${awkward} ${prose(i + 1, 30)}`, {
      memory: { thread: threadId, resource: `owner of ${this.#names.buffered}` },
      maxSteps: 4,
    });
    await answer.consumeStream();
    await this.#settled();
    if (this.#actor.stepsLeft !== 0) throw new Error(`turn ${i} left steps unsaid`);
  }

  async outcome(): Promise<Outcome> {
    const models = [this.#actor, this.#observer, this.#reflector];
    return { ...(await stored(this.#storage)), prompts: models.flatMap(({ prompts }) => prompts) };
  }
}

const words = 'order address parcel friday invoice garden window letter engine yellow'.split(' ');

const prose = (seed: number, length: number) =>
  Array.from({ length }, (_, i) => words[(seed * 7 + i * 3) % words.length]).join(' ');

function observations(prompt: string, n: number): string {
  const awkward = kAwkwardTexts[n % kAwkwardTexts.length];
  const seen = `Date: Mar 1, 2026
* 🔴 (09:0${n % 10}) User said no. ${n}: ${awkward}
* 🟡 (09:1${n % 10}) ${prose(n, 20)}`;
  const tasks = `<current-task>
Task ${n}
</current-task>

<suggested-response>
Say ${n}: ${awkward}
</suggested-response>`;
  const threads = new Set(prompt.match(/(?<=<thread id=\\")[0-9a-f-]{36}/g));
  if (threads.size > 0) {
    const sections = [...threads].map((id) => `<thread id="${id}">\n${seen}\n${tasks}\n</thread>`);
    return `<observations>\n${sections.join('\n')}\n</observations>`;
  }
  return `<observations>
${seen}
</observations>

${tasks}

<thread-title>
Observed ${n} 🧵
</thread-title>`;
}

function reflection(n: number): string {
  return `<observations>
Date: Mar 1, 2026
* 🔴 In short, no. ${n}: ${kAwkwardTexts[n % kAwkwardTexts.length]}
</observations>`;
}
