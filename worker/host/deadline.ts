/** How long one trip to a database may take: then it counts as lost. */
export const answerWithinMs = 30_000;

/**
 * As `work`, or rejects with a TimeoutError where that takes too long. What `work` does later, it
 * does for nobody.
 */
export function within<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new DOMException(`no answer came within ${ms} ms`, 'TimeoutError')),
      ms,
    );
    // Not by a race, which costs four promises more.
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (cause: unknown) => {
        clearTimeout(timer);
        reject(cause as Error);
      },
    );
  });
}
