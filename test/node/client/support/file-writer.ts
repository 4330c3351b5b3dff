// Run by sqlite-file.test.ts as a process of its own: writes to a database file and prints a line for
// each write that was acknowledged. Arguments: the file, a name, how many writes.
import { writeSync } from 'node:fs';
import { LibSQLStore } from '../../../../client/index.js';

const [file, name, count] = process.argv.slice(2) as [string, string, string];
const store = new LibSQLStore({ url: `file:${file}` });
const memory = (await store.getStore('memory'))!;
const now = new Date();
writeSync(1, 'ready\n');
for (let i = 0; i < Number(count); i++) {
  await memory.saveMessages({
    messages: [
      {
        id: `${name}-${i}`,
        threadId: 'shared',
        resourceId: 'r',
        role: 'user',
        createdAt: now,
        content: { format: 2, parts: [{ type: 'text', text: `${i}` }] },
      },
    ],
  });
  await memory.updateThreadMetadata({
    id: 'shared',
    update: ({ metadata }) => ({ [name]: ((metadata?.[name] as number | undefined) ?? 0) + 1 }),
  });
  writeSync(1, `${i}\n`);
}
await store.close();
