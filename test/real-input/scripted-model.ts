import { MastraLanguageModelV2Mock } from '@mastra/core/test-utils/llm-mock';

type StreamResult = Awaited<ReturnType<MastraLanguageModelV2Mock['doStream']>>;
type GeneratedContent = Awaited<ReturnType<MastraLanguageModelV2Mock['doGenerate']>>['content'];
type StreamPart = StreamResult['stream'] extends ReadableStream<infer Part> ? Part : never;

/** What the model says in one step: each item becomes the stream parts of a real provider. */
export type Saying =
  | { text: string }
  | { reasoning: string }
  | { image: string } // base64 of a PNG
  | { tool: string; args: unknown };

/**
 * A language model that says what the script tells it and needs no network. Calls that offer
 * tools take the next step of the script; a call without tools is the framework asking for a
 * thread's title.
 */
export class ScriptedModel {
  readonly model: MastraLanguageModelV2Mock;
  readonly #steps: Saying[][] = [];
  #calls = 0;

  /** Waits for `beforeAnswer` in each call. */
  constructor(
    titleOf: (prompt: string) => string,
    beforeAnswer: () => Promise<void> = () => Promise.resolve(),
  ) {
    const respond = (options: { tools?: unknown[] | undefined; prompt: unknown }) => {
      this.#calls += 1;
      if (!options.tools?.length) return [{ text: titleOf(JSON.stringify(options.prompt)) }];
      const step = this.#steps.shift();
      if (!step) throw new Error('the script has no step for this call of the model');
      return step;
    };
    this.model = new MastraLanguageModelV2Mock({
      provider: 'scripted',
      modelId: 'scripted-1',
      doStream: async (options) => {
        await beforeAnswer();
        return { stream: streamOf(this.#parts(respond(options))) };
      },
      doGenerate: async (options) => {
        await beforeAnswer();
        const step = respond(options);
        return {
          content: step.flatMap((saying, i) => this.#contentOf(saying, i)),
          finishReason: finishReasonOf(step),
          usage: kUsage,
          warnings: [],
        };
      },
    });
  }

  /** Appends steps, one for each call that the agent will make. */
  willSay(...steps: Saying[][]) {
    this.#steps.push(...steps);
  }

  get stepsLeft() {
    return this.#steps.length;
  }

  /** What it was asked, in order. */
  get prompts(): unknown[] {
    return this.model.doStreamCalls.map(({ prompt }) => prompt);
  }

  /** In an answer that is no stream: texts and calls of tools. */
  #contentOf(saying: Saying, i: number): GeneratedContent {
    if ('text' in saying) return [{ type: 'text', text: saying.text }];
    if (!('tool' in saying)) return [];
    const call = { toolCallId: `call-${this.#calls}-${i}`, toolName: saying.tool };
    return [{ type: 'tool-call', ...call, input: JSON.stringify(saying.args) }];
  }

  #parts(step: Saying[]): StreamPart[] {
    const parts: StreamPart[] = [{ type: 'stream-start', warnings: [] }];
    step.forEach((saying, i) => {
      const id = `${this.#calls}-${i}`;
      if ('text' in saying) {
        parts.push({ type: 'text-start', id });
        for (const delta of inPieces(saying.text)) parts.push({ type: 'text-delta', id, delta });
        parts.push({ type: 'text-end', id });
      } else if ('reasoning' in saying) {
        parts.push({ type: 'reasoning-start', id });
        parts.push({ type: 'reasoning-delta', id, delta: saying.reasoning });
        parts.push({ type: 'reasoning-end', id });
      } else if ('image' in saying) {
        parts.push({ type: 'file', mediaType: 'image/png', data: saying.image });
      } else {
        const input = JSON.stringify(saying.args);
        parts.push({ type: 'tool-call', toolCallId: `call-${id}`, toolName: saying.tool, input });
      }
    });
    parts.push({ type: 'finish', finishReason: finishReasonOf(step), usage: kUsage });
    return parts;
  }
}

const finishReasonOf = (step: readonly Saying[]) =>
  step.some((saying) => 'tool' in saying) ? ('tool-calls' as const) : ('stop' as const);

const kUsage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };

// Pieces of any code unit: a surrogate pair may be split, as a provider's stream does.
function inPieces(text: string): string[] {
  const size = Math.max(3, Math.ceil(text.length / 4));
  return text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [''];
}

function streamOf(parts: StreamPart[]): ReadableStream<StreamPart> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}
