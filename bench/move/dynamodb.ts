// A DynamoDB for the benchmark, in a process of its own: prints its endpoint, then for each line that it
// gets what it was asked since the last one, and ends with its input. `counted`: it counts.
import { DynamoPeer } from '../../test/node/client/support/dynamodb/peer.js';

const peer = await DynamoPeer.start();
peer.isMetering = process.argv[2] === 'counted';
await peer.createTable('mastra');
// Past the proxy, which reads every call, where nothing is counted: dynalite has transactions by it.
const { host, port } = peer.backend;
const isPast = peer.isOfficial && !peer.isMetering;
const endpoint = isPast ? `http://${host}:${port}/` : peer.endpoint;
console.log(JSON.stringify({ endpoint, isOfficial: peer.isOfficial }));
process.stdin.on('data', () => {
  const passed = peer.passed.splice(0);
  const sum = (of: 'readUnits' | 'writeUnits') => passed.reduce((all, each) => all + each[of], 0);
  const asked = { requests: passed.length, read: sum('readUnits'), written: sum('writeUnits') };
  console.log(JSON.stringify(asked));
});
process.stdin.on('end', () => void peer.stop().then(() => process.exit(0)));
