import type { Database } from '../../../database/connection.ts';
import { addCounts } from '../../../database/shared_counts.ts';
import { minuteMs, secondMs } from '../../../workflows/domain/durations.ts';

/** Counts by minute, of all APIs of a desk together. */
export interface SharedCounts {
  /** Counts one more. @returns how many there were in this minute, as far as it is known here */
  add(key: string): number;
  /** When the minute is over; epoch milliseconds. */
  minuteEndsAt(): number;
}

interface Count {
  /** What all had told Postgres when this API asked last, itself among them. */
  told: number;
  /** What this API has not told yet. */
  untold: number;
}

/** Each API tells what it counted once a second: to write each request down would cost more. */
const tellAfterMs = secondMs;
/** Of a crowd of addresses the rest are counted by this API alone, until the minute is over. */
const keysMax = 10_000;

/** While Postgres is away each API counts by itself. */
export function openSharedCounts(database: Database, now: () => number = Date.now): SharedCounts {
  let minuteAt = 0;
  let counts = new Map<string, Count>();
  let isTellingSoon = false;

  function begin(): void {
    const current = Math.floor(now() / minuteMs) * minuteMs;
    if (current === minuteAt) return;
    minuteAt = current;
    counts = new Map();
  }

  async function tell(): Promise<void> {
    isTellingSoon = false;
    const told = [...counts].filter(([, { untold }]) => untold > 0).slice(0, keysMax);
    const sent = told.map(([key, { untold }]) => ({ key, minuteAt, count: untold }));
    try {
      for (const { key, minuteAt: of, count } of await addCounts(database, sent)) {
        const known = of === minuteAt ? counts.get(key) : undefined;
        const mine = sent.find((one) => one.key === key)?.count ?? 0;
        if (known) counts.set(key, { told: count, untold: known.untold - mine });
      }
    } catch {
      // It is told with the next.
    }
  }

  return {
    add(key) {
      begin();
      const { told, untold } = counts.get(key) ?? { told: 0, untold: 0 };
      counts.set(key, { told, untold: untold + 1 });
      if (!isTellingSoon) setTimeout(() => void tell(), tellAfterMs).unref();
      isTellingSoon = true;
      return told + untold + 1;
    },
    minuteEndsAt: () => minuteAt + minuteMs,
  };
}
