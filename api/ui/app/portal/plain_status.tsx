import check from 'icon:circle-check';
import circleDot from 'icon:circle-dot';
import circlePause from 'icon:circle-pause';
import lock from 'icon:lock';
import mail from 'icon:mail';
import reply from 'icon:reply';
import type { TicketSummary } from '../../../contract.ts';
import { type Drawing, Icon } from '../design/icon.tsx';
import { t } from '../words/language.ts';
import { dateTime } from '../words/time.ts';

interface Plain {
  icon: Drawing;
  words: string;
  tone: 'calm' | 'soon' | 'done' | 'paused';
}

/** How a ticket stands, in the words of somebody who waits for it. */
export function PlainStatus({ ticket }: { ticket: TicketSummary }) {
  const { icon, words, tone } = plainStatus(ticket);
  const expected = expectation(ticket);
  return (
    <p class={`plain-status tone-${tone}`}>
      <Icon of={icon} />
      <span>
        {words}
        {expected && <span class="soft"> {expected}</span>}
      </span>
    </p>
  );
}

function plainStatus({ status, pending, assignee, endedByApproval }: TicketSummary): Plain {
  if (endedByApproval !== null) {
    return { icon: lock, words: t('plain_status.not_approved'), tone: 'done' };
  }
  const name = assignee?.name ?? t('actor.desk');
  switch (status) {
    case 'new':
      return { icon: mail, words: t('plain_status.new'), tone: 'calm' };
    case 'assigned':
      return { icon: circleDot, words: t('plain_status.assigned', { name }), tone: 'calm' };
    case 'in_progress':
      return { icon: circleDot, words: t('plain_status.in_progress', { name }), tone: 'calm' };
    case 'pending':
      return pending?.reason === 'requester'
        ? { icon: reply, words: t('plain_status.needs_you'), tone: 'soon' }
        : { icon: circlePause, words: t('plain_status.pending'), tone: 'paused' };
    case 'resolved':
      return { icon: check, words: t('plain_status.resolved'), tone: 'done' };
    case 'closed':
      return { icon: lock, words: t('plain_status.closed'), tone: 'done' };
    case 'cancelled':
      return { icon: lock, words: t('plain_status.cancelled'), tone: 'done' };
    case 'merged':
      return { icon: lock, words: t('plain_status.merged'), tone: 'done' };
  }
}

/** When to expect an answer or a solution, where the desk promised one. */
function expectation(ticket: TicketSummary): string | null {
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
