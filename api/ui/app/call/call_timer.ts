import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { secondMs } from '../../../../workflows/domain/durations.ts';
import { forgetDraft, readKept, writeKept } from '../draft.ts';

interface Kept {
  /** What was counted before it was stopped last, in milliseconds. */
  countedMs: number;
  /** Since when it counts; epoch milliseconds, null while it is stopped. */
  since: number | null;
}

/** How long a call takes. It goes on through a reload, and stops while the call is on hold. */
export interface CallTimer {
  isRunning: ReadonlySignal<boolean>;
  /** In milliseconds, anew each second. */
  elapsedMs: ReadonlySignal<number>;
  /** @returns how long it was, in milliseconds, until it goes on */
  stop(): number;
  goOn(): void;
  forget(): void;
}

export function useCallTimer(name: string): CallTimer {
  const first = useMemo(() => readKept<Kept>(name) ?? { countedMs: 0, since: Date.now() }, [name]);
  const kept = useSignal(first);
  const isRunning = useSignal(first.since !== null);
  const elapsedMs = useSignal(elapsedOf(first));
  useEffect(() => {
    writeKept(name, kept.value);
    const tick = setInterval(() => {
      elapsedMs.value = elapsedOf(kept.value);
    }, secondMs);
    return () => clearInterval(tick);
  }, [name]);

  function keep(next: Kept): void {
    kept.value = next;
    isRunning.value = next.since !== null;
    elapsedMs.value = elapsedOf(next);
    writeKept(name, next);
  }

  return {
    isRunning,
    elapsedMs,
    stop() {
      const countedMs = elapsedOf(kept.value);
      keep({ countedMs, since: null });
      return countedMs;
    },
    goOn() {
      if (kept.value.since === null) keep({ ...kept.value, since: Date.now() });
    },
    forget: () => forgetDraft(name),
  };
}

function elapsedOf({ countedMs, since }: Kept): number {
  return countedMs + (since === null ? 0 : Math.max(0, Date.now() - since));
}
