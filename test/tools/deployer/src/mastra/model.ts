// A language model that needs no network, of what the framework asks of one. (The framework's own
// mock asks for files of Node when it is loaded, which a Worker has not.)
const usage = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };

/** Names the colours that it has been told of, now and before. */
const sayingTo = ({ prompt }: { prompt: unknown }) =>
  `I know of ${(JSON.stringify(prompt).match(/colour \w+/g) ?? ['nothing']).join(', ')}`;

export const model = {
  specificationVersion: 'v2' as const,
  provider: 'scripted',
  modelId: 'scripted-1',
  supportedUrls: {},
  async doGenerate(options: { prompt: unknown }) {
    const content = [{ type: 'text' as const, text: sayingTo(options) }];
    return { content, finishReason: 'stop' as const, usage, warnings: [] };
  },
  async doStream(options: { prompt: unknown }) {
    const id = '1';
    const parts = [
      { type: 'stream-start' as const, warnings: [] },
      { type: 'text-start' as const, id },
      { type: 'text-delta' as const, id, delta: sayingTo(options) },
      { type: 'text-end' as const, id },
      { type: 'finish' as const, finishReason: 'stop' as const, usage },
    ];
    return { stream: ReadableStream.from(parts) };
  },
};
