// A process with a class of the package and its callers. Arguments: `file` and the path of one, or
// `postgres` and where the server is, as JSON. Says what it measured, and ends.
import { PostgresStore } from '../../client/dsql.js';
import { LibSQLStore } from '../../client/index.js';
import { measure } from './calls.ts';

const [place, where] = process.argv.slice(2) as ['file' | 'postgres', string];

const store =
  place === 'file'
    ? new LibSQLStore({ id: 'load', url: `file:${where}` })
    : new PostgresStore({ id: 'load', password: 'trusted', ...JSON.parse(where) });
await store.init();
const memory = (await store.getStore('memory')) as unknown as Record<
  string,
  (args: object) => Promise<unknown>
>;
const measured = await measure(async (method, args) => {
  try {
    await memory[method]!(args);
    return '200';
  } catch (cause) {
    return (cause as { code?: string }).code ?? String(cause);
  }
}, process.pid);
await store.close();
process.send!(measured, () => process.disconnect());
