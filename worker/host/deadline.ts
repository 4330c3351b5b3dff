/** How long one trip to a database may take: then it counts as lost. */
export const answerWithinMs = 30_000;

/**
 * As `work`, or rejects with a TimeoutError where that takes too long. What `work` does later, it
 * does for nobody.
 *
 * `ofRequest`: it is for a request of a Worker, whose timers end with it. To stop one costs a small
 * call as much as its method does (measured in workerd).
 */
export function within<Result>(
  work: Promise<Result>,
  ms: number,
  ofRequest = false,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new DOMException(`no answer came within ${ms} ms`, 'TimeoutError')),
      ms,
    );
    // Not by a race, which costs four promises more.
    work.then(
      (result) => {
        if (!ofRequest) clearTimeout(timer);
        resolve(result);
      },
      (cause: unknown) => {
        if (!ofRequest) clearTimeout(timer);
        reject(cause as Error);
      },
    );
  });
}
