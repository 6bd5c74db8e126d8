import type { Action } from './actions.ts';
import { isFinished, nextDeadline } from './deadlines.ts';
import { decide } from './decide.ts';
import type { TicketEvent } from './events.ts';
import type { Rules } from './process.ts';
import type { Refusal } from './refusals.ts';
import type { TicketState } from './ticket.ts';

export interface DatedAction {
  at: number;
  action: Exclude<Action, { name: 'timeout' }>;
}

export interface Timeline {
  state: TicketState;
  events: TicketEvent[];
}

/** Lets time pass up to and including `until`: every deadline takes place at its own instant. */
export function advance(state: TicketState, until: number, rules: Rules): Timeline {
  const deadline = nextDeadline(state);
  if (deadline === null || deadline.at > until) return { state, events: [] };
  const decision = decide(state, { name: 'timeout' }, until, rules);
  if (decision.kind === 'refusal') throw new Error(`Time was refused: ${decision.refusal.code}`);
  return decision;
}

/**
 * Runs a list of dated actions through the core, as the live desk would have: the first opens the
 * ticket, `at` never goes back. What the core refuses is handed to `onRefusal` and changes nothing;
 * it may give another action to try in its place.
 *
 * @param until lets time pass up to this instant after the last action
 */
export function replayActions(
  actions: Iterable<DatedAction>,
  rules: Rules,
  onRefusal: (
    refused: DatedAction,
    refusal: Refusal,
    state: TicketState | null,
  ) => DatedAction | undefined,
  until?: number,
): Timeline | null {
  let state: TicketState | null = null;
  const events: TicketEvent[] = [];
  for (const dated of actions) {
    let attempt: DatedAction | undefined = dated;
    while (attempt) {
      const decision = decide(state, attempt.action, attempt.at, rules);
      if (decision.kind === 'events') {
        state = decision.state;
        for (const event of decision.events) events.push(event);
        break;
      }
      attempt = onRefusal(attempt, decision.refusal, state);
    }
  }
  if (state === null) return null;
  if (until === undefined || isFinished(state)) return { state, events };
  const later = advance(state, until, rules);
  return { state: later.state, events: [...events, ...later.events] };
}
