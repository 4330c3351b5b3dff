/**
 * The host in this process logs what happens at each attempt: whoever runs a command is told once. Lines
 * are the same if they differ in nothing but the call that they are about.
 */
export function tellOnce(): void {
  const told = new Set<string>();
  for (const how of ['error', 'warn'] as const) {
    const tell = console[how];
    console[how] = (...words: unknown[]) => {
      const [line] = words;
      if (words.length === 1 && typeof line === 'string') {
        const same = line.replace(/"requestId":"[^"]*"/, '');
        if (told.has(same)) return;
        told.add(same);
      }
      tell(...words);
    };
  }
}
