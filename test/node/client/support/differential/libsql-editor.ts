import { LibSQLStore } from '@mastra/libsql';
import { answering, callsOfEditor, editorErrors, parents, rulesOfBoth, without } from './editor.js';
import { ruled } from './rules.js';
import type { Rule } from './rules.js';
import type { ErrorRule, Reference } from './run.js';

type Row = Record<string, unknown>;

/** The framework's adapter of libSQL, with its database in a file. */
export async function libsqlEditor(file: string): Promise<Reference> {
  const store = new LibSQLStore({ id: 'reference', url: `file:${file}` });
  await store.init();
  return { ask: ruled(callsOfEditor(store), [...rulesOfBoth, ...rules], undefined), errors };
}

const isThere = (row: unknown) => row !== null && row !== undefined;

/** Of one domain: libsql replaces rows of known ids, and leaves what it began. */
const rulesOf = (domain: string, parent: string): Rule<undefined>[] => [
  {
    name: 'a known id is an error',
    reason: 'the contract; libsql replaces the row',
    methods: [`${domain}.create`],
    async answer([input], ask, _, calls) {
      const [{ id }] = Object.values(input as Record<string, Row>) as [Row];
      if (isThere(await calls(`${domain}.getById`, [id]))) {
        throw new Error(`Entity with id ${id} already exists`);
      }
      if (isThere(await calls(`${domain}.getVersionByNumber`, [id, 1]))) {
        throw new Error(`Version number 1 already exists for ${id}`);
      }
      return ask(input);
    },
  },
  {
    name: 'a known id or number of a version is an error',
    reason: 'the contract; libsql replaces the row, or keeps both',
    methods: [`${domain}.createVersion`],
    async answer([input], ask, _, calls) {
      if (isThere(await calls(`${domain}.getVersion`, [input.id]))) {
        throw new Error(`Version with id ${input.id} already exists`);
      }
      const number = [input[parent], input.versionNumber];
      if (isThere(await calls(`${domain}.getVersionByNumber`, number))) {
        throw new Error(`Version number ${number[1]} already exists for ${number[0]}`);
      }
      return ask(input);
    },
  },
  {
    name: 'an update that cannot make a version changes nothing',
    reason: 'the contract; libsql has changed the thin row then',
    methods: ['workspaces', 'skills'].includes(domain) ? [`${domain}.update`] : [],
    async answer([input], ask, _, calls) {
      const { id, status, activeVersionId, authorId, visibility, ...config } = input as Row;
      if (domain === 'workspaces') delete config['metadata'];
      const hasVersions = isThere(await calls(`${domain}.getLatestVersion`, [id]));
      if (Object.keys(config).length > 0 && !hasVersions) {
        if (isThere(await calls(`${domain}.getById`, [id]))) {
          throw new Error(`No versions found for ${id}`);
        }
      }
      return ask(input);
    },
  },
];

const rules: readonly Rule<undefined>[] = [
  ...Object.entries(parents).flatMap(([domain, parent]) => rulesOf(domain, parent)),
  {
    name: 'a new skill is answered whole',
    reason: 'the contract; libsql leaves out what it has filled in',
    methods: ['skills.create'],
    async answer([input], ask, _, calls) {
      await ask(input);
      return calls('skills.getById', [input.skill.id]);
    },
  },
  {
    name: 'what was not given is not there',
    reason: 'the contract; libsql reads it as false',
    methods: answering.filter((method) => /^(workspaces|mcpServers)/.test(method)),
    answer: async (args, ask) =>
      without(
        (name, value) => value === false && /^(autoSync|isLatest)$/.test(name),
        await ask(...args),
      ),
  },
  {
    name: 'a blob that is known stays',
    reason: 'the contract; libsql replaces those of a bulk',
    methods: ['blobs.putMany'],
    async answer([entries], ask, _, calls) {
      const given = entries as Row[];
      const found = await calls('blobs.getMany', [given.map(({ hash }) => hash)]);
      const known = new Set((found as [string, Row][]).map(([hash]) => hash));
      return ask(
        given.filter(({ hash }) => {
          const isNew = !known.has(hash as string);
          known.add(hash as string);
          return isNew;
        }),
      );
    },
  },
];

const errors: readonly ErrorRule[] = [
  ...editorErrors,
  { reference: /not found/, ours: /_UPDATE_\w+_NOT_FOUND: .* with id .* not found$/ },
  { reference: /not found/, ours: /FAVORITE_ENTITY_NOT_FOUND: / },
];
