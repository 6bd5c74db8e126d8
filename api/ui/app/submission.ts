import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Problem } from '../../contract.ts';
import {
  type Answer,
  isPassing,
  type Method,
  newIdempotencyKey,
  type RequestOptions,
  request,
} from './client.ts';

const retryDelaysMs = [400, 1200, 3000];

export interface Submission<T> {
  isSending: Signal<boolean>;
  problem: Signal<Problem | null>;
  /** Sends; the same content after an unknown outcome goes with the same Idempotency-Key. */
  send(
    method: Method,
    path: string,
    body: unknown,
    key?: string,
    ifMatch?: string,
  ): Promise<Answer<T> | null>;
}

/**
 * One thing a person asks for, at most once at a time. What fails in passing is tried again three
 * times by itself, then once more for each press of the button, always under one key.
 */
export function useSubmission<T>(): Submission<T> {
  const isSending = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const kept = useRef<{ content: string; key: string } | null>(null);

  async function send(method: Method, path: string, body: unknown, key?: string, ifMatch?: string) {
    if (isSending.value) return null;
    isSending.value = true;
    problem.value = null;
    const content = JSON.stringify([method, path, body]);
    if (kept.current?.content !== content) {
      kept.current = { content, key: key ?? newIdempotencyKey() };
    }
    const idempotencyKey = kept.current.key;
    const options = { body, idempotencyKey, ...(ifMatch === undefined ? {} : { ifMatch }) };
    const answer = await sendPatiently<T>(method, path, options);
    isSending.value = false;
    if (answer.isOk || !isPassing(answer.problem)) kept.current = null;
    if (!answer.isOk) problem.value = answer.problem;
    return answer;
  }

  return { isSending, problem, send };
}

async function sendPatiently<T>(
  method: Method,
  path: string,
  options: RequestOptions,
): Promise<Answer<T>> {
  let answer = await request<T>(method, path, options);
  for (const delayMs of retryDelaysMs) {
    if (answer.isOk || !isPassing(answer.problem)) break;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    answer = await request<T>(method, path, options);
  }
  return answer;
}
