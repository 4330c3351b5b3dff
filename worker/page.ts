import { release } from './generated/methods.js';

export const about = {
  name: 'agentkeep',
  version: release.version,
  description: 'Storage service for AI agents.',
  methods: 'POST /v1/<domain>/<method>',
  openapi: '/openapi.json',
  health: '/health',
};

/** What `GET /` shows in a browser. It is open to everyone, so it names nothing of the deployment. */
export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>agentkeep ${release.version}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em; }
code, pre { font: 14px/1.5 ui-monospace, monospace; }
pre { overflow: auto; padding: 1em; background: #8881; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #ddd; } a { color: #8bf; } }
</style>
</head>
<body>
<h1>agentkeep</h1>
<p>A storage service for AI agents: threads, messages, workflow runs and more. Release
${release.version}, schema ${release.schema}.</p>
<ul>
<li><a href="/health">/health</a>: it runs; <a href="/health?deep=1">/health?deep=1</a>: so does its
database</li>
<li><a href="/openapi.json">/openapi.json</a>: every method, what it takes and what it answers</li>
<li>Documentation: the folder <code>docs</code> of the package <code>agentkeep</code></li>
</ul>
<p>Every method is a <code>POST</code> of its arguments as JSON:</p>
<pre>curl -w '\\n' &lt;this address&gt;/v1/memory/listThreads \\
  -H 'authorization: Bearer &lt;token&gt;' -H 'content-type: application/json' -d '{}'</pre>
</body>
</html>
`;
