import type { CommandPayload } from './actions.ts';
import { requestAgent } from './assignment.ts';
import { addWorkingMs } from './calendar.ts';
import { calendarOf, cancelClocks, pauseClocks, resumeClocks } from './clocks.ts';
import type { Draft } from './draft.ts';
import { minuteMs } from './durations.ts';
import { endPending, startPending } from './pending.ts';
import { Refused } from './refusals.ts';
import { openApproval, openClocks } from './ticket.ts';

/**
 * The same matter is followed on another ticket. Clocks rest, so that an unmerge within the reopen
 * window restores them; after it they are void.
 */
export function merge(draft: Draft, payload: CommandPayload['merge']): void {
  const { rules, at } = draft;
  if (payload.into === draft.state.ticketId) {
    throw new Refused('cannot_merge', 'A ticket cannot be merged into itself.');
  }
  if (draft.state.mergedFrom.length > 0) {
    throw new Refused('cannot_merge', 'Other tickets were merged into this one: undo that first.');
  }
  if (draft.state.pending) endPending(draft, 'ended');
  const names = openClocks(draft.state).map((clock) => clock.name);
  pauseClocks(draft, 'merged', names);
  const window = rules.process.reopenWindow;
  const finalAt = addWorkingMs(calendarOf(rules, window.calendar), at, window.minutes * minuteMs);
  draft.emit('ticket_merged', { into: payload.into, noteId: payload.noteId ?? null, finalAt });
}

export function unmerge(draft: Draft): void {
  const { mergedInto, autoCloseAt } = draft.state;
  if (mergedInto === null) throw new Refused('not_merged', 'The ticket was not merged.');
  if (autoCloseAt === null) {
    throw new Refused('not_merged', 'The time in which the merge could be undone is over.');
  }
  draft.emit('ticket_unmerged', { from: mergedInto });
  const names = openClocks(draft.state).map((clock) => clock.name);
  resumeClocks(draft, names);
  // What waited for an approval waits for it again: nobody may work on it before.
  if (openApproval(draft.state)) startPending(draft, 'approval', null, null);
  else if (draft.state.assignee === null) requestAgent(draft, null);
}

/** The reopen window has passed: the merge is final. */
export function settleMerge(draft: Draft): void {
  cancelClocks(draft);
  draft.emit('merge_settled', {});
}

export function receiveMerge(draft: Draft, { ticketId }: CommandPayload['receiveMerge']): void {
  if (draft.state.mergedFrom.includes(ticketId)) {
    throw new Refused('already_there', `Ticket ${ticketId} was already merged into this one.`);
  }
  draft.emit('merge_received', { ticketId });
}

export function undoMerge(draft: Draft, { ticketId }: CommandPayload['undoMerge']): void {
  if (!draft.state.mergedFrom.includes(ticketId)) {
    throw new Refused('not_merged', `Ticket ${ticketId} was not merged into this one.`);
  }
  draft.emit('merge_undone', { ticketId });
}
