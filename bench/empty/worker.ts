// Answers a constant, whatever was asked.
export default {
  async fetch(request: Request): Promise<Response> {
    // workerd ends the connection of a long body that nobody reads, while it is still coming in.
    if (Number(request.headers.get('content-length')) > 64 * 1024) await request.arrayBuffer();
    return Response.json(null);
  },
};
