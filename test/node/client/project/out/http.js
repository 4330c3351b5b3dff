import { createClient, StoreError } from 'agentkeep/http';
const [, , endpoint = '', token = ''] = process.argv;
const { memory } = createClient({ endpoint, token });
const thread = await memory.saveThread({
    thread: { id: 't', resourceId: 'me', title: 'By HTTP', createdAt: new Date() },
});
const { total } = await memory.listThreads({ filter: { resourceId: 'me' } });
let error;
try {
    await memory.listThreads({ page: -1 });
}
catch (cause) {
    if (cause instanceof StoreError)
        error = cause.code;
}
console.log(JSON.stringify({
    title: thread.title,
    createdAtIsDate: thread.createdAt instanceof Date,
    total,
    error,
}));
