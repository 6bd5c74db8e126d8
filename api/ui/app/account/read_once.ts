import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Problem, Reply } from '../../../contract.ts';

export interface Read<T> {
  data: Signal<T | null>;
  problem: Signal<Problem | null>;
  read(): Promise<void>;
  /** Does something, and reads again where it was done. @returns what it answered; null where refused */
  act<A>(ask: () => Promise<Reply<A>>): Promise<{ answer: A } | null>;
}

/** What a page of the account shows, read when it opens and after each change made on it. */
export function useRead<T>(ask: () => Promise<Reply<T>>): Read<T> {
  const data = useSignal<T | null>(null);
  const problem = useSignal<Problem | null>(null);
  const read = async () => {
    const answer = await ask();
    if (answer.isOk) data.value = answer.data;
    else problem.value = answer.problem;
  };
  useEffect(() => void read(), []);
  return {
    data,
    problem,
    read,
    async act(change) {
      problem.value = null;
      const answer = await change();
      if (!answer.isOk) {
        problem.value = answer.problem;
        return null;
      }
      await read();
      return { answer: answer.data };
    },
  };
}
