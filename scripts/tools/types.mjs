// TypeScript types of methods, arguments and answers, from the OpenAPI document.

/** Members that are in every answer, though a caller may leave them to the store. */
const alwaysAnswered = new Set(['createdAt', 'updatedAt']);

const reference = '#/components/schemas/';
const comment = (text, indent = '') => (text === undefined ? '' : `${indent}/** ${text} */\n`);

/** `methods` is the description's: by wire name, with `parameters`. */
export function typesOf(openApi, methods) {
  const { schemas } = openApi.components;
  const given = new Set();
  const answered = new Set();
  const methodsOf = {};
  for (const [name, { parameters }] of Object.entries(methods)) {
    const [domain, method] = name.split('.');
    const { summary, requestBody, responses } = openApi.paths[`/v1/${domain}/${method}`].post;
    const body = requestBody.content['application/json'].schema;
    const answer = responses[200].content['application/json'].schema;
    collect(body, schemas, given);
    collect(answer, schemas, answered);
    (methodsOf[domain] ??= []).push({ method, summary, parameters, body, answer });
  }
  const input = (name) => (answered.has(name) ? `${name}Input` : name);
  const inputs = { name: input, date: 'Date | string', object: 'object', optional: ' | undefined' };
  const answers = {
    name: (name) => name,
    date: 'Date',
    object: 'Record<string, unknown>',
    optional: '',
    always: alwaysAnswered,
  };
  return `// Written by scripts/generate from the method table; do not edit.

// Arguments: a date is a Date or its ISO-8601 text; a member that is undefined is absent.
${[...given].map((name) => declaration(input(name), schemas[name], inputs)).join('\n')}
// Answers, with the dates revived.
${[...answered].map((name) => declaration(name, schemas[name], answers)).join('\n')}
${Object.entries(methodsOf)
  .map(
    ([domain, list]) => `export interface ${capital(domain)}Methods {
${list.map((each) => signature(each, schemas, inputs, answers)).join('')}}
`,
  )
  .join('\n')}
/** The methods by domain. */
export interface Domains {
${Object.keys(methodsOf)
  .map((domain) => `  readonly ${domain}: ${capital(domain)}Methods;\n`)
  .join('')}}
`;
}

/** Adds the names of all schemas that a schema refers to, those of others' members first. */
function collect(schema, schemas, names) {
  if (typeof schema !== 'object' || schema === null) return;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(reference.length);
    if (names.has(name)) return;
    collect(schemas[name], schemas, names);
    names.add(name);
  }
  for (const part of Object.values(schema)) collect(part, schemas, names);
}

function declaration(name, schema, flavour) {
  if (schema.properties === undefined) return `export type ${name} = ${type(schema, flavour)};\n`;
  return `export interface ${name} {
${members(schema, flavour)
  .map(({ note, text }) => `${comment(note, '  ')}  ${text};\n`)
  .join('')}}
`;
}

function members({ properties, required = [] }, flavour) {
  return Object.entries(properties).map(([name, schema]) => {
    const always = required.includes(name) || flavour.always?.has(name);
    const text = always
      ? `${name}: ${type(schema, flavour)}`
      : `${name}?: ${type(schema, flavour)}${flavour.optional}`;
    // Of a caller's arguments: what the store makes of an absent member.
    return { note: flavour.always ? undefined : schema.description, text };
  });
}

function type(schema, flavour) {
  if (schema.$ref !== undefined) return flavour.name(schema.$ref.slice(reference.length));
  if (schema.allOf?.length === 1) return type(schema.allOf[0], flavour);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) {
    return [...new Set(choices.map((each) => type(each, flavour)))].join(' | ');
  }
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.type)) {
    return schema.type.map((each) => type({ ...schema, type: each }, flavour)).join(' | ');
  }
  switch (schema.type) {
    case 'string':
      return schema.format === 'date-time' ? flavour.date : 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
    case 'null':
      return schema.type;
    case 'array':
      return `Array<${type(schema.items ?? {}, flavour)}>`;
    case 'object':
      if (schema.properties !== undefined) {
        return `{ ${members(schema, flavour)
          .map(({ text }) => text)
          .join('; ')} }`;
      }
      return typeof schema.additionalProperties === 'object'
        ? `Record<string, ${type(schema.additionalProperties, flavour)}>`
        : flavour.object;
    default:
      return 'unknown';
  }
}

function signature({ method, summary, parameters, body, answer }, schemas, inputs, answers) {
  const { properties = {}, required = [] } = schemas[body.$ref.slice(reference.length)];
  let given;
  if (parameters.length === 0) {
    given = `args${required.length === 0 ? '?' : ''}: ${type(body, inputs)}`;
  } else {
    const lastRequired = parameters.findLastIndex((name) => required.includes(name));
    given = parameters
      .map((name, i) => {
        const text = type(properties[name], inputs);
        if (i > lastRequired) return `${name}?: ${text}`;
        return `${name}: ${text}${required.includes(name) ? '' : ' | undefined'}`;
      })
      .join(', ');
  }
  const answered = answer.type === 'null' ? 'void' : type(answer, answers);
  return `${comment(summary, '  ')}  ${method}(${given}): Promise<${answered}>;\n`;
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);
