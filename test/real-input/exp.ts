import { Agent } from '@mastra/core/agent';
import { Mastra } from '@mastra/core/mastra';
import { InMemoryStore } from '@mastra/core/storage';
import { MastraLanguageModelV2Mock } from '@mastra/core/test-utils/llm-mock';
import { createTool } from '@mastra/core/tools';
import { Memory } from '@mastra/memory';
import { z } from 'zod';
const store = new InMemoryStore();
const mem: any = await store.getStore('memory');
for (const n of ['saveThread','updateThread','saveMessages','updateMessages','deleteMessages','saveResource','updateResource']) { const f = mem[n].bind(mem); mem[n] = (a: any) => { console.log('CALL', n, JSON.stringify(a).slice(0, 1500)); return f(a); }; }
let step = 0;
const u = { inputTokens: 1, outputTokens: 1, totalTokens: 2 };
const model = new MastraLanguageModelV2Mock({
  doStream: async (o: any) => {
    step++;
    const last = o.prompt.at(-1);
    console.log('  MODEL', o.prompt.length, last.role, (o.tools ?? []).map((t: any) => t.name).join());
    const parts: any[] = [{ type: 'stream-start', warnings: [] }, { type: 'response-metadata', id: 'r' + step, modelId: 'scripted', timestamp: new Date() }];
    if (last.role === 'user' && o.tools?.length) parts.push({ type: 'reasoning-start', id: 'x' }, { type: 'reasoning-delta', id: 'x', delta: 'think \ud800 \u0000' }, { type: 'reasoning-end', id: 'x' },
      { type: 'tool-call', toolCallId: 'c' + step, toolName: 'weather', input: '{"city":"\\ud83d\\ude00 \\u0000 \\udc00"}' }, { type: 'finish', finishReason: 'tool-calls', usage: u });
    else parts.push({ type: 'text-start', id: 't' }, { type: 'text-delta', id: 't', delta: 'ok "q" \\ \ud83d' }, { type: 'text-delta', id: 't', delta: '\ude00 lone \udfff' }, { type: 'text-end', id: 't' },
       { type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' }, { type: 'finish', finishReason: 'stop', usage: u });
    return { stream: new ReadableStream({ start(c) { for (const p of parts) c.enqueue(p); c.close(); } }) };
  },
});
const weather = createTool({ id: 'weather', description: 'w', inputSchema: z.object({ city: z.string() }), execute: async (i: any) => ({ city: i.city, temp: 3 }) });
const memory = new Memory({ storage: store, options: { lastMessages: 5, generateTitle: true, workingMemory: { enabled: true } } });
const agent = new Agent({ id: 'a', name: 'a', instructions: 'x', model: model as any, tools: { weather }, memory });
let n = 0;
const mastra = new Mastra({ agents: { a: agent }, storage: store, idGenerator: () => 'id-' + ++n });
const ag = mastra.getAgent('a');
const r = await ag.stream([{ role: 'user', content: [{ type: 'text', text: 'hi \ud800 \u0000 é' }, { type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' }], metadata: { a: 1 } } as any, { role: 'user', content: 'second' }], { memory: { thread: { id: 't1', metadata: { k: 1 } }, resource: 'r1' } });
console.log('TEXT', JSON.stringify(await r.text));
await memory.settled?.();
await new Promise((r) => setTimeout(r, 300));
// V1 messages
const at = new Date();
await memory.saveMessages({ messages: [
  { id: 'v1a', role: 'assistant', type: 'tool-call', createdAt: at, threadId: 't1', resourceId: 'r1', content: [{ type: 'tool-call', toolCallId: 'q1', toolName: 'weather', args: { city: 'x' } }] },
  { id: 'v1b', role: 'tool', type: 'tool-result', createdAt: at, threadId: 't1', resourceId: 'r1', content: [{ type: 'tool-result', toolCallId: 'q1', toolName: 'weather', result: 1 }] }] as any });
console.log(JSON.stringify(await mem.listMessages({ threadId: 't1', perPage: false }), null, 1).slice(0, 6000));
