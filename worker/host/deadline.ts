/** How long one trip to a database may take: then it counts as lost. */
export const answerWithinMs = 30_000;

/**
 * As `work`, or rejects with a TimeoutError where that takes too long. What `work` does later, it
 * does for nobody.
 */
export async function within<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DOMException(`no answer came within ${ms} ms`, 'TimeoutError')),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
