/**
 * The same items, each fetched while the one before is being worked on. One item at most is held
 * ahead. An error of `items` is thrown in its turn; a consumer that stops early waits for the item
 * under way.
 */
export async function* readAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done) return;
      next = items.next();
      // It is awaited in its turn: until then a failure is not unhandled.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await next.catch(() => {});
    await items.return(undefined);
  }
}
