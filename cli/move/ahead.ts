/** The items of `source`, each asked for while the one before it is worked on. */
export async function* ahead<Item>(source: AsyncIterator<Item>): AsyncGenerator<Item> {
  let next = source.next();
  next.catch(() => {}); // it is thrown where it is awaited
  for (;;) {
    const { done, value } = await next;
    if (done === true) return;
    next = source.next();
    next.catch(() => {});
    yield value;
  }
}
