// Embeddings by rule: texts of common words are near one another, in every run.
const dimension = 32;

/** A model of embeddings, as the framework takes it. */
export const embedder = {
  specificationVersion: 'v2' as const,
  provider: 'tests',
  modelId: 'words',
  maxEmbeddingsPerCall: 100,
  supportsParallelCalls: true,
  async doEmbed({ values }: { values: string[] }) {
    return { embeddings: values.map(embeddingOf), usage: { tokens: values.length } };
  },
};

export function embeddingOf(text: string): number[] {
  const vector = new Array<number>(dimension).fill(0.01);
  for (const word of text.toLowerCase().match(/\p{L}+|\d+/gu) ?? []) {
    let hash = 2166136261;
    for (const character of word) {
      hash = Math.imul(hash ^ character.codePointAt(0)!, 16777619) >>> 0;
    }
    vector[hash % dimension]! += 1;
    vector[(hash >>> 8) % dimension]! -= 0.5;
    vector[(hash >>> 16) % dimension]! += 0.25;
  }
  return vector;
}
