import { isDatabaseAway } from './away.ts';

interface Waiting<T, R> {
  item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/**
 * Does in one statement or transaction what several callers ask for while the one before is on its
 * way: on a busy desk a commit is shared, on a quiet one nobody waits.
 *
 * @param work gives a result for each item, in their order; all of it happens or none
 * @returns a function that does one item. Where a group fails for another reason than a database
 *   that is away, each item is tried alone, so that only who caused it hears of it.
 */
export function inGroups<T, R>(
  work: (items: readonly T[]) => Promise<readonly R[]>,
  itemsMax: number,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let isRunning = false;

  async function runAll(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, itemsMax);
      waiting = waiting.slice(group.length);
      await run(group);
    }
    isRunning = false;
  }

  async function run(group: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await work(group.map(({ item }) => item));
      for (const [index, one] of group.entries()) one.resolve(results[index] as R);
    } catch (error) {
      if (group.length === 1 || isDatabaseAway(error)) {
        for (const one of group) one.reject(error);
      } else {
        for (const one of group) await run([one]);
      }
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isRunning) void runAll();
    });
}
