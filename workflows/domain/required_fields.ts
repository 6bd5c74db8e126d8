import type { Draft } from './draft.ts';
import { holds, type Moment } from './expression.ts';
import { missingFieldsOf } from './fields.ts';
import type { GuardedStep } from './process.ts';
import { Refused } from './refusals.ts';
import type { TicketState } from './ticket.ts';

/**
 * What of a ticket must still be known before an agent may take the step: its category, its service,
 * and fields of its process by name.
 */
export function missingFields(state: TicketState, moment: Moment, step: GuardedStep): string[] {
  const { process } = moment.rules;
  const rules = (process.requiredFields ?? []).filter(
    ({ before, when }) => before.includes(step) && holds(when, state, moment),
  );
  const fields = new Set(rules.flatMap((rule) => rule.fields));
  const missing = [...fields].filter((field) => state[field] === null);
  return [...missing, ...missingFieldsOf(process, state, step)];
}

/** People are held up by what is missing; the requester, time and the process are not. */
export function refuseWithoutFields(draft: Draft, step: GuardedStep): void {
  if (draft.actor.kind !== 'agent') return;
  const missing = missingFields(draft.state, draft, step);
  if (missing.length > 0) throw new Refused('field_required', { step, missing });
}
