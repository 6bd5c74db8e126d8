/**
 * How much may be under way at once, learnt from how long it takes, as TCP learns what a line
 * carries: a little more while answers are quick and the limit is used, a quarter less once they are slow. The slow
 * ones that began before the last cut tell nothing new.
 */
export interface Limit {
  /** How many; a fraction counts towards the next one. */
  size: number;
  /** When it was made smaller last; epoch milliseconds. */
  cutAt: number;
}

/** What became of one piece of work. */
export interface Sample {
  startedAt: number;
  endedAt: number;
  /** How many were under way when it ended, itself among them. */
  inFlight: number;
  /** What it says of the desk: it did it, it could not, or it was not even asked. */
  outcome: 'done' | 'failed' | 'refused';
}

export const sizeAtFirst = 20;
export const sizeMin = 8;
const sizeMax = 1_000;

/** Twice as long as this is still a bearable wait, and spare for what comes in a burst. */
export const slowMs = 500;

const growthPerRound = 2;
const cutTo = 0.75;

export const firstLimit: Limit = { size: sizeAtFirst, cutAt: 0 };

export function afterSample(limit: Limit, sample: Sample): Limit {
  const { startedAt, endedAt, inFlight, outcome } = sample;
  if (outcome === 'failed' || endedAt - startedAt > slowMs) {
    if (startedAt < limit.cutAt) return limit;
    return { size: Math.max(sizeMin, limit.size * cutTo), cutAt: endedAt };
  }
  const isUsed = inFlight >= limit.size / 2;
  if (outcome === 'refused' || !isUsed) return limit;
  return { ...limit, size: Math.min(sizeMax, limit.size + growthPerRound / limit.size) };
}
