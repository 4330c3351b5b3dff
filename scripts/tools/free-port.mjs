// Prints a port of 127.0.0.1 that nothing listens on.
import { createServer } from 'node:net';

const server = createServer();
server.listen({ host: '127.0.0.1', port: 0 }, () => {
  console.log(server.address().port);
  server.close();
});
