let words: string | undefined;

/** What Ctrl-C or SIGTERM leaves, and how it goes on: told in place of what was said before. */
export function ifStopped(what: string): void {
  if (words === undefined) for (const signal of ['SIGINT', 'SIGTERM'] as const) tellAt(signal);
  words = what;
}

export const goesOn = 'run the same command again, and it goes on';

function tellAt(signal: NodeJS.Signals): void {
  process.once(signal, () => {
    const message = `stopped; ${words}`;
    if (process.argv.includes('--json')) {
      console.log(JSON.stringify({ error: { code: 'stopped', message } }, null, 2));
    }
    // In place of a bar, or of the ^C.
    const clear = process.stderr.isTTY ? '\r\u001b[K' : '';
    process.stderr.write(`${clear}agentkeep: ${message}\n`);
    // As if nobody had heard it: a shell ends its loops, too, and says 130 or 143.
    process.kill(process.pid, signal);
  });
}
