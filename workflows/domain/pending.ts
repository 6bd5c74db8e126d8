import type { CommandPayload } from './actions.ts';
import { beginWork } from './assignment.ts';
import { addWorkingMs } from './calendar.ts';
import { calendarOf, pauseClocks, resumeClocks } from './clocks.ts';
import type { Draft } from './draft.ts';
import type { EventData } from './events.ts';
import { Refused } from './refusals.ts';
import { resolve } from './resolution.ts';

const minuteMs = 60_000;

/** Rests the ticket on somebody else. Which clocks rest with it is the process's word. */
export function setPending(draft: Draft, payload: CommandPayload['setPending']): void {
  const { rules, at } = draft;
  const until = payload.until ?? null;
  if (until !== null && until <= at) {
    throw new Refused('until_in_past', 'Pending must end in the future.');
  }
  if (draft.state.status === 'assigned') beginWork(draft);
  if (draft.state.pending) endPending(draft, 'manual');
  const rule = rules.process.pending[payload.reason];
  const calendar = calendarOf(rules, rule.calendar);
  const after = (minutes: number) => addWorkingMs(calendar, at, minutes * minuteMs);
  draft.emit('pending_started', {
    reason: payload.reason,
    until,
    noteId: payload.noteId ?? null,
    reminders: rule.reminderMinutes.map(after),
    endsAt: Math.max(after(rule.limitMinutes), until ?? 0),
  });
  pauseClocks(draft, payload.reason, rule.pauses);
}

export function endPending(draft: Draft, cause: EventData['pending_ended']['cause']): void {
  const { pending } = draft.state;
  if (!pending) throw new Refused('not_pending', 'The ticket is not pending.');
  draft.emit('pending_ended', { reason: pending.reason, cause });
  resumeClocks(draft, draft.rules.process.pending[pending.reason].pauses);
}

export function remindRequester(draft: Draft): void {
  const { pending } = draft.state;
  if (!pending) return;
  draft.emit('pending_reminder', { reason: pending.reason, count: pending.remindersSent + 1 });
}

/** Nobody came back in time: the process says whether work goes on or the ticket is resolved. */
export function pendingLimitReached(draft: Draft): void {
  const { pending } = draft.state;
  if (!pending) return;
  const { then } = draft.rules.process.pending[pending.reason];
  endPending(draft, 'limit_reached');
  if (then !== 'resume') resolve(draft, { code: then.resolve });
}
