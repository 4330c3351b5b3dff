// Asked of the platform in bulk: a call of its own costs more than the bits.
const randomPool = new Uint32Array(256);
let randomsUsed = randomPool.length;

/** 32 random bits. Only inside a request: the platform has none in global scope. */
export function randomBits(): number {
  if (randomsUsed === randomPool.length) {
    crypto.getRandomValues(randomPool);
    randomsUsed = 0;
  }
  return randomPool[randomsUsed++] ?? 0;
}

/** 64 random bits as text: enough to tell requests apart in a log. */
export function randomId(): string {
  return (randomBits().toString(16) + randomBits().toString(16).padStart(8, '0')).padStart(16, '0');
}
