/**
 * Work of which one at a time is enough: who asks while it waits for its turn shares that turn, who
 * asks while it is done gets it once more.
 */
export function onceMore(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  let waiting: Promise<void> | null = null;
  return () => {
    waiting ??= last = last.then(() => {
      waiting = null;
      return work();
    });
    return waiting;
  };
}
