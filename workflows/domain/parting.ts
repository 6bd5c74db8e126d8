import { restWithout } from './awakening.ts';
import { laterBy } from './calendar.ts';
import { calendarOf, spareClock } from './clocks.ts';
import type { Draft } from './draft.ts';
import { workedMs } from './promises.ts';
import {
  type Clock,
  type MergedTicket,
  openClocks,
  type Pending,
  type ResolvedRest,
} from './ticket.ts';

/**
 * Tickets part with this one, and what was written to them goes with them: it is as if those words had
 * never been there. What they woke rests again, and the clocks give back what they counted since. A
 * breach stays a fact, and an answer of the desk is one that everybody has read.
 */
export function part(draft: Draft, ticketId: string, parted: readonly MergedTicket[]): void {
  const worked = openClocks(draft.state).map((clock) => [clock, workedOf(draft, clock)] as const);
  const isParted = (one: { ticketId: string }) =>
    parted.some((merged) => merged.ticketId === one.ticketId);
  const awakening = restWithout(draft.state, isParted);
  const tickets = parted.map(({ ticketId: id, requesterId, links }) => ({
    ticketId: id,
    requesterId,
    links,
  }));
  draft.emit('merge_undone', { ticketId, tickets });
  if (awakening) {
    const since = awakening.words[0]?.at ?? draft.at;
    if ('resolved' in awakening.rest) resolveAgain(draft, awakening.rest.resolved, since);
    if ('pending' in awakening.rest) waitAgain(draft, awakening.rest.pending, since);
  }
  for (const [clock, ms] of worked) {
    const spared = ms - workedOf(draft, clock);
    if (spared > 0) spareClock(draft, clock, spared);
  }
}

function workedOf(draft: Draft, { name, calendar, startedAt }: Clock): number {
  return workedMs(draft, name, calendarOf(draft.rules, calendar), startedAt);
}

/** It waits for what it waited for. What would have happened meanwhile lies as far ahead as it did. */
function waitAgain(draft: Draft, pending: Pending, wokenAt: number): void {
  const { state, rules, at } = draft;
  if (state.mergedInto !== null && !state.beforeMerge) return;
  const { reason, since, until, reminders, remindersSent, endsAt } = pending;
  const calendar = rules.process.pending[reason]?.calendar;
  const hasPassed = Math.min(endsAt, ...reminders) <= at;
  const ahead = (instant: number) =>
    hasPassed && calendar !== undefined
      ? laterBy(calendarOf(rules, calendar), instant, wokenAt, at)
      : instant;
  draft.emit('pending_started', {
    reason,
    until,
    noteId: null,
    reminders: reminders.map(ahead),
    endsAt: ahead(endsAt),
    since,
    remindersSent,
  });
}

function resolveAgain(draft: Draft, resolved: ResolvedRest, wokenAt: number): void {
  const { rules, at } = draft;
  const calendar = calendarOf(rules, rules.process.reopenWindow.calendar);
  const { autoCloseAt } = resolved;
  draft.emit('resolution_restored', {
    ...resolved,
    autoCloseAt: autoCloseAt > at ? autoCloseAt : laterBy(calendar, autoCloseAt, wokenAt, at),
  });
}
