import { filled, TextField, written } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { CommandForm, type FormProps } from './command_form.tsx';
import { OtherTicketField } from './other_ticket_field.tsx';

export function MergeForm(props: FormProps) {
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
      <OtherTicketField name="into" label={t('merge.into')} ticket={props.ticket} />
      <TextField name="reason" label={t('form.reason')} maxLength={10_000} />
    </CommandForm>
  );
}
