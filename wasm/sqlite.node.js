// SQLite where Node brings it: "imports" in package.json chooses between this and sqlite.workerd.js.
export { DatabaseSync } from 'node:sqlite';
export const sqliteModule = undefined;
