/** Text of this length that hardly packs. */
export function noise(size: number, seed = 1): string {
  const parts: string[] = [];
  for (let length = 0; length < size;) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const part = seed.toString(36);
    parts.push(part);
    length += part.length;
  }
  return parts.join('').slice(0, size);
}
