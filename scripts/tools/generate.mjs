// What two languages must agree on, written from the core's own description: see scripts/generate.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { completed } from './openapi.mjs';

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

const { paths, components } = described.openApi;
const nameOf = (schema) => schema.$ref?.split('/').at(-1);
const answerOf = (post) => post.responses['200'].content['application/json'].schema;
const bodyOf = (post) => post.requestBody.content['application/json'].schema;
const operations = Object.values(paths).map(({ post }) => post);
const entries = (object, line) => Object.entries(object).map(line).join('\n');

// The TypeScript type of a JSON schema, as the describing module writes them: of what is taken, or
// of what is answered.
function typeOf(schema, isAnswer) {
  const of = (inner) => typeOf(inner, isAnswer);
  if (schema.$ref) return nameOf(schema);
  if (schema.allOf) return schema.allOf.map(of).join(' & ');
  if (schema.oneOf) return schema.oneOf.map(of).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.format === 'date-time') return isAnswer ? 'Date' : 'Time';
  if (schema.type === 'integer') return 'number';
  if (schema.type === 'array') {
    return isAnswer ? `(${of(schema.items)})[]` : `readonly (${of(schema.items)})[]`;
  }
  if (schema.type !== 'object') return schema.type ?? 'unknown';
  const rest = schema.additionalProperties;
  if (!schema.properties) {
    if (!isAnswer) return 'object';
    return `Record<string, ${rest === undefined || rest === true ? 'unknown' : of(rest)}>`;
  }
  if (Object.keys(schema.properties).length === 0) return 'Record<string, never>';
  const members = entries(schema.properties, ([name, member]) => {
    const note = member.description ? `  /** ${member.description} */\n` : '';
    const required = schema.required?.includes(name);
    const absent = required || isAnswer ? '' : ' | undefined';
    return `${note}  ${name}${required ? '' : '?'}: ${of(member)}${absent};`;
  });
  return `{\n${members}\n${rest === true ? '  [member: string]: unknown;\n' : ''}}`;
}

// Those named types that `schemas` are made of, in the order of their first use.
function used(schemas) {
  const found = new Map();
  const visit = (schema) => {
    if (schema === null || typeof schema !== 'object') return;
    const name = nameOf(schema);
    if (name === undefined) Object.values(schema).forEach(visit);
    else if (!found.has(name)) {
      found.set(name, components.schemas[name]);
      visit(components.schemas[name]);
    }
  };
  schemas.forEach(visit);
  return Object.fromEntries(found);
}

// What worker/host/revive.ts makes of an answer, as an expression; undefined: nothing. Shapes of named
// types are constants of their names, each behind those that it needs.
const shapes = new Map();
function shapeOf(schema) {
  if (schema['x-document']) return "'document'";
  if (schema.format === 'date-time') return "'date'";
  const name = nameOf(schema);
  if (name !== undefined) {
    if (!shapes.has(name)) {
      const shape = shapeOf(components.schemas[name]);
      shapes.set(name, shape); // behind those that it needs
    }
    return shapes.get(name) === undefined ? undefined : name;
  }
  if (schema.oneOf) return schema.oneOf.map(shapeOf).find((each) => each !== undefined);
  if (schema.type === 'array') {
    const item = shapeOf(schema.items);
    return item === undefined ? undefined : `[${item}]`;
  }
  const members = Object.entries(schema.properties ?? {})
    .map(([member, of]) => [member, shapeOf(of)])
    .filter(([, shape]) => shape !== undefined)
    .map(([member, shape]) => (member === shape ? member : `${member}: ${shape}`));
  return members.length === 0 ? undefined : `{ ${members.join(', ')} }`;
}
const replyOf = (schema) => (schema.type === 'null' ? '0' : (shapeOf(schema) ?? '1'));

// Members of arguments that decide what a method does, as worker/host/methods.ts reads them:
// `id options(from to)`. What is long and said more than once is a constant, `${members0}`, behind those
// that it needs.
function membersText(members, innerText) {
  const said = Object.entries(members).map(([name, member]) => {
    if (member === true) return name;
    return `${name}(${innerText(typeof member === 'string' ? described.deciding[member] : member)})`;
  });
  return said.join(' ');
}
const fullText = (members) => membersText(members, fullText);
const timesSaid = new Map();
function count(members) {
  const text = membersText(members, count);
  timesSaid.set(text, (timesSaid.get(text) ?? 0) + 1);
  return text;
}
const decidingMembers = operations.map(
  ({ operationId }) => described.deciding[described.methods[operationId].arguments],
);
decidingMembers.forEach(count);
const constantsOfMembers = new Map(); // the text of each, by all that it says
function terseText(members) {
  const full = fullText(members);
  if (full.length < 30 || timesSaid.get(full) === 1) return membersText(members, terseText);
  if (!constantsOfMembers.has(full)) {
    constantsOfMembers.set(full, membersText(members, terseText)); // behind those that it needs
  }
  return `\${members${[...constantsOfMembers.keys()].indexOf(full)}}`;
}
const literal = (text) =>
  /^\$\{(\w+)\}$/.exec(text)?.[1] ?? (text.includes('${') ? `\`${text}\`` : `'${text}'`);

// A method: its name, scope, answer, members of its argument that decide, and, where the contract has
// several parameters, their names, or 1 where they are those members.
const domains = new Map();
for (const [index, post] of operations.entries()) {
  const [, domain, name] = /^(\w+)\.(.+)$/.exec(post.operationId);
  const { scope, parameters } = described.methods[post.operationId];
  const several = parameters.join(' ');
  const same = several === Object.keys(decidingMembers[index]).join(' ');
  const last = several === '' ? '' : same ? ', 1' : `, '${several}'`;
  const row = `['${name}', '${scope[0]}', ${replyOf(answerOf(post))}, ${literal(terseText(decidingMembers[index]))}${last}]`;
  domains.set(domain, [...(domains.get(domain) ?? []), `    ${row},`]);
}
const constants = [...shapes].filter(([, shape]) => shape !== undefined);

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

// What of a row is no JSON: see worker/host/revive.ts.
${constants.map(([name, shape]) => `const ${name} = ${shape} as const;`).join('\n')}

// Members of arguments that decide, with theirs: see worker/host/methods.ts.
${[...constantsOfMembers.values()]
  .map((text, index) => `const members${index} = ${literal(text)};`)
  .join('\n')}

/** By domain, what worker/host/methods.ts reads. */
export const methodTable = {
${[...domains].map(([domain, rows]) => `  ${domain}: [\n${rows.join('\n')}\n  ],`).join('\n')}
} as const;

/** The contract's parameters, where they are not one object. */
export interface SeveralParameters {
${operations
  .map((post) => [post.operationId, described.methods[post.operationId].parameters])
  .filter(([, parameters]) => parameters.length > 0)
  .map(
    ([name, parameters]) => `  '${name}': [${parameters.map((each) => `'${each}'`).join(', ')}];`,
  )
  .join('\n')}
}
`,
  'worker/generated/replies.ts': `// Written by scripts/generate from the method table; do not edit.
// What methods answer, with Dates revived.

${entries(
  used(operations.map(answerOf)),
  ([name, schema]) => `export type ${name} = ${typeOf(schema, true)};\n`,
)}
/** By the wire name of the method. */
export interface Replies {
${operations
  .map((post) => {
    const answer = answerOf(post);
    return `  '${post.operationId}': ${answer.type === 'null' ? 'undefined' : typeOf(answer, true)};`;
  })
  .join('\n')}
}
`,
  'worker/generated/arguments.ts': `// Written by scripts/generate from the method table; do not edit.

/** A point in time; a text is ISO-8601. */
export type Time = Date | string;

${entries(
  used(operations.map(bodyOf)),
  ([name, schema]) => `export type ${name} = ${typeOf(schema, false)};\n`,
)}
/** The argument object of each method, by its wire name. */
export interface Arguments {
${operations
  .map(
    (post) =>
      `  /** ${post.summary} ${post.description} */\n  '${post.operationId}': ${typeOf(bodyOf(post), false)};`,
  )
  .join('\n')}
}
`,
  'worker/assets/openapi.json': `${JSON.stringify(completed(described.openApi, described.errors), null, 2)}\n`,
};

// What a new row costs: itself, and an entry in each index.
const code = (list) => list.map((name) => `\`${name}\``).join(', ');
const indexRows = Object.entries(described.tables).flatMap(([domain, tables]) =>
  tables.flatMap(({ name, keys, paths }) => {
    const writes = 1 + keys.length + paths.length;
    const spared = paths.filter((path) => path.spared).length;
    const cost = spared === 0 ? `${writes}` : `${writes}, lean ${writes - spared}`;
    return [
      `| \`${name}\` | ${cost} | ${code(keys[0])} | what names rows by their ids |`,
      ...keys.slice(1).map((key) => `| | | ${code(key)} | no two rows have the same |`),
      ...paths.map(
        ({ columns, methods, spared }) =>
          `| | | ${code(columns)}${spared ? ' (not lean)' : ''} | \`${domain}\`: ${methods} |`,
      ),
    ];
  }),
);
files['docs/indexes.md'] = `\
<!-- Written by scripts/generate from the description of the tables; do not edit. -->

# Indexes

Databases bill, and do, a write for each row and for each entry of an index that it changes: D1's \`rows_written\`. A new row costs
one for itself, one for its primary key (in SQLite; PostgreSQL and DynamoDB count otherwise) and one for each other index of its table. A
change of a row costs one, and one more for each index whose columns it changes.

\`AGENTKEEP_INDEXES = "lean"\`, and \`indexes: 'lean'\` of the stores in process, leave out the indexes that only lists by resource
need: a message costs 3 instead of 4. It is for those who never make such a list, which then reads the whole table; all answers stay the
same. Threads keep theirs: a list of somebody's threads is what most applications begin with.

- **On tables that are there** it drops nothing: their indexes stay, and cost what they cost, until an admin drops them by name, such as
  \`store.dropIndex { "name": "idx_messages_resource_created_at" }\` (\`listIndexes\` has the names), which the store allows where they
  are lean and refuses elsewhere.
- **Back again** is to set it no more and run \`npx agentkeep migrate\`, which builds what is missing. Until then the lists are slow, and
  \`/health?deep=1\` names the index.
- All that use one database should say the same: whoever is not lean builds the indexes when it makes tables or migrates them.
- DynamoDB has the indexes of its table, whatever this says.

| table | a new row costs | index on | needed by |
| --- | --- | --- | --- |
${indexRows.join('\n')}
`;

const stale = [];
mkdirSync('worker/generated', { recursive: true });
mkdirSync('worker/assets', { recursive: true });
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
