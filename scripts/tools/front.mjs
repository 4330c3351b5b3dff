// AGENTKEEP_LOCAL_KEY=KEY node front.mjs PORT INNER: stands before `wrangler dev` for scripts/run.
//
// What listens on PORT passes requests on to INNER, both on 127.0.0.1. `wrangler dev` believes a
// header about the address that a caller has asked for, and the Worker never sees the real one: so
// the Host is looked at here, and a call to this machine carries the key without which the Worker
// takes no call without a token.
import { Agent, createServer, request } from 'node:http';

const [port, inner] = process.argv.slice(2).map(Number);
const key = process.env.AGENTKEEP_LOCAL_KEY;
const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;
const kept = /^(?:mf-|x-forwarded-|x-agentkeep-local$|connection$|keep-alive$)/i;
const agent = new Agent({ keepAlive: true });

const server = createServer((incoming, outgoing) => {
  const { url, method } = incoming;
  if (!url.startsWith('/')) return outgoing.writeHead(400).end();
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).filter(([name]) => !kept.test(name)),
  );
  if (loopback.test(headers.host ?? '')) headers['x-agentkeep-local'] = key;
  const passed = request({ host: '127.0.0.1', port: inner, path: url, method, headers, agent });
  passed.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  passed.on('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end();
  });
  incoming.pipe(passed);
  // Whoever hangs up here has hung up there.
  outgoing.on('close', () => passed.destroy());
  return undefined;
});
server.listen({ host: '127.0.0.1', port });
