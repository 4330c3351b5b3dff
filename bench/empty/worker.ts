// Answers a constant, whatever was asked.
export default {
  fetch: () => Response.json(null),
};
