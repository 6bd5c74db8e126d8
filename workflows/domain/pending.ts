import { beginWork } from './assignment.ts';
import { addWorkingMs } from './calendar.ts';
import { calendarOf } from './clocks.ts';
import type { CommandPayload } from './commands.ts';
import { refuseFarAhead } from './dates.ts';
import type { Draft } from './draft.ts';
import { minuteMs } from './durations.ts';
import type { EventData } from './events.ts';
import type { ProcessSnapshot, WaitingRule } from './process.ts';
import { Refused } from './refusals.ts';
import { refuseWithoutFields } from './required_fields.ts';
import type { PendingReason } from './ticket.ts';

/** Somebody else has to act first. Which clocks pause meanwhile is the process's word. */
export function setPending(draft: Draft, payload: CommandPayload['setPending']): void {
  const until = payload.until ?? null;
  if (until !== null && until <= draft.at) {
    throw new Refused('until_in_past');
  }
  if (until !== null) refuseFarAhead(draft.at, until);
  refuseUnknownReason(draft, payload.reason);
  refuseWithoutFields(draft, 'setPending');
  if (draft.state.status === 'assigned') beginWork(draft);
  if (draft.state.pending) endPending(draft, 'manual');
  startPending(draft, payload.reason, until, payload.noteId ?? null);
}

/** For an approval a ticket waits by itself, and people set it to no other reason than the process has. */
function refuseUnknownReason({ rules }: Draft, reason: PendingReason): void {
  const allowed = manualReasonsOf(rules.process);
  if (!allowed.includes(reason)) {
    throw new Refused('pending_reason_unknown', { word: reason, allowed });
  }
}

/** What people can set a ticket of the process to wait for. */
export function manualReasonsOf({ pending }: ProcessSnapshot): PendingReason[] {
  return Object.keys(pending).filter((reason) => reason !== 'approval');
}

/** Whether the requester is waited for, so that a word of theirs ends it. */
export function isEndedByRequester({ state, rules }: Draft): boolean {
  const { pending } = state;
  // An approval is waited for until it is settled, whatever anybody writes.
  if (pending === null || pending.reason === 'approval') return false;
  return rules.process.pending[pending.reason]?.endsOn === 'requester_message';
}

/** The ticket waits for a reason, by the process's rule for it or until it is `due`. */
export function startPending(
  draft: Draft,
  reason: PendingReason,
  until: number | null,
  noteId: string | null,
  { reminders, endsAt } = dueAfter(draft, pendingRule(draft, reason)),
): void {
  const end = Math.max(endsAt, until ?? 0);
  draft.emit('pending_started', { reason, until, noteId, reminders, endsAt: end });
}

/** When a wait that begins now reminds, and ends. */
export function dueAfter(
  { rules, at }: Pick<Draft, 'rules' | 'at'>,
  { calendar, reminderMinutes, limitMinutes }: Omit<WaitingRule, 'pauses'>,
): { reminders: number[]; endsAt: number } {
  const hours = calendarOf(rules, calendar);
  const after = (minutes: number) => addWorkingMs(hours, at, minutes * minuteMs);
  return { reminders: reminderMinutes.map(after), endsAt: after(limitMinutes) };
}

/** What the process says of waiting for this reason. */
export function pendingRule(draft: Draft, reason: PendingReason): WaitingRule {
  const { process } = draft.rules;
  const rule = process.pending[reason];
  if (!rule) throw new Error(`Process ${process.id}: no pending rule for '${reason}'`);
  return rule;
}

/** @param forTicketId the ticket merged into this one that it is ended by a word to */
export function endPending(
  draft: Draft,
  cause: EventData['pending_ended']['cause'],
  forTicketId?: string,
): void {
  const { pending } = draft.state;
  if (!pending) throw new Refused('not_pending');
  const { reason } = pending;
  draft.emit('pending_ended', { reason, cause, ...(forTicketId !== undefined && { forTicketId }) });
}

export function remindRequester(draft: Draft): void {
  const { pending } = draft.state;
  if (!pending) return;
  draft.emit('pending_reminder', { reason: pending.reason, count: pending.remindersSent + 1 });
}
