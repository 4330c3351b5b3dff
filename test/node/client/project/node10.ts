import { AgentKeep } from 'agentkeep';
import { DSQLStore } from 'agentkeep/dsql';
import { DynamoDBStore } from 'agentkeep/dynamodb';
import type { StoreService } from 'agentkeep/worker';

export const store: AgentKeep = new AgentKeep({ endpoint: 'https://a.example', token: 't' });
export const stores = [DSQLStore, DynamoDBStore];
export async function title(service: StoreService): Promise<string | undefined> {
  const thread = await service.memory.getThreadById({ threadId: 't' });
  // @ts-expect-error: threads have no such member
  void thread?.titel;
  return thread?.title;
}
