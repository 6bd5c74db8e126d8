/** Works on several items at a time and gives each result as it comes. */
export async function* inParallel<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  max: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running = new Map<number, Promise<{ key: number; result: R }>>();
  let nextKey = 0;
  const first = async () => {
    const { key, result } = await Promise.race(running.values());
    running.delete(key);
    return result;
  };
  for await (const item of items) {
    const key = nextKey++;
    running.set(
      key,
      work(item).then((result) => ({ key, result })),
    );
    if (running.size >= max) yield await first();
  }
  while (running.size > 0) yield await first();
}
