import { secondMs } from '../../../workflows/domain/durations.ts';
import { ApiError, busy } from '../errors.ts';
import { afterSample, firstLimit, type Limit, type Sample } from './limit.ts';

/** The door for what makes the desk work: commands, and tickets that are opened. */
export interface Admission {
  /**
   * Does `work` where there is room for it, now or in a moment. Whoever has less under way comes
   * before whoever has more, so that one account cannot keep the others out.
   * @throws ApiError 503 `busy`, before `work` has begun, where there is none
   */
  admit<T>(work: () => Promise<T> | T, accountId?: string): Promise<T>;
  /** How many are under way. */
  readonly inFlight: number;
  /** How many may be. */
  readonly limit: number;
  /** How many have failed since one was done, and the last of them. */
  readonly failures: Failures;
}

interface Waiting {
  accountId: string;
  callIn(): void;
  sendAway(): void;
}

export interface Failures {
  count: number;
  last: { at: number; error: unknown } | null;
}

/** Whoever finds no room waits this long for somebody to leave, then is sent away. */
const waitMs = 50;
/** Where one account has most of the room, whoever has none of it waits until some of that is done. */
const outcrowdedWaitMs = secondMs;
const mostShare = 0.5;
/** Where all are about to be slow this share of them leaves in that time: more wait in vain. */
const lineShare = 0.2;

export function openAdmission(now: () => number = Date.now): Admission {
  let limit: Limit = firstLimit;
  let inFlight = 0;
  let failures: Failures = { count: 0, last: null };
  /** Those who wait, in the order they came. */
  const line: Waiting[] = [];
  /** How many of an account are under way. */
  const inside = new Map<string, number>();

  const hasRoom = () => inFlight < Math.floor(limit.size);

  function begin(accountId: string): void {
    inFlight++;
    inside.set(accountId, (inside.get(accountId) ?? 0) + 1);
  }

  function end(accountId: string): void {
    inFlight--;
    const left = (inside.get(accountId) ?? 0) - 1;
    if (left > 0) inside.set(accountId, left);
    else inside.delete(accountId);
  }

  /** Under way or waiting. */
  function shareOf(accountId: string): number {
    const waiting = line.filter((one) => one.accountId === accountId).length;
    return (inside.get(accountId) ?? 0) + waiting;
  }

  function isOutcrowded(accountId: string): boolean {
    return !inside.has(accountId) && Math.max(0, ...inside.values()) > limit.size * mostShare;
  }

  function enter(accountId: string): Promise<void> | void {
    if (!hasRoom()) return waitInLine(accountId);
    begin(accountId);
  }

  function waitInLine(accountId: string): Promise<void> {
    if (line.length >= limit.size * lineShare) makePlace(accountId);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leaveLine = () => {
      clearTimeout(timer);
      line.splice(line.indexOf(waiting), 1);
    };
    const waiting: Waiting = {
      accountId,
      callIn() {
        leaveLine();
        begin(accountId);
        resolve();
      },
      sendAway() {
        leaveLine();
        reject(busy());
      },
    };
    const timer = setTimeout(waiting.sendAway, isOutcrowded(accountId) ? outcrowdedWaitMs : waitMs);
    line.push(waiting);
    return promise;
  }

  /** Of a full line the last of whoever has most makes place for whoever has less. */
  function makePlace(accountId: string): void {
    const greedy = line.toSorted((a, b) => shareOf(a.accountId) - shareOf(b.accountId)).at(-1);
    if (!greedy || shareOf(greedy.accountId) <= shareOf(accountId) + 1) throw busy();
    greedy.sendAway();
  }

  function callInNext(): void {
    const underWay = ({ accountId }: Waiting) => inside.get(accountId) ?? 0;
    const [next] = line.toSorted((a, b) => underWay(a) - underWay(b));
    next?.callIn();
  }

  function leave(accountId: string, sample: Pick<Sample, 'startedAt' | 'outcome'>): void {
    limit = afterSample(limit, { ...sample, endedAt: now(), inFlight });
    end(accountId);
    while (line.length > 0 && hasRoom()) callInNext();
  }

  return {
    async admit(work, accountId = '') {
      await enter(accountId);
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
        leave(accountId, { startedAt, outcome });
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
