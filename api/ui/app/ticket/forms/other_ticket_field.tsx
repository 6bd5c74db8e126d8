import type { Ticket } from '../../../../contract.ts';
import { TicketField } from '../../parts/ticket_field.tsx';
import { t } from '../../words/language.ts';

interface OtherTicketFieldProps {
  name: string;
  label: string;
  ticket: Ticket;
}

/** Another ticket that is open; without words, what else the same requester has. */
export function OtherTicketField({ name, label, ticket }: OtherTicketFieldProps) {
  return (
    <TicketField
      name={name}
      label={label}
      searchLabel={t('merge.search')}
      filters={(words) => ({
        open: true,
        ...(words === '' && { requester: ticket.requester.id }),
      })}
      except={ticket.id}
    />
  );
}
