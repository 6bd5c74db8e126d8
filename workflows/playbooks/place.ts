import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import { StepFailure, TicketRefusal } from './playbook.ts';
import type { RunProblem } from './port.ts';

/** Files of the library itself: what fails there was called from a playbook. */
const ours =
  /\/workflows\/(playbooks\/(activities|live_run|place|playbook|run|steps)\.ts|[a-z_]+\.ts)/;

/** @returns the line of a playbook that a stack comes from, as `arrival.ts:12`; null where none does */
export function placeOf(stack: string | undefined): string | null {
  for (const line of stack?.split('\n').slice(1) ?? []) {
    const [, file, row] = /\(?(\S*?\.[cm]?[jt]s):(\d+):\d+\)?$/.exec(line.trim()) ?? [];
    if (!file || file.includes('/node_modules/') || file.startsWith('node:')) continue;
    if (ours.test(file)) continue;
    return `${shortOf(file)}:${row}`;
  }
  return null;
}

/** @returns where in a playbook this is called */
export function here(): string | null {
  return placeOf(new Error('here').stack);
}

/** From `playbooks/` on: where a desk keeps them is its own matter. */
function shortOf(file: string): string {
  const parts = file.split('/');
  const folder = parts.lastIndexOf('playbooks');
  return parts.slice(folder === -1 ? -1 : folder).join('/');
}

const places = new WeakMap<Error, string>();

/** What a step failed with, as the playbook can catch it. */
export function failureOf(error: unknown, step: string, place: string | null): Error {
  if (isCancellation(error) && error instanceof Error) return error;
  const failure = failureFrom(error, step);
  if (place) places.set(failure, place);
  return failure;
}

function failureFrom(error: unknown, step: string): StepFailure {
  if (error instanceof StepFailure) return error;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && cause.type === 'TicketRefused') {
    const refusal = cause.details?.[0] as { code: string; parameters: unknown };
    return new TicketRefusal(step, cause.message, refusal.code, refusal.parameters);
  }
  const message = cause instanceof Error ? cause.message : cause;
  return new StepFailure(step, wordsOf(message));
}

/** Why a run cannot go on, and where. */
export function problemOf(error: unknown): RunProblem {
  if (!(error instanceof Error)) return { step: null, place: null, message: shortened(error) };
  const step = error instanceof StepFailure ? error.step : null;
  const place = places.get(error) ?? placeOf(error.stack);
  const kind = error instanceof StepFailure || error.name === 'Error' ? '' : `${error.name}: `;
  return { step, place, message: shortened(`${kind}${error.message}`) };
}

const messageMax = 2_000;

function shortened(message: unknown): string {
  return wordsOf(message).slice(0, messageMax);
}

/** Anything can be thrown, also what has no words. */
function wordsOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'Something was thrown that is no error';
  }
}
