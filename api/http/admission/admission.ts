import { ApiError, busy } from '../errors.ts';
import { afterSample, firstLimit, type Limit, type Sample } from './limit.ts';

/** The door for what makes the desk work: commands, and tickets that are opened. */
export interface Admission {
  /**
   * Does `work` where there is room for it, now or in a moment.
   * @throws ApiError 503 `busy`, before `work` has begun, where there is none
   */
  admit<T>(work: () => Promise<T> | T): Promise<T>;
  /** How many are under way. */
  readonly inFlight: number;
  /** How many may be. */
  readonly limit: number;
  /** How many have failed since one was done, and the last of them. */
  readonly failures: Failures;
}

export interface Failures {
  count: number;
  last: { at: number; error: unknown } | null;
}

/** Whoever finds no room waits this long for somebody to leave, then is sent away. */
const waitMs = 50;
/** Where all are about to be slow this share of them leaves in that time: more wait in vain. */
const lineShare = 0.2;

export function openAdmission(now: () => number = Date.now): Admission {
  let limit: Limit = firstLimit;
  let inFlight = 0;
  let failures: Failures = { count: 0, last: null };
  /** Calls in those who wait, first come, first served. */
  const line = new Set<() => void>();

  const hasRoom = () => inFlight < Math.floor(limit.size);

  function enter(): Promise<void> | void {
    if (!hasRoom()) return waitInLine();
    inFlight++;
  }

  function waitInLine(): Promise<void> {
    if (line.size >= limit.size * lineShare) throw busy();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      line.delete(callIn);
      reject(busy());
    }, waitMs);
    const callIn = () => {
      clearTimeout(timer);
      line.delete(callIn);
      inFlight++;
      resolve();
    };
    line.add(callIn);
    return promise;
  }

  function leave(sample: Pick<Sample, 'startedAt' | 'outcome'>): void {
    limit = afterSample(limit, { ...sample, endedAt: now(), inFlight });
    inFlight--;
    for (const callIn of line) if (hasRoom()) callIn();
  }

  return {
    async admit(work) {
      await enter();
      const startedAt = now();
      let outcome: Sample['outcome'] = 'done';
      try {
        const answer = await work();
        failures = { count: 0, last: null };
        return answer;
      } catch (error) {
        outcome = outcomeOf(error);
        if (outcome === 'failed') {
          failures = { count: failures.count + 1, last: { at: now(), error } };
        }
        throw error;
      } finally {
        leave({ startedAt, outcome });
      }
    },
    get inFlight() {
      return inFlight;
    },
    get limit() {
      return Math.floor(limit.size);
    },
    get failures() {
      return failures;
    },
  };
}

/** What the caller did wrong says nothing of the desk. */
function outcomeOf(error: unknown): 'failed' | 'refused' {
  return error instanceof ApiError && error.status < 500 ? 'refused' : 'failed';
}
