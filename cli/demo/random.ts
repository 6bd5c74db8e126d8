/** Numbers that look random and are the same each time, so that every demo tells the same story. */
export interface Random {
  /** From 0 up to, but not, 1. */
  next(): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of the items, as often as its weight says. */
  weigh<T extends { weight: number }>(items: readonly T[]): T;
  /** Exponentially distributed around a mean. */
  around(mean: number): number;
}

/** A 32-bit xorshift generator (Marsaglia, 2003): three shifts, period 2^32 − 1. */
export function seededRandom(seed: number): Random {
  let state = seed | 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const pick = <T>(items: readonly T[]) => items[Math.floor(next() * items.length)] as T;
  return {
    next,
    pick,
    chance: (probability) => next() < probability,
    weigh(items) {
      let left = next() * items.reduce((sum, item) => sum + item.weight, 0);
      for (const item of items) {
        left -= item.weight;
        if (left < 0) return item;
      }
      return items[items.length - 1] as (typeof items)[number];
    },
    around: (mean) => -mean * Math.log(1 - next()),
  };
}
