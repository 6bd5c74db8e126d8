import { useSignal } from '@preact/signals';
import { filled, TextField, written } from '../../design/fields.tsx';
import type { Option } from '../../design/options.tsx';
import { t } from '../../words/language.ts';
import { CommandForm, type FormProps } from './command_form.tsx';
import { OtherTicketField } from './other_ticket_field.tsx';

/** Names the ticket that goes on before this one ends in it. */
export function MergeForm(props: FormProps) {
  const survivor = useSignal<Option | null>(null);
  return (
    <CommandForm
      {...props}
      title={t('action.merge')}
      submitLabel={t('action.merge')}
      operation="merge"
      inputOf={(data) => ({
        path: { id: props.ticket.id },
        body: { into: written(data, 'into'), reason: filled(data, 'reason') },
      })}
    >
      <OtherTicketField
        name="into"
        label={t('merge.into')}
        ticket={props.ticket}
        onChoose={(other) => {
          survivor.value = other;
        }}
      />
      {survivor.value && (
        <p class="hint whole-row" role="status">
          {t('merge.what', { other: survivor.value.title })}
        </p>
      )}
      <TextField name="reason" label={t('form.reason')} maxLength={10_000} />
    </CommandForm>
  );
}
