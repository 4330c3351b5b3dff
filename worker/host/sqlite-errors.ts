import { failure, type DbFailure } from './abi.js';

/**
 * What a driver message of SQLite or D1 means to the core: the only place that reads such messages.
 * D1 has no error codes, only text; the words are from its documentation ("Debug D1", "Retry
 * queries") and from its local engine.
 *
 * `readOnly` says that the batch writes nothing: then nothing can have been committed.
 */
export function classifySqliteError(message: string, readOnly: boolean): DbFailure {
  const unsent = (kind: DbFailure['failure'], detail = ''): DbFailure => ({
    failure: kind,
    sent: false,
    detail,
  });

  const guard = /agentkeep guard (\d+)/.exec(message);
  if (guard?.[1] !== undefined) return unsent(failure.guard, guard[1]);

  if (message.includes('agentkeep refuses writes')) return unsent(failure.readOnly);

  const unique = /UNIQUE constraint failed: (.+?)(?:: SQLITE_|$)/.exec(message);
  if (unique?.[1] !== undefined) return unsent(failure.unique, unique[1]);

  // Another one has changed the tables since they were looked at.
  const twice = /duplicate column name: ([^\s:]+)/.exec(message);
  if (twice?.[1] !== undefined) return unsent(failure.unique, twice[1]);

  const missing =
    /no such (?:table|column|index): ([^\s:]+)/.exec(message) ??
    /has no column named ([^\s:]+)/.exec(message);
  if (missing?.[1] !== undefined) return unsent(failure.missing, missing[1]);

  // Refused by the queue or by a quota, before anything ran.
  if (
    /overloaded|queued for too long|too many requests|SQLITE_FULL|database or disk is full/i.test(
      message,
    )
  ) {
    return unsent(failure.overloaded);
  }
  if (/exceeded (?:maximum DB size|.*\blimit\b.*\b(?:free|plan|daily|account))/i.test(message)) {
    return unsent(failure.overloaded);
  }

  if (/SQLITE_BUSY|SQLITE_LOCKED|database (?:table )?is locked/.test(message)) {
    return unsent(failure.busy);
  }
  if (/SQLITE_TOOBIG|too big|statement too long/i.test(message)) return unsent(failure.tooLarge);

  // A storage error may strike while a commit is written; every other SQLite error undoes the batch.
  const storage = /SQLITE_(?:IOERR|NOMEM|CORRUPT|INTERRUPT|PROTOCOL)/.test(message);
  if (
    /SQLITE_|: SQL_[A-Z_]+$|^D1_TYPE_ERROR|^D1_SESSION_ERROR|number of parameter bindings/.test(
      message,
    ) &&
    !storage
  ) {
    return unsent(failure.refused);
  }

  // Lost connections, resets, timeouts and everything that nobody has seen yet.
  return { failure: failure.unavailable, sent: !readOnly, detail: '' };
}

/** As classifySqliteError, and logs what a person has to know about: the driver's own words. */
export function failureOf(message: string, readOnly: boolean): DbFailure {
  const answer = classifySqliteError(message, readOnly);
  const refused = answer.failure === failure.refused;
  if (refused || answer.failure === failure.unavailable) {
    console.error(
      JSON.stringify({
        level: 'error',
        event: refused ? 'statement refused' : 'database away',
        // Quoted parts may hold what a caller sent.
        words: message.replace(/'[^']*'|"[^"]*"/g, '…').slice(0, 200),
      }),
    );
  }
  return answer;
}
