import type { HumanCommandName, Ticket } from '../../../../contract.ts';
import { SendingForm, type SendingFormProps } from '../../parts/sending_form.tsx';
import { draftNameOf } from '../begun_actions.ts';
import type { TicketStore } from '../ticket_store.ts';

export interface FormProps {
  store: TicketStore;
  ticket: Ticket;
  onDone?: (() => void) | undefined;
  /** Leaves it as it is; absent where there is nothing to go back to. */
  onLeave?: (() => void) | undefined;
  /** A person chose it just now. */
  isChosen?: boolean;
}

type CommandFormProps<Name extends HumanCommandName> = FormProps &
  Omit<SendingFormProps<Name>, 'draftName' | 'onAnswer' | 'onLeave'>;

/** A small form that sends one command to a ticket. */
export function CommandForm<Name extends HumanCommandName>({
  store,
  ticket,
  isChosen: _isChosen,
  onDone,
  ...form
}: CommandFormProps<Name>) {
  return (
    <SendingForm
      {...form}
      draftName={draftNameOf(ticket.id, form.operation)}
      onAnswer={(answer) => {
        store.apply(answer);
        onDone?.();
      }}
    />
  );
}
