import type { Faults, Wire } from './faults.js';

const broken = "SELECT json_extract('{}', 'broken') AS x";

/** A D1 binding whose batches go wrong. */
export function faultyBinding(database: D1Database, faults: Faults): D1Database {
  const wire: Wire<unknown[]> = {
    lost: () => new Error('D1_ERROR: Network connection lost.'),
    cut: (results) => results.slice(0, -1),
  };
  const faulty = (db: Pick<D1Database, 'prepare' | 'batch'>) => ({
    prepare: (sql: string) => db.prepare(sql),
    batch(statements: D1PreparedStatement[]) {
      const undone = async () => {
        // The last statement fails, so SQLite undoes the ones before.
        await db.batch([...statements, db.prepare(broken)]).then(
          () => Promise.reject(new Error('nothing was undone')),
          () => undefined,
        );
      };
      return faults.run({ ...wire, undone }, () => db.batch(statements));
    },
  });
  return {
    ...faulty(database),
    withSession(start: string) {
      const session = database.withSession(start);
      return { ...faulty(session), getBookmark: () => session.getBookmark() };
    },
  } as unknown as D1Database;
}
