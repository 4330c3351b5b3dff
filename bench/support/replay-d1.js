// A D1 binding whose database is a table of recorded answers in the isolate's memory. A Worker pays
// for what it does itself: its request as JSON, the answer parsed anew each time, rows as objects.
// workerd's D1 client (streams, headers, spans: some 0.06 ms a trip, and twice the bytes of an
// answer), the network and SQLite are left out, for every store alike.

/** Longer requests are told apart by their first statement: writes, whose answer is always alike. */
const kLongestExactKey = 4096;
export const kBookmark = '00000001-00000001-00000001-00000000000000000000000000000001';

function firstStatement(body) {
  return body.slice(0, body.indexOf('","params"'));
}

class Statement {
  constructor(database, sql, params = []) {
    this.database = database;
    this.sql = sql;
    this.params = params;
  }
  bind(...params) {
    return new Statement(this.database, this.sql, params);
  }
  async all() {
    return (await this.database.send(this))[0];
  }
  run() {
    return this.all();
  }
  async first(column) {
    const [row] = (await this.all()).results;
    return row === undefined ? null : column === undefined ? row : row[column];
  }
  async raw() {
    return (await this.all()).results.map((row) => Object.values(row));
  }
}

export class Replay {
  constructor(answers) {
    this.exact = new Map();
    this.byStatement = new Map();
    for (const { body, answer } of answers) {
      if (body.length <= kLongestExactKey) this.exact.set(body, answer);
      this.byStatement.set(firstStatement(body), answer);
    }
  }
  prepare(sql) {
    return new Statement(this, sql);
  }
  batch(statements) {
    return this.send(statements);
  }
  withSession() {
    return this;
  }
  getBookmark() {
    return kBookmark;
  }
  /** The recorded answer to a request, both as D1 speaks them. */
  answerTo(body) {
    const answer =
      (body.length <= kLongestExactKey ? this.exact.get(body) : undefined) ??
      this.byStatement.get(firstStatement(body));
    if (answer === undefined) throw new Error('no answer was recorded for this request');
    return answer;
  }
  async send(asked) {
    const query = ({ sql, params }) => ({ sql, params });
    const body = JSON.stringify(Array.isArray(asked) ? asked.map(query) : query(asked));
    const parsed = JSON.parse(this.answerTo(body));
    return parsed.map(({ success, meta, results: { columns, rows } }) => ({
      success,
      meta,
      results: rows.map((row) => {
        const object = {};
        for (let i = 0; i < columns.length; i++) object[columns[i]] = row[i];
        return object;
      }),
    }));
  }
}

export default function makeBinding({ answers }) {
  return new Replay(JSON.parse(answers));
}
