// The examples of the documentation of the adapter that DynamoDBStore replaces, as they are written but
// for vectors. What is meant for AWS, and for port 8000 of this machine, goes to the peer.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Memory } from '@mastra/memory';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DynamoDBStore } from '../../../client/dynamodb.js';
import { credentials, DynamoPeer } from './support/dynamodb/peer.js';

let peer: DynamoPeer;
const asked = new Set<string>();
const signers = new Set<string>();

beforeAll(async () => {
  peer = await DynamoPeer.start();
  await peer.createTable('mastra-single-table');
});
afterAll(() => peer.stop());
beforeEach(() => {
  asked.clear();
  signers.clear();
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const send = globalThis.fetch;
  vi.stubGlobal('fetch', async (request: Request, init?: RequestInit) => {
    asked.add(request.url);
    const { method, headers } = request;
    signers.add(/Credential=([^,]*)/.exec(headers.get('authorization')!)![1]!);
    return send(peer.endpoint, { ...init, method, headers, body: await request.arrayBuffer() });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

let threads = 0;
async function expectUsable(memory: Memory) {
  const resourceId = `r${++threads}`;
  const { id: threadId } = await memory.createThread({ resourceId, title: 'Example' });
  const messages = Array.from({ length: 12 }, (_, i) => ({
    ...{ id: `${resourceId}-${i}`, threadId, resourceId, role: 'user' as const },
    createdAt: new Date(1_770_000_000_000 + i),
    content: { format: 2 as const, parts: [{ type: 'text' as const, text: `${i}` }] },
  }));
  await memory.saveMessages({ messages });
  const recalled = await memory.recall({ threadId, resourceId });
  expect(recalled.messages.map(({ id }) => id)).toEqual(messages.slice(-10).map(({ id }) => id));
}

const day = () => new Date().toISOString().slice(0, 10).replaceAll('-', '');

describe('Usage', () => {
  it('Basic Usage', async () => {
    const storage = new DynamoDBStore({
      name: 'dynamodb',
      config: {
        region: 'us-east-1',
        tableName: 'mastra-single-table',
      },
    });
    const memory = new Memory({
      storage,
      options: {
        lastMessages: 10,
      },
    });
    await expectUsable(memory);
    expect([...asked]).toEqual(['https://dynamodb.us-east-1.amazonaws.com/']);
    expect([...signers]).toEqual([
      `${credentials.accessKeyId}/${day()}/us-east-1/dynamodb/aws4_request`,
    ]);
  });

  it('Local Development', async () => {
    const storage = new DynamoDBStore({
      name: 'dynamodb',
      config: {
        region: 'us-east-1',
        tableName: 'mastra-single-table',
        endpoint: 'http://localhost:8000',
      },
    });
    await expectUsable(new Memory({ storage, options: { lastMessages: 10 } }));
    expect([...asked]).toEqual(['http://localhost:8000/']);
  });
});

describe('Configuration Options', () => {
  it('the region is us-east-1, and credentials are those given', async () => {
    const storage = new DynamoDBStore({
      name: 'dynamodb',
      config: {
        tableName: 'mastra-single-table',
        credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: 'other' },
      },
    });
    await expectUsable(new Memory({ storage, options: { lastMessages: 10 } }));
    expect([...asked]).toEqual(['https://dynamodb.us-east-1.amazonaws.com/']);
    expect([...signers]).toEqual([`AKIDOTHER/${day()}/us-east-1/dynamodb/aws4_request`]);
  });

  it.each([{ config: { region: 'us-east-1' } }, {}])(
    'a name and a table are needed, which %o lacks',
    (options) => {
      const made = () => new DynamoDBStore({ name: 'dynamodb', ...options } as never);
      expect(made).toThrow(/config/);
    },
  );
});

describe('AWS IAM Permissions', () => {
  const documented = [
    'dynamodb:DescribeTable',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:BatchGetItem',
    'dynamodb:BatchWriteItem',
  ];

  it('the documented policy lacks one action, which its page names', () => {
    const textOf = (path: string) =>
      readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url).href), 'utf8');
    const [{ Action: needed }] = JSON.parse(textOf('example/dynamodb/policy.json')).Statement;
    const lacking = needed.filter((action: string) => !documented.includes(action));
    expect(lacking).toEqual(['dynamodb:ConditionCheckItem']);
    expect(textOf('docs/dynamodb.md').includes('ConditionCheckItem')).toBe(true);
  });
});
