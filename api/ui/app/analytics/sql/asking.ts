import { type Signal, signal } from '@preact/signals';
import type { Problem } from '../../../../contract.ts';
import { announce } from '../../announcer.tsx';
import { t } from '../../words/language.ts';
import type { Question, Result } from './run.ts';
import { errorOffset } from './statement.ts';

/** What runs now, and what came of the last question: a result, or why there is none. */
export interface Asking {
  result: Signal<Result | null>;
  /** What the result answers. */
  answered: Signal<Question | null>;
  /** The last thing that ran was given up. */
  isCancelled: Signal<boolean>;
  problem: Signal<Problem | null>;
  /** Where the engine says that the statement is wrong. */
  mark: Signal<{ offset: number; message: string } | null>;
  running: Signal<AbortController | null>;
  /** One thing at a time; a problem is shown with its place. */
  alone(work: (signal: AbortSignal) => Promise<Problem | null>): Promise<void>;
  cancel(): void;
  /** Gives up what runs; nothing stands as an answer any more. */
  forget(): void;
}

/** @param text the statement as it is written now */
export function createAsking(text: () => string): Asking {
  const result = signal<Result | null>(null);
  const answered = signal<Question | null>(null);
  const isCancelled = signal(false);
  const problem = signal<Problem | null>(null);
  const mark = signal<{ offset: number; message: string } | null>(null);
  const running = signal<AbortController | null>(null);

  async function alone(work: (signal: AbortSignal) => Promise<Problem | null>): Promise<void> {
    if (running.value) return;
    const controller = new AbortController();
    running.value = controller;
    problem.value = null;
    mark.value = null;
    isCancelled.value = false;
    const asked = text();
    const found = await work(controller.signal);
    // Another statement may have taken the place of this one meanwhile.
    if (running.value !== controller) return;
    running.value = null;
    isCancelled.value = controller.signal.aborted;
    if (controller.signal.aborted) announce(t('sql.cancelled'));
    if (!found) return;
    problem.value = found;
    // The engine counts in the text it was given, which may have been written on.
    const offset = asked === text() ? errorOffset(found.detail, asked) : null;
    mark.value = offset === null ? null : { offset, message: firstLine(found.detail) };
  }

  function cancel(): void {
    running.value?.abort();
  }

  function forget(): void {
    cancel();
    running.value = null;
    result.value = null;
    answered.value = null;
    problem.value = null;
    mark.value = null;
    isCancelled.value = false;
  }

  return { result, answered, isCancelled, problem, mark, running, alone, cancel, forget };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
