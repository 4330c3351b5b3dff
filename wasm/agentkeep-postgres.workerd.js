// The built module in Cloudflare's Workers, which compile nothing at run time: see README.md, "Loading".
import module from '#wasm/agentkeep-postgres.wasm';

export const load = () => module;
