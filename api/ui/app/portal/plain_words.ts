import { minuteMs } from '../../../../workflows/domain/durations.ts';
import type { ProcessDescription, RemoteSession, TicketSummary } from '../../../contract.ts';

/** The messages that say how a ticket stands, and what they are filled with. */
type PlainKey =
  | 'actor.desk'
  | 'portal.answer_by'
  | 'portal.solved_by'
  | 'portal.helped_now'
  | 'portal.helped'
  | 'portal.help_ended_by'
  | 'plain_status.not_approved'
  | 'plain_status.needs_you'
  | `plain_status.${TicketSummary['status']}`;

type Say = (key: PlainKey, values?: Record<string, string | number>) => string;

interface Words {
  t: Say;
  dateTime(at: string): string;
}

export type Tone = 'calm' | 'soon' | 'done' | 'paused';

/** How a ticket stands, in the words of somebody who waits for it; `kind` says which they are. */
export interface PlainStatusWords {
  kind: TicketSummary['status'] | 'needs_you' | 'not_approved';
  words: string;
  tone: Tone;
}

export function plainStatusOf(ticket: TicketSummary, t: Say): PlainStatusWords {
  const { status, pending, assignee, endedByApproval } = asItStands(ticket);
  if (endedByApproval !== null) {
    return { kind: 'not_approved', words: t('plain_status.not_approved'), tone: 'done' };
  }
  if (status === 'pending' && pending?.waitsFor === 'requester') {
    return { kind: 'needs_you', words: t('plain_status.needs_you'), tone: 'soon' };
  }
  const name = assignee?.name ?? t('actor.desk');
  return { kind: status, words: t(`plain_status.${status}`, { name }), tone: tones[status] };
}

const tones: Record<TicketSummary['status'], Tone> = {
  new: 'calm',
  assigned: 'calm',
  in_progress: 'calm',
  pending: 'paused',
  resolved: 'done',
  closed: 'done',
  cancelled: 'done',
  merged: 'done',
};

/** When to expect an answer or a solution, where the desk promised one. */
export function expectationOf(ticket: TicketSummary, { t, dateTime }: Words): string | null {
  if (!ticket.isOpen) return null;
  const clock = ticket.clocks.find(
    ({ status, dueAt, isBreached }) => status === 'running' && dueAt !== null && !isBreached,
  );
  if (!clock?.dueAt) return null;
  const at = dateTime(clock.dueAt);
  return clock.measures === 'first_response'
    ? t('portal.answer_by', { at })
    : t('portal.solved_by', { at });
}

/** That somebody helped from afar, as whoever was helped is told: who, on what, when, how it ended. */
export function remoteHelpWords(session: RemoteSession, { t, dateTime }: Words): string {
  const { agent, item, startedAt, endedAt, endedBy } = session;
  const name = agent?.name ?? t('actor.desk');
  const said = { name, item: item.name, at: dateTime(startedAt) };
  if (endedAt === null) return t('portal.helped_now', said);
  const lastedMs = Date.parse(endedAt) - Date.parse(startedAt);
  const minutes = Math.max(1, Math.round(lastedMs / minuteMs));
  const helped = t('portal.helped', { ...said, minutes });
  const isOther = endedBy !== null && endedBy.id !== agent?.id;
  return isOther
    ? `${helped} ${t('portal.help_ended_by', { name: endedBy.name ?? t('actor.desk') })}`
    : helped;
}

/** Solved where it is followed, a merged ticket is solved for whoever waits for it. */
function asItStands(ticket: TicketSummary): TicketSummary {
  const { standing } = ticket;
  const isSolved = standing?.status === 'resolved' || standing?.status === 'closed';
  if (!isSolved) return ticket;
  const { status, endedByApproval } = standing;
  return { ...ticket, status, endedByApproval };
}

/** How a piece of work stands, in words for whoever asked for it. */
export const taskWords = {
  open: 'portal.task_open',
  done: 'portal.task_done',
  cancelled: 'portal.task_cancelled',
} as const;

/**
 * What of a process is asked for on a page of the portal; on all of its pages where none led here, or
 * one of another process.
 */
export function askedOn(
  { categories, services, pages }: Pick<ProcessDescription, 'categories' | 'services' | 'pages'>,
  page: string | undefined,
): Pick<ProcessDescription, 'categories' | 'services'> {
  const named = pages.filter(({ id }) => id === page);
  const among = named.length > 0 ? named : pages;
  const isAsked = (kind: 'categories' | 'services', id: string) =>
    among.length === 0 || among.some((one) => one[kind]?.includes(id) ?? true);
  return {
    categories: categories.filter(({ id }) => isAsked('categories', id)),
    services: services.filter(({ id }) => isAsked('services', id)),
  };
}
