import type { HumanCommandName, Ticket } from '../../../../contract.ts';
import { SendingForm, type SendingFormProps } from '../../parts/sending_form.tsx';
import type { TicketStore } from '../ticket_store.ts';

export interface FormProps {
  store: TicketStore;
  ticket: Ticket;
  onDone?: (() => void) | undefined;
  /** Absent where there is nothing to go back to. */
  onCancel?: (() => void) | undefined;
  /** A person chose it just now. */
  isChosen?: boolean;
}

type CommandFormProps<Name extends HumanCommandName> = FormProps &
  Omit<SendingFormProps<Name>, 'onAnswer' | 'onCancel'>;

/** A small form that sends one command to a ticket. */
export function CommandForm<Name extends HumanCommandName>({
  store,
  ticket: _ticket,
  isChosen: _isChosen,
  onDone,
  ...form
}: CommandFormProps<Name>) {
  return (
    <SendingForm
      {...form}
      onAnswer={(answer) => {
        store.apply(answer);
        onDone?.();
      }}
    />
  );
}
