import { useLocation } from 'preact-iso';
import type { Ticket } from '../../../../contract.ts';
import { filled, SelectField, TextField, written } from '../../design/fields.tsx';
import { SendingForm } from '../../parts/sending_form.tsx';
import { t } from '../../words/language.ts';
import { useProcess } from '../../words/process.ts';
import { draftNameOf } from '../begun_actions.ts';
import type { FormProps } from './command_form.tsx';

/** A second matter in the same words: it gets a ticket of its own, for the same requester. */
export function SplitForm({ ticket, onLeave }: FormProps) {
  const { route } = useLocation();
  const process = useProcess(ticket.process.id);
  return (
    <SendingForm
      draftName={draftNameOf(ticket.id, 'split')}
      title={t('action.split')}
      submitLabel={t('action.split')}
      operation="openTicket"
      inputOf={(data) => ({ body: bodyOf(ticket, data) })}
      onAnswer={({ id }) => route(`/tickets/${id}`)}
      onLeave={onLeave}
    >
      <TextField name="subject" label={t('split.subject')} maxLength={200} required />
      <SelectField
        name="category"
        label={t('facts.category')}
        none={t('facts.no_category')}
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

function bodyOf({ id, process, requester, channel }: Ticket, data: FormData) {
  return {
    subject: written(data, 'subject'),
    description: written(data, 'description'),
    category: filled(data, 'category'),
    process: process.id,
    requester: requester.id,
    channel: channel === 'import' ? undefined : channel,
    link: { kind: 'split_from' as const, id },
  };
}
