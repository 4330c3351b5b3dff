// What two languages must agree on, written from the core's own description: see scripts/generate.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const module = new WebAssembly.Module(readFileSync('build/wasi/agentkeep-describe.wasm'));
// The describing module shares objects with the core; what it imports it never calls.
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  (imports[from] ??= {})[name] = () => 52;
}
const { exports } = new WebAssembly.Instance(module, imports);
exports._initialize();
exports.describe();
const bytes = new Uint8Array(
  exports.memory.buffer,
  exports.described_at(),
  exports.described_size(),
);
const described = JSON.parse(new TextDecoder().decode(bytes));

const entries = (object, line) => Object.entries(object).map(line).join('\n');
const files = {
  'worker/generated/errors.ts': `// Written by scripts/generate from src/core/error.h; do not edit.
export const errorKinds = {
${entries(
  described.errors,
  ([word, kind]) =>
    `  ${word}: { status: ${kind.status}, category: '${kind.category}', retryable: ${kind.retryable} },`,
)}
} as const;
`,
  'worker/generated/methods.ts': `// Written by scripts/generate from the method table; do not edit.
export const release = { version: '${described.version}', schema: ${described.schemaVersion} } as const;

/** Wire name, scope, what it answers, and the contract's parameters where they are not one object. */
export const methods = [
${entries(
  described.methods,
  ([name, { scope, reply, parameters }]) =>
    `  ['${name}', '${scope}', '${reply}', [${parameters.map((each) => `'${each}'`).join(', ')}]],`,
)}
] as const;
`,
  'worker/generated/openapi.json': `${JSON.stringify(described.openApi, null, 2)}\n`,
};

// The TypeScript type of a JSON schema, as the describing module writes them.
function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ');
  if (schema.oneOf) return schema.oneOf.map(typeOf).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.format === 'date-time') return 'Time';
  if (schema.type === 'integer') return 'number';
  if (schema.type === 'array') return `readonly (${typeOf(schema.items)})[]`;
  if (schema.type === 'object') {
    if (!schema.properties) return 'object';
    return Object.keys(schema.properties).length > 0
      ? `{\n${entries(
          schema.properties,
          ([name, member]) =>
            `${member.description ? `  /** ${member.description} */\n` : ''}  ${name}${
              schema.required?.includes(name) ? '' : '?'
            }: ${typeOf(member)}${schema.required?.includes(name) ? '' : ' | undefined'};`,
        )}\n}`
      : 'Record<string, never>';
  }
  return schema.type ?? 'unknown';
}

// The schemas that arguments are made of, in the order of their first use.
function argumentSchemas({ paths, components }) {
  const used = new Map();
  const visit = (schema) => {
    if (schema === null || typeof schema !== 'object') return;
    const name = schema.$ref?.split('/').at(-1);
    if (name === undefined) Object.values(schema).forEach(visit);
    else if (!used.has(name)) {
      used.set(name, components.schemas[name]);
      visit(components.schemas[name]);
    }
  };
  for (const path of Object.values(paths)) visit(path.post.requestBody);
  return Object.fromEntries(used);
}

files['worker/generated/arguments.ts'] = `\
// Written by scripts/generate from the method table; do not edit.

/** A point in time; a text is ISO-8601. */
export type Time = Date | string;

${entries(argumentSchemas(described.openApi), ([name, schema]) => `export type ${name} = ${typeOf(schema)};\n`)}
/** The argument object of each method, by its wire name. */
export interface Arguments {
${entries(
  described.openApi.paths,
  ([, { post }]) =>
    `  /** ${post.summary} ${post.description} */\n  '${post.operationId}': ${typeOf(
      post.requestBody.content['application/json'].schema,
    )};`,
)}
}
`;

// A member of `true` decides through and through; shapes come before those that name them.
const decidingText = (members) =>
  `{ ${Object.entries(members)
    .map(([name, member]) => {
      if (typeof member === 'string') return name === member ? name : `${name}: ${member}`;
      return `${name}: ${member === true ? member : decidingText(member)}`;
    })
    .join(', ')} }`;

files['worker/generated/deciding.ts'] = `\
// Written by scripts/generate from the method table; do not edit.

/** Members of arguments that decide, with theirs; \`true\`: all that is in there. */
export type Deciding = true | { readonly [member: string]: Deciding };

${entries(described.deciding, ([name, members]) => `const ${name}: Deciding = ${decidingText(members)};`)}

/** Of the argument object of each method, by its wire name. */
export const deciding: Readonly<Record<string, Deciding>> = {
${entries(described.methods, ([name, method]) => `  '${name}': ${method.arguments},`)}
};
`;

const stale = [];
mkdirSync('worker/generated', { recursive: true });
for (const [path, text] of Object.entries(files)) {
  let old = null;
  try {
    old = readFileSync(path, 'utf8');
  } catch {
    // Not written yet.
  }
  if (old === text) continue;
  if (process.argv.includes('--check')) stale.push(path);
  else writeFileSync(path, text);
}
if (stale.length > 0) {
  console.error(`scripts/generate: out of date, run scripts/build: ${stale.join(', ')}`);
  process.exit(1);
}
