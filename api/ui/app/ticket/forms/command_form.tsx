import type { Ticket } from '../../../../contract.ts';
import { SendingForm, type SendingFormProps } from '../../parts/sending_form.tsx';
import type { TicketStore } from '../ticket_store.ts';

export interface FormProps {
  store: TicketStore;
  ticket: Ticket;
  onDone?(): void;
  /** Absent where there is nothing to go back to. */
  onCancel?(): void;
}

interface CommandFormProps
  extends FormProps,
    Omit<SendingFormProps<Ticket>, 'path' | 'onAnswer' | 'onCancel'> {
  /** Under `/api/tickets/{id}/`. */
  resource: string | ((data: FormData) => string);
}

/** A small form that sends one command to a ticket. */
export function CommandForm({ store, ticket, resource, onDone, ...form }: CommandFormProps) {
  return (
    <SendingForm<Ticket>
      {...form}
      path={(data) =>
        `/api/tickets/${ticket.id}/${typeof resource === 'string' ? resource : resource(data)}`
      }
      onAnswer={(answer) => {
        store.apply(answer);
        onDone?.();
      }}
    />
  );
}
