// node port-is-free.mjs PORT: exit code 0 where nothing listens on that port of 127.0.0.1.
import { createServer } from 'node:net';

const server = createServer();
server.once('error', () => process.exit(1));
server.listen({ host: '127.0.0.1', port: Number(process.argv[2]) }, () => server.close());
