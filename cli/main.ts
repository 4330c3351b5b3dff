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
import { exit, Refusal, tokenAdvice, UsageError } from './errors.js';
import { tellOnce } from './host-log.js';
import { withLittleMemory } from './move/little-memory.js';
import { tellIfStopped } from './stopping.js';

tellOnce();

const program = new Command('agentkeep')
  .description('Storage for AI agents: sets up and looks after a store.')
  .version(release.version)
  .helpCommand('help [command]', 'explain the command, as --help does')
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
for (const command of [exportCommand, importCommand, copy]) {
  command.hook('preAction', tellIfStopped);
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

/** Tells on stderr what went wrong, with --json on stdout, too, and returns the exit code. */
function told(cause: unknown): number {
  // Help and version came on purpose; of its other errors commander has told.
  if (cause instanceof CommanderError && cause.exitCode === 0) return exit.done;
  const error = errorOf(cause);
  if (process.argv.includes('--json')) console.log(JSON.stringify({ error }, null, 2));
  if (error.code === 'internal' && !(cause instanceof StoreError)) throw cause;
  if (!(cause instanceof CommanderError)) {
    const code = cause instanceof StoreError ? `${error.code}: ` : '';
    process.stderr.write(`agentkeep: ${code}${error.message}\n`);
  }
  return error.code === 'usage' ? exit.usage : exit.failed;
}

/** `code`: that of a store's error or of the system's, `usage`, `refused`, `internal`: a bug of ours. */
function errorOf(cause: unknown): { code: string; message: string; [member: string]: unknown } {
  if (cause instanceof StoreError) {
    const { code, id, details, retryable } = cause;
    const advice = tokenAdvice(cause);
    const message = advice === undefined ? cause.message : `${cause.message}; ${advice}`;
    return { code, message, id, details, retryable };
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof CommanderError) {
    return { code: 'usage', message: message.replace(/^error: /, '') };
  }
  if (cause instanceof UsageError) return { code: 'usage', message };
  if (cause instanceof Refusal) return { code: 'refused', message };
  // What a file, the network or a driver refuses, such as ENOENT.
  const { code } = cause as NodeJS.ErrnoException;
  if (cause instanceof Error && typeof code === 'string') return { code, message: message || code };
  return { code: 'internal', message };
}
