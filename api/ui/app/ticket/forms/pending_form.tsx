import { DateTimeField, filled, SelectField, TextField } from '../../design/fields.tsx';
import { t } from '../../language.ts';
import { CommandForm, type FormProps } from './command_form.tsx';
import { RequiredFields } from './required_fields.tsx';

const reasons = ['requester', 'supplier', 'change'] as const;

export function PendingForm(props: FormProps) {
  return (
    <CommandForm
      {...props}
      title={t('action.setPending')}
      submitLabel={t('action.setPending')}
      method="PUT"
      resource="pending"
      bodyOf={(data) => {
        const until = filled(data, 'until');
        return {
          reason: filled(data, 'reason'),
          until: until === undefined ? undefined : new Date(until).toISOString(),
          note: filled(data, 'note'),
        };
      }}
    >
      <RequiredFields ticket={props.ticket} step="setPending" />
      <SelectField
        name="reason"
        label={t('pending.for')}
        options={reasons.map((id) => ({ id, title: t(`pending.${id}`) }))}
        value="requester"
      />
      <DateTimeField name="until" label={t('pending.until')} />
      <TextField name="note" label={t('form.note')} maxLength={10_000} />
    </CommandForm>
  );
}
