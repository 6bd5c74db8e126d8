import type { Reply } from '../../../contract.ts';
import { isBusy, isPassing } from './desk.ts';

const retryDelaysMs = [400, 1200, 3000];

/** Asks again, three times, where what failed may be over in a moment. */
export async function patiently<T>(ask: () => Promise<Reply<T>>): Promise<Reply<T>> {
  let answer = await ask();
  for (const delayMs of retryDelaysMs) {
    if (answer.isOk || !isPassing(answer.problem) || isBusy(answer.problem)) break;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    answer = await ask();
  }
  return answer;
}
