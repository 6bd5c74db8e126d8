import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { minuteMs } from './durations.ts';
import type { EventData, TicketEvent } from './events.ts';
import { Refused } from './refusals.ts';
import { isOpen, openPagesMax, type Page, type TicketState } from './ticket.ts';

/**
 * Pages: the ticket wants somebody of a group who is on call, now, whatever the hour. It decides when the
 * next level is tried and what ends a page. Who is on call it does not know: whoever does is asked at
 * each level, at that moment, and what they answer is an event.
 */

/** Pages the group's on-call; one that is paged already is not paged a second time. */
export function requestPage(draft: Draft, group: string, rule: string): void {
  const { pages = [], pageCount = 0 } = draft.state;
  if (!Object.hasOwn(draft.rules.process.groups, group)) {
    throw new Refused('group_unknown', { word: group, allowed: groupsOf(draft) });
  }
  if (pages.some((page) => page.group === group)) return;
  if (pages.length >= openPagesMax) throw new Refused('too_many_pages', { limit: openPagesMax });
  draft.emit('page_requested', { n: pageCount + 1, group, rule });
}

function groupsOf({ rules }: Draft): string[] {
  return Object.keys(rules.process.groups);
}

/** A page for whose level somebody who is on call must be found now. */
export function pageToPlace({ pages = [] }: TicketState): Page | undefined {
  return pages.find(({ nextAt }) => nextAt === null);
}

/** Who is on call at the level that was asked about: they are paged, or the next level is tried. */
export function placePage(draft: Draft, payload: CommandPayload['placePage']): void {
  const { n, level, round, found, next } = payload;
  const page = openPage(draft.state, n);
  if (page.nextAt !== null || page.level !== level || page.round !== round) {
    throw new Refused('page_over', { n });
  }
  if (found.kind === 'nobody') {
    passOn(draft, page, next, found.reason);
    return;
  }
  const { person, layer, cause, waitMinutes } = found;
  draft.emit('paged', {
    ...{ n, group: page.group, level, round, person, layer, cause, next },
    nextAt: draft.at + waitMinutes * minuteMs,
  });
}

/** Nobody has it after so many minutes. */
export function pageDue(draft: Draft, { n }: { n: number }): void {
  const page = openPage(draft.state, n);
  passOn(draft, page, page.next, 'unanswered');
}

function passOn(
  draft: Draft,
  { n, group, level, round, person }: Page,
  next: Page['next'],
  cause: EventData['page_escalated']['cause'],
): void {
  if (next) {
    draft.emit('page_escalated', {
      ...{ n, group, level: next.level, round: next.round },
      ...{ fromLevel: level, fromPerson: person, cause },
    });
  } else draft.emit('page_unanswered', { n, group, level, round, cause });
}

/** Somebody says that they have it. */
export function acknowledgePage(draft: Draft, { n }: CommandPayload['acknowledgePage']): void {
  acknowledge(draft, openPage(draft.state, n), 'said');
}

function acknowledge(
  draft: Draft,
  { n, group, level, round, person, requestedAt }: Page,
  cause: EventData['page_acknowledged']['cause'],
  by = draft.actor,
): void {
  const data = { n, group, level, round, person, elapsedMs: draft.at - requestedAt, cause };
  draft.emit('page_acknowledged', data, by);
}

function openPage({ pages = [], pageCount = 0 }: TicketState, n: number): Page {
  const page = pages.find((one) => one.n === n);
  if (page) return page;
  if (n <= pageCount) throw new Refused('page_over', { n });
  throw new Refused('no_page');
}

/**
 * Whoever of the desk takes the ticket, answers or resolves it has it: nobody is paged any more. Nor is
 * anybody for what is over or another's. It is looked at after each step.
 */
export function reviewPages(draft: Draft): void {
  for (const page of draft.state.pages ?? []) {
    const had = handledBy(draft.events, page);
    if (had) acknowledge(draft, page, had.cause, had.event.actor);
    else if (!isOpen(draft.state)) {
      draft.emit('page_withdrawn', { n: page.n, group: page.group, person: page.person });
    }
  }
}

function handledBy(
  events: readonly TicketEvent[],
  { n }: Page,
): { event: TicketEvent; cause: EventData['page_acknowledged']['cause'] } | undefined {
  // What was done before it was asked for is no answer.
  const asked = events.findIndex(({ type, data }) => type === 'page_requested' && data.n === n);
  for (const event of events.slice(asked + 1)) {
    const cause = handling(event);
    if (cause) return { event, cause };
  }
  return undefined;
}

function handling(event: TicketEvent): 'took' | 'answered' | 'resolved' | undefined {
  if (event.actor.kind !== 'agent') return undefined;
  switch (event.type) {
    case 'ticket_assigned':
      return event.data.assignee === event.actor.id ? 'took' : undefined;
    case 'work_started':
      return 'took';
    case 'message_added': {
      const { visibility, isAutomatic, saidAt } = event.data;
      const isAnswer = visibility === 'public' && !isAutomatic && saidAt === undefined;
      return isAnswer ? 'answered' : undefined;
    }
    case 'ticket_resolved':
      return 'resolved';
    default:
      return undefined;
  }
}
