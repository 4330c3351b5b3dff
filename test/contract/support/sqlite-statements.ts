import { StatementSync } from 'node:sqlite';

let count = 0;
for (const name of ['all', 'run'] as const) {
  const original = StatementSync.prototype[name] as (...args: unknown[]) => never;
  StatementSync.prototype[name] = function (...args: unknown[]) {
    count += 1;
    return original.apply(this, args);
  };
}

/** How many statements Node's SQLite has run in this process, BEGIN and COMMIT among them. */
export const sqliteStatements = (): number => count;
