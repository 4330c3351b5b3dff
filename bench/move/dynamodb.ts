// A DynamoDB for the benchmark, in a process of its own: prints its endpoint, and ends with its input.
import { DynamoPeer } from '../../test/node/client/support/dynamodb/peer.js';

const peer = await DynamoPeer.start();
peer.isMetering = false;
await peer.createTable('mastra');
console.log(JSON.stringify({ endpoint: peer.endpoint, isOfficial: peer.isOfficial }));
process.stdin.on('end', () => void peer.stop().then(() => process.exit(0)));
process.stdin.resume();
