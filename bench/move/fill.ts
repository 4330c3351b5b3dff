// Fills a SQLite file with threads and messages: node fill.mjs <file> <messages>
import { createHash } from 'node:crypto';
import { RowStore, Table } from '../../cli/move/rows.js';
import { placeOf } from '../../cli/store-url.js';

const [file, count] = [process.argv[2]!, Number(process.argv[3])];
const store = await RowStore.open(placeOf(`file:${file}`, { isNew: true }));
await store.init();
const [threads, messages] = [
  new Table(store, 'mastra_threads'),
  new Table(store, 'mastra_messages'),
];
const ofThread = 100;
const time = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString();
for (let at = 0; at < count; at += 2000) {
  const rows = Array.from({ length: Math.min(2000, count - at) }, (_, i) => {
    const n = at + i;
    const id = createHash('sha256').update(String(n)).digest('hex').slice(0, 24);
    const text = `Message ${n}: ${'what an agent says, and what it is told. '.repeat(1 + (n % 12))}`;
    return JSON.stringify({
      id,
      thread_id: `thread-${Math.floor(n / ofThread)}`,
      content: { format: 2, parts: [{ type: 'text', text }] },
      role: n % 2 === 0 ? 'user' : 'assistant',
      type: 'v2',
      createdAt: time(n),
      resourceId: 'somebody',
      _insertion: String(n + 1),
    });
  });
  await messages.write(rows, 'fail');
}
for (let at = 0; at < count / ofThread; at += 2000) {
  const rows = Array.from({ length: Math.min(2000, Math.ceil(count / ofThread) - at) }, (_, i) =>
    JSON.stringify({
      id: `thread-${at + i}`,
      resourceId: 'somebody',
      title: `Thread ${at + i}`,
      metadata: {},
      createdAt: time(at + i),
      updatedAt: time(at + i),
      _insertion: String(at + i + 1),
    }),
  );
  await threads.write(rows, 'fail');
}
await store.close();
