import type { TicketSummary } from '../../../contract.ts';
import { Icon } from '../design/icon.tsx';
import { When } from '../design/when.tsx';
import { PriorityBadge, StatusBadge, VipBadge } from '../parts/badges.tsx';
import { reasonFor } from '../words/deadline_words.ts';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { groupTitle, titleOf } from '../words/process.ts';

export function TicketRow({ ticket }: { ticket: TicketSummary }) {
  const reason = reasonFor(ticket);
  return (
    <li class="ticket-row">
      <div class={`reason tone-${reason.tone}`}>
        <Icon of={reason.icon} />
        <div>
          <span class="reason-words">{reason.words}</span>
          {reason.detail && <span class="reason-detail">{reason.detail}</span>}
        </div>
      </div>
      <div class="ticket-what">
        <a class="ticket-link" href={`/tickets/${ticket.id}`}>
          <span class="ticket-number">#{ticket.number}</span>{' '}
          <span dir="auto">{ticket.subject ?? t('ticket.no_subject')}</span>
        </a>
        <span class="ticket-who">
          {nameOf(ticket.requester)} <VipBadge tier={ticket.requester.tier} />
          {ticket.category && (
            <span>{titleOf('categories', ticket.category, ticket.process.id)}</span>
          )}
          <span>{t(`channel.${ticket.channel}`)}</span>
          {ticket.reportCount > 0 && (
            <span>
              <strong>{t('major.reports', { count: ticket.reportCount })}</strong>
            </span>
          )}
        </span>
      </div>
      <div class="ticket-badges">
        <PriorityBadge priority={ticket.priority} />
        <StatusBadge status={ticket.status} />
      </div>
      <div class="ticket-owner">
        <span>{ticket.assignee?.name ?? ticket.assignee?.id ?? t('ticket.nobody')}</span>
        <span class="soft">{groupTitle(ticket.group)}</span>
      </div>
      <div class="ticket-updated soft">
        <When at={ticket.updatedAt} />
      </div>
    </li>
  );
}
