import { createClient, StoreError } from 'agentkeep/http';
const client = createClient({ endpoint: 'https://store.example.com', token: 'a-token' });
export async function titles() {
    const { threads } = await client.memory.listThreads({ perPage: false });
    const [first] = threads;
    const year = first?.createdAt.getFullYear();
    // @ts-expect-error: a thread has an id and a resource
    await client.memory.saveThread({ thread: { title: String(year) } });
    // @ts-expect-error: there is no such method
    await client.memory.forget();
    return threads.map((thread) => thread.title);
}
export const isMissing = (cause) => cause instanceof StoreError && cause.code === 'not_found';
