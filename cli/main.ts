#!/usr/bin/env node
// The command `agentkeep`: each file of commands/ is one of its commands.
import tab from '@bomb.sh/tab/commander';
import { Command, CommanderError } from 'commander';
import { StoreError } from '../client/store-error.js';
import { release } from '../worker/generated/methods.js';
import { copy } from './commands/copy.js';
import { dev } from './commands/dev.js';
import { doctor } from './commands/doctor.js';
import { exportCommand } from './commands/export.js';
import { importCommand } from './commands/import.js';
import { indexes } from './commands/indexes.js';
import { init } from './commands/init.js';
import { migrate } from './commands/migrate.js';
import { prune } from './commands/prune.js';
import { reindex } from './commands/reindex.js';
import { status } from './commands/status.js';
import { token } from './commands/token.js';
import { verify } from './commands/verify.js';
import { exit, Refusal, UsageError } from './errors.js';
import { withLittleMemory } from './move/little-memory.js';

// The host in this process logs each attempt. Whoever runs a command is told once.
const logged = new Set<unknown>();
const log = console.error;
console.error = (...words: unknown[]) => {
  if (words.length === 1 && logged.has(words[0])) return;
  logged.add(words[0]);
  log(...words);
};

const program = new Command('agentkeep')
  .description('Storage for AI agents: sets up and looks after a store.')
  .version(release.version)
  .helpCommand(false)
  .exitOverride()
  .addHelpText(
    'after',
    `
Exit codes: ${exit.done} done; ${exit.failed} the store refused or could not be reached; ${exit.usage} the command line cannot be used; ${exit.differs} two stores differ.`,
  );
const commands = [
  ...[init, dev, token, status, migrate, doctor],
  ...[exportCommand, importCommand, copy, verify],
  ...[indexes, reindex, prune],
];
for (const command of [exportCommand, importCommand, copy, verify]) {
  command.hook('preAction', withLittleMemory);
}
for (const command of commands) {
  program.addCommand(command.copyInheritedSettings(program));
}

// `agentkeep completion bash` and so on print what a shell loads.
tab(program, { completionCommandName: 'completion' });

try {
  await program.parseAsync();
} catch (cause) {
  process.exitCode = told(cause);
}

/** Tells on stderr what went wrong, and returns the exit code. */
function told(cause: unknown): number {
  // Help and version came on purpose; of its other errors commander has told.
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? exit.done : exit.usage;
  if (cause instanceof StoreError) {
    process.stderr.write(`agentkeep: ${cause.code}: ${cause.message}\n`);
    return exit.failed;
  }
  if (cause instanceof UsageError || cause instanceof Refusal) {
    process.stderr.write(`agentkeep: ${cause.message}\n`);
    return cause instanceof UsageError ? exit.usage : exit.failed;
  }
  if (isOfSystem(cause)) {
    process.stderr.write(`agentkeep: ${cause.message || cause.code}\n`);
    return exit.failed;
  }
  throw cause;
}

/** What a file, the network or a driver refuses, such as ENOENT; anything else is a bug of ours. */
function isOfSystem(cause: unknown): cause is NodeJS.ErrnoException {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string';
}
