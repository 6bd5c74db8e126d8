import type { TicketSummary } from '../../../contract.ts';

/** The messages that say how a ticket stands, and what they are filled with. */
type PlainKey =
  | 'actor.desk'
  | 'portal.answer_by'
  | 'portal.solved_by'
  | 'plain_status.not_approved'
  | 'plain_status.needs_you'
  | `plain_status.${TicketSummary['status']}`;

type Say = (key: PlainKey, values?: Record<string, string>) => string;

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
  if (status === 'pending' && pending?.reason === 'requester') {
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
export function expectationOf(
  ticket: TicketSummary,
  { t, dateTime }: { t: Say; dateTime(at: string): string },
): string | null {
  if (!ticket.isOpen) return null;
  const clock = ticket.clocks.find(
    ({ status, dueAt, isBreached }) => status === 'running' && dueAt !== null && !isBreached,
  );
  if (!clock?.dueAt) return null;
  const at = dateTime(clock.dueAt);
  return clock.name === 'first_response'
    ? t('portal.answer_by', { at })
    : t('portal.solved_by', { at });
}

/** Solved where it is followed, a merged ticket is solved for whoever waits for it. */
function asItStands(ticket: TicketSummary): TicketSummary {
  const { standing } = ticket;
  const isSolved = standing?.status === 'resolved' || standing?.status === 'closed';
  if (!isSolved) return ticket;
  const { status, endedByApproval } = standing;
  return { ...ticket, status, endedByApproval };
}
