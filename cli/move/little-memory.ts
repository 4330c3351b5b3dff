/** Of V8's young generation, whose size is otherwise most of what a move takes. */
const flag = '--max-semi-space-size=4';

/**
 * Begins this process anew with a small young generation, where Node can do so (22.15, not on
 * Windows): what a move reads is garbage as soon as it is written, and would be kept for longer.
 */
export function withLittleMemory(): void {
  if (process.execArgv.includes(flag) || process.platform === 'win32') return;
  const words = [process.execPath, flag, ...process.execArgv, ...process.argv.slice(1)];
  process.execve?.(process.execPath, words, process.env as Record<string, string>);
}
