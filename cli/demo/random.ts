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

/** xorshift32 (Marsaglia, 2003), its seed spread first: neighbouring seeds must not look alike. */
export function seededRandom(seed: number): Random {
  let state = spread(seed) || 1;
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

/** The finalizer of MurmurHash3: each bit of the seed reaches every bit of the state. */
function spread(seed: number): number {
  let bits = seed | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
