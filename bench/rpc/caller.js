// Calls agentkeep as another Worker does. `POST /<way>?calls=n` makes so many calls, one after the
// other, with the body as arguments, and answers what the last one gave.
const ways = {
  bare: ({ BARE }, args) => BARE.getThreadById(args),
  object: ({ STORE }, args) => STORE.memory.getThreadById(args),
  async json({ STORE }, args) {
    const { body } = await STORE.call('memory.getThreadById', JSON.stringify(args));
    return JSON.parse(body);
  },
};

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const call = ways[pathname.slice(1)];
    const args = await request.json();
    let answer;
    for (let calls = Number(searchParams.get('calls')); calls > 0; calls--) {
      answer = await call(env, args);
    }
    return Response.json(answer);
  },
};
