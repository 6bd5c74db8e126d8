import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { Ticket } from '../../../../contract.ts';
import { filled, SelectField, TextField, written } from '../../design/fields.tsx';
import { FormFields, filledFields } from '../../parts/form_fields.tsx';
import { SendingForm } from '../../parts/sending_form.tsx';
import { t } from '../../words/language.ts';
import { useProcess } from '../../words/process.ts';
import { draftNameOf } from '../begun_actions.ts';
import type { FormProps } from './command_form.tsx';

/**
 * A second matter in the same words: it gets a ticket of its own, for the same requester. What is asked of
 * both is taken over.
 */
export function SplitForm({ ticket, onLeave }: FormProps) {
  const { route } = useLocation();
  const process = useProcess(ticket.process.id);
  const about = useSignal<{ category: string | null; service: string | null }>({
    category: null,
    service: null,
  });
  return (
    <SendingForm
      draftName={draftNameOf(ticket.id, 'split')}
      title={t('action.split')}
      submitLabel={t('action.split')}
      operation="openTicket"
      inputOf={(data) => ({
        body: { ...bodyOf(ticket, data), fields: filledFields(data, process) },
      })}
      onAnswer={({ id }) => route(`/tickets/${id}`)}
      onLeave={onLeave}
    >
      <TextField name="subject" label={t('split.subject')} maxLength={200} required />
      <SelectField
        name="category"
        label={t('facts.category')}
        none={t('facts.no_category')}
        options={process?.categories ?? []}
        onChange={(id) => {
          about.value = { ...about.value, category: id || null };
        }}
      />
      {process && process.services.length > 0 && (
        <SelectField
          name="service"
          label={t('facts.service')}
          none={t('facts.no_service')}
          options={process.services}
          onChange={(id) => {
            about.value = { ...about.value, service: id || null };
          }}
        />
      )}
      {process && (
        <FormFields
          process={process}
          form={{ ...about.value, channel: ticket.channel, requesterTier: ticket.requester.tier }}
          taken={ticket.fields}
        />
      )}
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
    service: filled(data, 'service'),
    process: process.id,
    requester: requester.id,
    channel: channel === 'import' ? undefined : channel,
    link: { kind: 'split_from' as const, id },
  };
}
