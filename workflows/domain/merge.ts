import { waitOf } from './approval.ts';
import { withdrawHandOff } from './assignment.ts';
import { addWorkingMs, laterBy } from './calendar.ts';
import { calendarOf } from './clocks.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { minuteMs } from './durations.ts';
import { part } from './parting.ts';
import { Refused } from './refusals.ts';
import { resumeTasks } from './tasks.ts';
import {
  type Approval,
  type ApprovalDue,
  childrenOf,
  linkCount,
  linksMax,
  mergedFromMax,
  openApprovals,
  standsFor,
} from './ticket.ts';

/**
 * The same matter is followed on another ticket, which stands for this one from now on. What this
 * one waited for is kept until the merge is undone or final.
 */
export function merge(draft: Draft, payload: CommandPayload['merge']): void {
  const { rules, at, state } = draft;
  if (standsFor(state, payload.into)) throw new Refused('merged_into_itself');
  const window = rules.process.reopenWindow;
  const finalAt = addWorkingMs(calendarOf(rules, window.calendar), at, window.minutes * minuteMs);
  const { into, noteId = null } = payload;
  draft.emit('ticket_merged', { into, noteId, finalAt });
}

/**
 * Gives back everything the merge took. A date that people set stays what it is; what the process
 * promised in working time has as much of it left as it had.
 */
export function unmerge(draft: Draft): void {
  const { mergedInto, beforeMerge, closedAt: mergedAt } = draft.state;
  if (mergedInto === null || mergedAt === null || !beforeMerge) throw new Refused('not_merged');
  const { process } = draft.rules;
  const { pending, waitingForAgent, attentionAt } = beforeMerge;
  const later = (instant: number, calendar: string | undefined) =>
    calendar === undefined
      ? instant
      : laterBy(calendarOf(draft.rules, calendar), instant, mergedAt, draft.at);
  const pendingCalendar = pending ? process.pending[pending.reason]?.calendar : undefined;
  const groupCalendar = process.groups[draft.state.group]?.calendar;
  const approvals = duesLater(draft, (at, { rule }) => later(at, waitOf(process, rule)?.calendar));
  draft.emit('ticket_unmerged', {
    from: mergedInto,
    mergedAt,
    pending: pending && {
      ...pending,
      reminders: pending.reminders.map((at) => later(at, pendingCalendar)),
      endsAt: later(pending.endsAt, pendingCalendar),
    },
    waitingForAgent: waitingForAgent && {
      ...waitingForAgent,
      dueAt: later(waitingForAgent.dueAt, groupCalendar),
    },
    attentionAt: attentionAt === null ? null : later(attentionAt, process.attention.calendar),
    ...(approvals.length > 0 && { approvals }),
  });
  resumeTasks(draft, mergedAt);
}

/** The deadlines of open approvals that have their own. */
function duesLater(
  { state }: Draft,
  later: (at: number, approval: Approval) => number,
): ApprovalDue[] {
  return openApprovals(state).flatMap((approval) => {
    const { n, reminders = [], endsAt } = approval;
    if (endsAt === undefined) return [];
    const moved = reminders.map((at) => later(at, approval));
    return [{ n, reminders: moved, endsAt: later(endsAt, approval) }];
  });
}

/** The ticket it was to be followed on had been merged itself, into this one. */
export function redirectMerge(draft: Draft, { into }: CommandPayload['redirectMerge']): void {
  const { mergedInto } = draft.state;
  if (mergedInto === null) throw new Refused('not_merged');
  if (mergedInto !== into) draft.emit('merge_redirected', { from: mergedInto, into });
}

/** The reopen window has passed: the merge is final, and nobody waits for an answer any more. */
export function settleMerge(draft: Draft): void {
  withdrawHandOff(draft);
  draft.emit('merge_settled', {});
}

/** From now on this ticket stands for another, and for those merged into that one. */
export function receiveMerge(draft: Draft, payload: CommandPayload['receiveMerge']): void {
  const { state } = draft;
  const { ticketId, isMajor } = payload;
  if (standsFor(state, ticketId)) throw new Refused('already_merged', { ticketId });
  if (isMajor && !state.isMajor) throw new Refused('major_into_ordinary');
  const tickets = payload.tickets.filter((one) => !standsFor(state, one.ticketId));
  const after = { ...state, mergedFrom: [...state.mergedFrom, ...tickets] };
  if (after.mergedFrom.length > mergedFromMax) {
    throw new Refused('too_many_merged', { limit: mergedFromMax });
  }
  if (linkCount(after) > linksMax) throw new Refused('too_many_links', { limit: linksMax });
  const hasParent = state.links.some(({ kind, id }) => kind === 'parent' && !standsFor(after, id));
  if (hasParent && childrenOf(after).length > 0)
    throw new Refused('one_level_only', { is: 'child' });
  draft.emit('merge_received', { ticketId, tickets });
}

export function undoMerge(draft: Draft, { ticketId, tickets }: CommandPayload['undoMerge']): void {
  const { status, mergedFrom, mergedInto } = draft.state;
  if (!mergedFrom.some((merged) => merged.ticketId === ticketId)) {
    // Where this one was merged itself, the ticket that stands for it may have taken the other.
    if (mergedInto !== null) throw new Refused('ticket_over', { status, mergedInto });
    throw new Refused('not_merged_into_it', { ticketId });
  }
  const parted = mergedFrom.filter((merged) => tickets.includes(merged.ticketId));
  part(draft, ticketId, parted);
}
