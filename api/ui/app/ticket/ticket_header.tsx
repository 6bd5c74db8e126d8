import arrowLeft from 'icon:arrow-left';
import link from 'icon:link';
import siren from 'icon:siren';
import userRound from 'icon:user-round';
import usersRound from 'icon:users-round';
import type { Ticket } from '../../../contract.ts';
import { pathOf } from '../console/filters.ts';
import { ticketList } from '../console/ticket_list.ts';
import { copyLink } from '../copy_link.ts';
import { IconButton, IconLink } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { When } from '../design/when.tsx';
import { PriorityBadge, StatusBadge, VipBadge } from '../parts/badges.tsx';
import { ReportedIncident } from '../parts/reported_incident.tsx';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { groupTitle, tierTitle } from '../words/process.ts';
import { ClockChips } from './clock_chips.tsx';
import { PagedLines } from './fetched_panels.tsx';
import { PresenceNote } from './presence_note.tsx';
import type { TicketStore } from './ticket_store.ts';

export function TicketHeader({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const back = ticketList.filters.value ? pathOf(ticketList.filters.value) : '/tickets';
  return (
    <header class="ticket-header">
      <div class="ticket-title">
        <IconLink icon={arrowLeft} href={back} label={t('ticket.back')} />
        <h1 dir="auto">
          <span class="ticket-number">#{ticket.number}</span>{' '}
          {ticket.subject ?? t('ticket.no_subject')}
        </h1>
        <IconButton
          isSmall
          icon={link}
          label={t('ticket.copy_link')}
          onClick={() => void copyLink(`/tickets/${ticket.id}`)}
        />
      </div>
      <div class="ticket-line">
        <StatusBadge status={ticket.status} />
        <PriorityBadge of={ticket} />
        <span class="fact">
          <Icon of={usersRound} label={t('facts.group')} /> {groupTitle(ticket.group)}
          {ticket.tier !== null && (
            <span class="soft">{tierTitle(ticket.tier, ticket.process.id)}</span>
          )}
        </span>
        <span class="fact">
          <Icon of={userRound} label={t('facts.assignee')} />{' '}
          {ticket.assignee ? nameOf(ticket.assignee) : t('ticket.nobody')}
        </span>
        <span class="fact">
          <span class="soft">{t('ticket.for')}</span> {nameOf(ticket.requester)}{' '}
          <VipBadge tier={ticket.requester.tier} />
        </span>
        <span class="fact soft">
          {t('ticket.opened')} <When at={ticket.openedAt} />
        </span>
        <PresenceNote ticketId={ticket.id} />
      </div>
      {ticket.majorIncident && (
        <p class="major">
          <Icon of={siren} />
          <span>
            <strong>{t('major.title')}</strong>{' '}
            <span class="soft">{t('major.reports', { count: ticket.counts.children })}</span>{' '}
            <span dir="auto">{ticket.majorIncident.statement}</span>
          </span>
        </p>
      )}
      <ReportedIncident ticket={ticket} />
      <PagedLines store={store} ticket={ticket} />
      <ClockChips ticket={ticket} />
    </header>
  );
}
