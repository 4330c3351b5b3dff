// The work of scripts/token; its --help says what goes in and what comes out.
import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

const knownScopes = ['read', 'write', 'admin'];
const prefixForm = /^[a-z0-9][a-z0-9_]{0,30}_$/;
const reservedPrefix = /^(mastra|sqlite|_cf_)/;

function fail(message) {
  console.error(`scripts/token: ${message}`);
  process.exit(1);
}

function options() {
  try {
    return parseArgs({
      options: {
        scopes: { type: 'string', default: 'read,write' },
        prefix: { type: 'string' },
        tenant: { type: 'string' },
      },
    }).values;
  } catch (error) {
    return fail(`${error.message} (see --help)`);
  }
}

const { scopes: scopeList, prefix, tenant } = options();
const scopes = [...new Set(scopeList.split(','))];
for (const scope of scopes) {
  if (!knownScopes.includes(scope)) {
    fail(`--scopes: '${scope}' is none of ${knownScopes.join(', ')}`);
  }
}
if (prefix !== undefined && !prefixForm.test(prefix)) {
  fail(`--prefix: '${prefix}' does not match ${prefixForm.source}`);
}
if (prefix !== undefined && reservedPrefix.test(prefix)) {
  fail(`--prefix: '${prefix}' begins with mastra, sqlite or _cf_, which are reserved`);
}

const token = randomBytes(32).toString('base64url');
const sha256 = createHash('sha256').update(token).digest('hex');
const entry = { sha256, scopes, tablePrefix: prefix, tenant };

console.log(`Token, for the caller; it is shown only here:

  ${token}

Entry, for the list in the secret AGENTKEEP_TOKENS:

  ${JSON.stringify(entry)}

As the only entry: npx wrangler secret put AGENTKEEP_TOKENS, then paste

  ${JSON.stringify([entry])}`);
