import { useLocation } from 'preact-iso';
import type { Ticket } from '../../../../contract.ts';
import { filled, SelectField, TextField } from '../../design/fields.tsx';
import { t } from '../../language.ts';
import { SendingForm } from '../../parts/sending_form.tsx';
import { useProcess } from '../../process.ts';
import type { FormProps } from './command_form.tsx';

/** A second matter in the same words: it gets a ticket of its own, for the same requester. */
export function SplitForm({ ticket, onCancel }: FormProps) {
  const { route } = useLocation();
  const process = useProcess(ticket.process.id);
  return (
    <SendingForm<Ticket>
      title={t('action.split')}
      submitLabel={t('action.split')}
      method="POST"
      path="/api/tickets"
      bodyOf={(data) => bodyOf(ticket, data)}
      onAnswer={({ id }) => route(`/tickets/${id}`)}
      {...(onCancel ? { onCancel } : {})}
    >
      <TextField name="subject" label={t('split.subject')} maxLength={200} required />
      <SelectField
        name="category"
        label={t('facts.category')}
        none={t('facts.none')}
        options={process?.categories ?? []}
      />
      <TextField
        name="description"
        label={t('split.description')}
        maxLength={50_000}
        rows={3}
        required
        value={ticket.description ?? ''}
      />
    </SendingForm>
  );
}

function bodyOf({ id, process, requester, channel }: Ticket, data: FormData): object {
  return {
    subject: filled(data, 'subject'),
    description: filled(data, 'description'),
    category: filled(data, 'category'),
    process: process.id,
    requester: requester.id,
    channel: channel === 'import' ? undefined : channel,
    link: { kind: 'split_from', id },
  };
}
