import { methodTable } from '../generated/methods.js';
import type { Arguments } from '../generated/arguments.js';
import type { SeveralParameters } from '../generated/methods.js';
import type { Reply, Shape } from './revive.js';

/** Wire names: `memory.getThreadById`. */
export type MethodName = keyof Arguments;
export type DomainName = keyof typeof methodTable;

/** The names of the contract's parameters, where they are not one object. */
export type ParametersOf<N extends MethodName> = N extends keyof SeveralParameters
  ? SeveralParameters[N]
  : [];

export interface Method {
  readonly name: MethodName;
  readonly domain: DomainName;
  readonly scope: 'read' | 'write' | 'admin';
  /** What to make of its answer. */
  readonly reply: Reply;
  /** The contract's, where they are not one object. */
  readonly parameters: readonly string[];
  /** Members of its argument that decide, as text: `id options(from to)`. See decidingOf. */
  readonly takes: string;
}

/** Members of arguments that decide, with theirs; `true`: all that is in there. */
export type Deciding = true | { readonly [member: string]: Deciding };

const scopes = { r: 'read', w: 'write', a: 'admin' } as const;

type Row = readonly [
  name: string,
  scope: keyof typeof scopes,
  reply: Shape | 0 | 1,
  takes: string,
  parameters?: string | 1,
];

/** Every method, as the generated table has them, which the Worker carries: so it is terse. */
export const methods: readonly Method[] = Object.entries<readonly Row[]>(methodTable).flatMap(
  ([domain, rows]) =>
    rows.map(([name, scope, reply, takes, parameters]) => ({
      name: `${domain}.${name}` as MethodName,
      domain: domain as DomainName,
      scope: scopes[scope],
      reply: reply === 0 ? 'nothing' : reply === 1 ? 'as it is' : reply,
      parameters:
        parameters === undefined
          ? []
          : parameters === 1
            ? Object.keys(decidingOf(takes))
            : parameters.split(' '),
      takes,
    })),
);

/** The members that `takes` of a method names. */
export function decidingOf(takes: string): { readonly [member: string]: Deciding } {
  type Members = { [member: string]: true | Members };
  const within: Members[] = [];
  let members: Members = {};
  let last = '';
  for (const token of takes.match(/\w+|[()]/g) ?? []) {
    if (token === '(') {
      within.push(members);
      members = members[last] = {};
    } else if (token === ')') {
      members = within.pop()!;
    } else {
      members[(last = token)] = true;
    }
  }
  return members;
}
