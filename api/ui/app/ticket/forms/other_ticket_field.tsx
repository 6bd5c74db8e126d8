import type { Ticket } from '../../../../contract.ts';
import type { Option } from '../../design/options.tsx';
import { TicketField } from '../../parts/ticket_field.tsx';
import { t } from '../../words/language.ts';

interface OtherTicketFieldProps {
  name: string;
  label: string;
  ticket: Ticket;
  onChoose?(other: Option | null): void;
}

/** Another ticket that is open; without words, what else the same requester has. */
export function OtherTicketField({ ticket, ...field }: OtherTicketFieldProps) {
  return (
    <TicketField
      {...field}
      searchLabel={t('merge.search')}
      filters={(words) => ({
        open: true,
        ...(words === '' && { requester: ticket.requester.id }),
      })}
      except={ticket.id}
    />
  );
}
