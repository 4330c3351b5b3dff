export const goesOn = 'run the same command again, and it goes on';
let words = goesOn;

/** What Ctrl-C or SIGTERM leaves from now on, and how it goes on. */
export function ifStopped(what: string): void {
  words = what;
}

/** Lets this process, which is a move, say so where it is stopped. */
export function tellIfStopped(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) tellAt(signal);
}

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
