// Spans of some 700 bytes, as an agent's run has them.
const kStart = Date.UTC(2026, 0, 1);

/** The `i`th span of a trace that began so many milliseconds after `start`. */
export const span = (trace: string, i: number, ms: number, start = kStart) => ({
  traceId: trace,
  spanId: `${trace}-${i}`,
  parentSpanId: i === 0 ? null : `${trace}-${Math.floor((i - 1) / 3)}`,
  name: i === 0 ? "agent run: 'clerk'" : `tool: 'step ${i}'`,
  spanType: i === 0 ? 'agent_run' : 'tool_call',
  isEvent: false,
  startedAt: new Date(start + ms + i),
  endedAt: null,
  entityType: 'agent',
  entityId: 'clerk',
  entityName: 'Clerk',
  userId: `user-${ms % 50}`,
  environment: ms % 97 === 0 ? 'staging' : 'production',
  serviceName: 'shop',
  attributes: { model: 'gpt-4.1', provider: 'openai', parameters: { temperature: 0.2 } },
  metadata: { runId: trace, attempt: i, labels: ['a', 'b'] },
  input: { messages: [{ role: 'user', content: `What did I order on day ${i}? `.repeat(8) }] },
});

export const traceOf = (trace: string, spans: number, ms: number, start = kStart) =>
  Array.from({ length: spans }, (_, i) => span(trace, i, ms, start));

/** What the end of a span changes. */
export const update = ({ traceId, spanId }: { traceId: string; spanId: string }) => ({
  traceId,
  spanId,
  updates: {
    endedAt: new Date(kStart),
    output: { text: 'You ordered a book. '.repeat(12) },
    attributes: { usage: { inputTokens: 120, outputTokens: 45 } },
  },
});
