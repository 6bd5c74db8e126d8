import {
  DateTimeField,
  filled,
  instant,
  SelectField,
  TextField,
  written,
} from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { offeredReasons, useFollowed } from '../../words/process.ts';
import { CommandForm, type FormProps } from './command_form.tsx';
import { RequiredFields } from './required_fields.tsx';

export function PendingForm(props: FormProps) {
  const process = useFollowed(props.ticket.process);
  return (
    <CommandForm
      {...props}
      title={t('action.setPending')}
      submitLabel={t('action.setPending')}
      operation="setPending"
      inputOf={(data) => ({
        path: { id: props.ticket.id },
        body: {
          reason: written(data, 'reason'),
          until: instant(data, 'until'),
          note: filled(data, 'note'),
        },
      })}
    >
      <RequiredFields ticket={props.ticket} step="setPending" />
      <SelectField name="reason" label={t('pending.for')} options={offeredReasons(process)} />
      <DateTimeField name="until" label={t('pending.until')} />
      <TextField name="note" label={t('form.note')} maxLength={10_000} />
    </CommandForm>
  );
}
