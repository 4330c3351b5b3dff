// The least that an RPC method can do: its answer is there already.
import { WorkerEntrypoint } from 'cloudflare:workers';

const thread = {
  id: 'thread-0',
  resourceId: 'user-0',
  title: 'A thread as long as most are',
  metadata: { topic: 'travel', unread: 3 },
  createdAt: new Date('2026-01-02T12:00:00.000Z'),
  updatedAt: new Date('2026-01-02T12:00:00.000Z'),
};

export default class extends WorkerEntrypoint {
  getThreadById() {
    return thread;
  }
}
