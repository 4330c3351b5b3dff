import { Command, Option } from 'commander';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Refusal, UsageError } from '../errors.js';
import { makeFolder } from '../folder.js';
import { databases, entryOf, configOf } from '../worker-files.js';

interface Options {
  readonly database: string;
  readonly name: string;
  readonly force?: true;
}

export const init = new Command('init')
  .description('Write a Worker of one line, index.ts, and its wrangler.toml.')
  .argument('[folder]', 'where to', '.')
  .addOption(
    new Option('--database <kind>', 'where the data lives')
      .choices(Object.keys(databases))
      .default('d1'),
  )
  .option('--name <name>', 'of the Worker, and of its database', 'agentkeep')
  .option('--force', 'overwrite what is there')
  .action((folder: string, { database: kind, name, force }: Options) => {
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
      throw new UsageError(
        `--name: '${name}' is no name of a Worker: lower-case letters, digits and dashes, at most 63`,
      );
    }
    const database = databases[kind]!;
    const project = projectOf(folder);
    const files = {
      'index.ts': entryOf(database),
      'wrangler.toml': configOf(database, name, assetsFrom(folder, project)),
    };
    // All or nothing: a Worker of one project does not get the settings of another.
    const there = Object.keys(files).filter((file) => existsSync(join(folder, file)));
    if (there.length > 0 && !force) {
      throw new Refusal(`${there.join(' and ')}: there already; --force overwrites it`);
    }
    makeFolder(folder);
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(folder, file), text);
      console.log(`wrote ${relative('.', join(folder, file))}`);
    }
    const isInstalled = existsSync(join(project, 'node_modules/agentkeep'));
    const packages = [...(isInstalled ? [] : ['agentkeep']), ...database.packages];
    const installs = [
      ...(packages.length > 0 ? [`npm install ${packages.join(' ')}`] : []),
      'npm install -D wrangler',
    ];
    const steps = [
      ...database.steps.map((step) => step.replaceAll('<name>', name)),
      'npx agentkeep token                            # a token for a caller, and its entry',
      'npx wrangler secret put AGENTKEEP_TOKENS       # paste the list of entries',
      ...database.secrets.map((secret) => `npx wrangler secret put ${secret}`),
      'npx wrangler deploy',
    ];
    const at = folder === '.' ? '' : ` ${folder}`;
    console.log(`
What it needs:

  ${installs.join(' && ')}

To try it, on this machine alone and without tokens:

  npx agentkeep dev${at}

To deploy it${at && `, in${at}`}:

${steps.map((step) => `  ${step}`).join('\n')}`);
  });

/** The project around the folder where the package is installed, or else will be by npm: the nearest. */
function projectOf(folder: string): string {
  const start = resolve(folder);
  const around = [start];
  for (let at = start; at !== dirname(at);) around.push((at = dirname(at)));
  return (
    around.find((each) => existsSync(join(each, 'node_modules/agentkeep'))) ??
    around.find((each) =>
      ['package.json', 'node_modules'].some((name) => existsSync(join(each, name))),
    ) ??
    start
  );
}

/** The package's static assets as seen from that folder. */
function assetsFrom(folder: string, project: string): string {
  const path = relative(resolve(folder), join(project, 'node_modules/agentkeep/worker/assets'));
  return path.split(sep).join('/');
}
