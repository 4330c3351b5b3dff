import type { AwsCredentials } from '../worker/host/aws-credentials.js';
import { DynamoTransport } from '../worker/host/dynamodb.js';
import { endpointOf } from '../worker/host/dynamodb-table.js';

/**
 * How many items a table of DynamoDB has, as it has counted them within six hours or so; undefined
 * where it does not say. One call, which is free.
 */
export async function itemsOf(
  tableName: string,
  region: string,
  endpoint: string | undefined,
  credentials: () => AwsCredentials,
): Promise<number | undefined> {
  const transport = new DynamoTransport(
    {
      region: async () => region,
      endpoint: async () => endpoint ?? endpointOf(region),
      credentials: async () => credentials(),
    },
    { aheadMs: 0 },
  );
  const body = new TextEncoder().encode(JSON.stringify({ TableName: tableName })).slice();
  try {
    const [reply] = await transport.send({
      ...{ readOnly: true, delayMs: 0 },
      calls: [{ operation: 'DescribeTable', body }],
    });
    const { Table: table } = JSON.parse(new TextDecoder().decode(reply!.body)) as {
      Table?: { ItemCount?: number };
    };
    return table?.ItemCount;
  } catch {
    return undefined;
  }
}
