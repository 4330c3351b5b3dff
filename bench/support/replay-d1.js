// A D1 binding whose database is a table of recorded answers in the isolate's memory. workerd's own
// D1 client runs in front of it, so what a Worker pays for JSON, rows and promises is the real cost;
// what is left out is the network and SQLite. An internal module of workerd: only such a module may
// import the D1 client.
import makeD1 from 'cloudflare-internal:d1-api';

/** Longer requests are told apart by their first statement: writes, whose answer is always alike. */
const kLongestExactKey = 4096;

function firstStatement(body) {
  return body.slice(0, body.indexOf('","params"'));
}

export default function makeBinding({ answers }) {
  const exact = new Map();
  const byStatement = new Map();
  for (const { body, answer } of JSON.parse(answers)) {
    if (body.length <= kLongestExactKey) exact.set(body, answer);
    byStatement.set(firstStatement(body), answer);
  }
  const headers = {
    'content-type': 'application/json',
    'x-cf-d1-session-commit-token': '00000001-00000001-00000001-00000000000000000000000000000001',
  };
  const fetcher = {
    async fetch(_url, { body }) {
      const answer =
        (body.length <= kLongestExactKey ? exact.get(body) : undefined) ??
        byStatement.get(firstStatement(body)) ??
        '{"success":false,"error":"no answer was recorded for this request"}';
      return new Response(answer, { headers });
    },
  };
  return makeD1({ fetcher });
}
