import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Operations, TicketSummary } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { StatusBadge } from './badges.tsx';

interface TicketsOfPersonProps {
  personId: string;
  /** What is asked for besides. */
  filters: Operations['listTickets']['query'];
  /** The ticket that is being looked at. */
  except?: string;
  /** What is said where there is none. */
  none: string;
}

/** Tickets of one person, the latest first, each with where it stands. */
export function TicketsOfPerson({ personId, filters, except, none }: TicketsOfPersonProps) {
  const found = useSignal<TicketSummary[] | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    const read = async () => {
      const query = { sort: '-updatedAt' as const, limit: 6, ...filters, requester: personId };
      const answer = await desk.listTickets({ query }, { signal: asking.signal });
      if (answer.isOk && !asking.signal.aborted) {
        found.value = answer.data.items.filter(({ id }) => id !== except);
      }
    };
    void read();
    return () => asking.abort();
  }, [personId, JSON.stringify(filters)]);
  if (found.value === null) return null;
  return <TicketLines tickets={found.value} none={none} />;
}

interface TicketLinesProps {
  tickets: readonly TicketSummary[];
  /** What is said where there is none. */
  none: string;
}

/** A line for each ticket, with where it stands. */
export function TicketLines({ tickets, none }: TicketLinesProps) {
  if (tickets.length === 0) return <p class="soft">{none}</p>;
  return (
    <ul class="person-tickets">
      {tickets.map(({ id, number, subject, status, updatedAt }) => (
        <li key={id}>
          <a href={`/tickets/${id}`} dir="auto">
            <span class="ticket-number">#{number}</span> {subject ?? t('ticket.no_subject')}
          </a>{' '}
          <StatusBadge status={status} />{' '}
          <span class="soft">
            <When at={updatedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
