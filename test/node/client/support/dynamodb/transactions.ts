import type { Answer, DynamoPeer } from './peer.js';

type Item = Record<string, unknown>;
type Action = Item & { TableName: string; Key?: Item; Item?: Item };

/** Tokens of transactions that were done, and what each was answered. */
const done = new WeakMap<DynamoPeer, Map<string, Answer>>();

/**
 * What dynalite lacks, made of what it has: a transaction is its actions one after another, taken
 * back if one fails. The caller lets nothing else in between.
 */
export async function emulateTransactions(
  peer: DynamoPeer,
  operation: string,
  { ReturnValuesOnConditionCheckFailure: _, ...body }: Item,
): Promise<Answer> {
  if (operation !== 'TransactWriteItems') return peer.call(operation, body);
  const tokens = done.get(peer) ?? new Map<string, Answer>();
  done.set(peer, tokens);
  const token = body['ClientRequestToken'] as string;
  const before = tokens.get(token);
  if (before !== undefined) return before;
  const answer = await transaction(peer, body['TransactItems'] as Record<string, Action>[]);
  if (answer.status === 200) tokens.set(token, answer);
  return answer;
}

async function transaction(
  peer: DynamoPeer,
  actions: readonly Record<string, Action>[],
): Promise<Answer> {
  const invalid = validate(actions);
  if (invalid !== undefined) return refused('ValidationException', invalid);
  const undo: (() => Promise<Answer>)[] = [];
  for (const [index, action] of actions.entries()) {
    const [kind, body] = Object.entries(action)[0]!;
    const { TableName } = body;
    const Key = keyOf(body);
    const { body: got } = await peer.call('GetItem', { TableName, Key, ConsistentRead: true });
    const old = got['Item'] as Item | undefined;
    // A check is an update that changes nothing, but for the item that it may make.
    const operation = kind === 'ConditionCheck' ? 'UpdateItem' : `${kind}Item`;
    const answer = await peer.call(operation, body);
    if (answer.status !== 200) {
      for (const take of undo.reverse()) await take();
      const type = String(answer.body['__type']);
      if (!type.includes('ConditionalCheckFailed')) return answer;
      return {
        ...refused('TransactionCanceledException', 'Transaction cancelled'),
        body: {
          ...refused('TransactionCanceledException', 'Transaction cancelled').body,
          CancellationReasons: actions.map((_, i) => ({
            Code: i === index ? 'ConditionalCheckFailed' : 'None',
          })),
        },
      };
    }
    const restore = () =>
      old === undefined
        ? peer.call('DeleteItem', { TableName, Key })
        : peer.call('PutItem', { TableName, Item: old });
    if (kind === 'ConditionCheck') await restore();
    else undo.push(restore);
  }
  return { status: 200, body: {} };
}

function validate(actions: readonly Record<string, Action>[]): string | undefined {
  if (actions.length > 100) return 'Member must have length less than or equal to 100';
  const keys = new Set(actions.map((action) => JSON.stringify(keyOf(Object.values(action)[0]!))));
  if (keys.size < actions.length) {
    return 'Transaction request cannot include multiple operations on one item';
  }
  if (JSON.stringify(actions).length > 4 * 1024 * 1024 * 1.2) {
    return 'Member must have a size of at most 4 MB';
  }
  return undefined;
}

function keyOf({ Key, Item }: Action): Item {
  const { pk, sk } = (Key ?? Item)!;
  return { pk, sk };
}

function refused(type: string, message: string): Answer {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message } };
}
