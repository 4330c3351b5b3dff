import type { Faults, Wire } from './faults.js';

const broken = "SELECT json_extract('{}', 'broken') AS x";

/** A D1 binding whose batches go wrong. */
export function faultyBinding(database: D1Database, faults: Faults): D1Database {
  const wire: Wire<unknown[]> = {
    lost: () => new Error('D1_ERROR: Network connection lost.'),
    cut: (results) => results.slice(0, -1),
  };
  return {
    prepare: (sql: string) => database.prepare(sql),
    batch: (statements: D1PreparedStatement[]) => database.batch(statements),
    withSession(start: string) {
      const session = database.withSession(start);
      return {
        prepare: (sql: string) => session.prepare(sql),
        getBookmark: () => session.getBookmark(),
        batch(statements: D1PreparedStatement[]) {
          const undone = async () => {
            // The last statement fails, so SQLite undoes the ones before.
            await session.batch([...statements, session.prepare(broken)]).then(
              () => Promise.reject(new Error('nothing was undone')),
              () => undefined,
            );
          };
          return faults.run({ ...wire, undone }, () => session.batch(statements));
        },
      };
    },
  } as unknown as D1Database;
}
