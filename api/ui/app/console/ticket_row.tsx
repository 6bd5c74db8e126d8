import type { JSX } from 'preact';
import type { ListColumn, TicketSummary } from '../../../contract.ts';
import { Icon } from '../design/icon.tsx';
import { When } from '../design/when.tsx';
import { PriorityBadge, StatusBadge, VipBadge } from '../parts/badges.tsx';
import { reasonFor } from '../words/deadline_words.ts';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { groupTitle, titleOf } from '../words/process.ts';
import { fieldOfColumn, isOwnColumn, type OwnColumn } from './columns.ts';
import { selected } from './selection.ts';

interface TicketRowProps {
  ticket: TicketSummary;
  columns: readonly ListColumn[];
  /** Its box was pressed: with shift, as the end of a range. */
  onSelect(isRange: boolean): void;
}

export function TicketRow({ ticket, columns, onSelect }: TicketRowProps) {
  const isSelected = selected.value.has(ticket.id);
  return (
    <li class={isSelected ? 'ticket-row is-selected' : 'ticket-row'}>
      <input
        type="checkbox"
        class="row-check"
        checked={isSelected}
        aria-label={t('bulk.select', { number: ticket.number ?? 0 })}
        onClick={(event) => onSelect(event.shiftKey)}
      />
      {columns.map((column) => {
        if (!isOwnColumn(column)) {
          return <FieldCell key={column} ticket={ticket} name={fieldOfColumn(column)} />;
        }
        const Cell = cells[column];
        return <Cell key={column} ticket={ticket} />;
      })}
    </li>
  );
}

/** A value says little without the question it answers. */
function FieldCell({ ticket, name }: { ticket: TicketSummary; name: string }) {
  const field = ticket.fields.find((one) => one.name === name);
  return (
    <div class="ticket-cell">
      {field && field.shown !== null && (
        <>
          <span class="cell-title">{field.title}</span>
          <span class="cell-value" dir="auto" title={field.shown}>
            {field.shown}
          </span>
        </>
      )}
    </div>
  );
}

type Cell = (props: { ticket: TicketSummary }) => JSX.Element;

const cells: Readonly<Record<OwnColumn, Cell>> = {
  next({ ticket }) {
    const reason = reasonFor(ticket);
    return (
      <div class={`reason tone-${reason.tone}`}>
        <Icon of={reason.icon} />
        <div>
          <span class="reason-words">{reason.words}</span>
          {reason.detail && <span class="reason-detail">{reason.detail}</span>}
        </div>
      </div>
    );
  },
  ticket: ({ ticket }) => (
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
  ),
  state: ({ ticket }) => (
    <div class="ticket-badges">
      <PriorityBadge of={ticket} />
      <StatusBadge status={ticket.status} />
    </div>
  ),
  owner: ({ ticket }) => (
    <div class="ticket-owner">
      <span>{ticket.assignee?.name ?? ticket.assignee?.id ?? t('ticket.nobody')}</span>
      <span class="soft">{groupTitle(ticket.group)}</span>
    </div>
  ),
  updated: ({ ticket }) => (
    <div class="ticket-updated soft">
      <When at={ticket.updatedAt} />
    </div>
  ),
  category: ({ ticket }) => (
    <div class="ticket-cell">
      {ticket.category ? titleOf('categories', ticket.category, ticket.process.id) : ''}
    </div>
  ),
  service: ({ ticket }) => (
    <div class="ticket-cell">
      {ticket.service ? titleOf('services', ticket.service, ticket.process.id) : ''}
    </div>
  ),
  tags: ({ ticket }) => <div class="ticket-cell">{ticket.tags.join(', ')}</div>,
  channel: ({ ticket }) => <div class="ticket-cell">{t(`channel.${ticket.channel}`)}</div>,
  opened: ({ ticket }) => (
    <div class="ticket-cell soft">
      <When at={ticket.openedAt} />
    </div>
  ),
};
