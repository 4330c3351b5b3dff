// What the method table says of every method's arguments, as tests that are made of it read it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { methods } from '../../../worker/host/methods.js';

/** What OpenAPI says of a value. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'null';
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface Described {
  /** `agents.create`. */
  readonly name: string;
  readonly domain: string;
  readonly method: string;
  /** What the framework passes one after the other; none: one object of all. */
  readonly parameters: readonly string[];
  /** One of the calls that change nothing. */
  readonly reads: boolean;
  readonly body: Schema;
}

const openapi = new URL('../../../worker/assets/openapi.json', import.meta.url);
const document = JSON.parse(readFileSync(fileURLToPath(openapi.href), 'utf8')) as {
  paths: Record<string, any>;
  components: { schemas: Record<string, Schema> };
};

/** The schema itself, where it is one that is called by its name. */
export function schemaOf(schema: Schema): Schema {
  const name = schema.$ref?.slice('#/components/schemas/'.length);
  return name === undefined ? schema : schemaOf(document.components.schemas[name]!);
}

/** Every method of these domains. */
export function describedMethods(domains: readonly string[]): Described[] {
  return methods.flatMap(({ name, domain, scope, parameters }) => {
    const method = name.slice(domain.length + 1);
    if (!domains.includes(domain)) return [];
    const { requestBody } = document.paths[`/v1/${domain}/${method}`].post;
    const body = schemaOf(requestBody.content['application/json'].schema as Schema);
    return [{ name, domain, method, parameters, reads: scope === 'read', body }];
  });
}
