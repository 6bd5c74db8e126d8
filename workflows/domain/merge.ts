import { requestAgent } from './assignment.ts';
import { addWorkingMs } from './calendar.ts';
import { calendarOf } from './clocks.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { minuteMs } from './durations.ts';
import { endPending, startPending } from './pending.ts';
import { Refused } from './refusals.ts';
import { mergedFromMax, openApproval } from './ticket.ts';

/**
 * The same matter is followed on another ticket. Clocks pause, so that an unmerge within the
 * reopen window resumes them; after it they are cancelled.
 */
export function merge(draft: Draft, payload: CommandPayload['merge']): void {
  const { rules, at } = draft;
  if (payload.into === draft.state.ticketId) {
    throw new Refused('merged_into_itself');
  }
  if (draft.state.mergedFrom.length > 0) {
    throw new Refused('others_merged_into_it');
  }
  if (draft.state.pending) endPending(draft, 'ended');
  const window = rules.process.reopenWindow;
  const finalAt = addWorkingMs(calendarOf(rules, window.calendar), at, window.minutes * minuteMs);
  draft.emit('ticket_merged', { into: payload.into, noteId: payload.noteId ?? null, finalAt });
}

export function unmerge(draft: Draft): void {
  const { mergedInto, autoCloseAt } = draft.state;
  if (mergedInto === null || autoCloseAt === null) throw new Refused('not_merged');
  draft.emit('ticket_unmerged', { from: mergedInto });
  // What waited for an approval waits for it again: nobody may work on it before.
  if (openApproval(draft.state)) startPending(draft, 'approval', null, null);
  else if (draft.state.assignee === null) requestAgent(draft, null);
}

/** The reopen window has passed: the merge is final. */
export function settleMerge(draft: Draft): void {
  draft.emit('merge_settled', {});
}

export function receiveMerge(draft: Draft, { ticketId }: CommandPayload['receiveMerge']): void {
  if (draft.state.mergedFrom.includes(ticketId)) {
    throw new Refused('already_merged', { ticketId });
  }
  if (draft.state.mergedFrom.length >= mergedFromMax) {
    throw new Refused('too_many_merged', { limit: mergedFromMax });
  }
  draft.emit('merge_received', { ticketId });
}

export function undoMerge(draft: Draft, { ticketId }: CommandPayload['undoMerge']): void {
  if (!draft.state.mergedFrom.includes(ticketId)) {
    throw new Refused('not_merged_into_it', { ticketId });
  }
  draft.emit('merge_undone', { ticketId });
}
