import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type {
  AnswerOf,
  CallOptions,
  Input,
  OperationName,
  Problem,
  Reply,
} from '../../../contract.ts';
import { call, isPassing, newIdempotencyKey } from './desk.ts';
import { patiently } from './patiently.ts';

export interface Submission {
  isSending: Signal<boolean>;
  problem: Signal<Problem | null>;
  /**
   * Sends; the same content after an unknown outcome goes with the same Idempotency-Key.
   * @returns null where something else is on its way
   */
  send<Id extends OperationName>(
    operation: Id,
    input: Input<Id>,
    options?: Pick<CallOptions, 'idempotencyKey' | 'ifMatch'>,
  ): Promise<Reply<AnswerOf<Id>> | null>;
}

/**
 * One thing a person asks for, at most once at a time. What fails in passing is tried again three
 * times by itself, then once more for each press of the button, always under one key.
 */
export function useSubmission(): Submission {
  const isSending = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const kept = useRef<{ content: string; key: string } | null>(null);

  const send: Submission['send'] = async (operation, input, options = {}) => {
    if (isSending.value) return null;
    isSending.value = true;
    problem.value = null;
    const content = JSON.stringify([operation, input]);
    if (kept.current?.content !== content) {
      kept.current = { content, key: options.idempotencyKey ?? newIdempotencyKey() };
    }
    const idempotencyKey = kept.current.key;
    const keyed = { ...options, idempotencyKey };
    const answer = await patiently(() => call(operation, input, keyed));
    isSending.value = false;
    if (answer.isOk || !isPassing(answer.problem)) kept.current = null;
    if (!answer.isOk) problem.value = answer.problem;
    return answer;
  };

  return { isSending, problem, send };
}
