import { manualPendingReasons } from '../../../../../workflows/domain/ticket.ts';
import {
  chosen,
  DateTimeField,
  filled,
  instant,
  SelectField,
  TextField,
} from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { CommandForm, type FormProps } from './command_form.tsx';
import { RequiredFields } from './required_fields.tsx';

export function PendingForm(props: FormProps) {
  return (
    <CommandForm
      {...props}
      title={t('action.setPending')}
      submitLabel={t('action.setPending')}
      operation="setPending"
      inputOf={(data) => ({
        path: { id: props.ticket.id },
        body: {
          reason: chosen(data, 'reason', manualPendingReasons) ?? 'requester',
          until: instant(data, 'until'),
          note: filled(data, 'note'),
        },
      })}
    >
      <RequiredFields ticket={props.ticket} step="setPending" />
      <SelectField
        name="reason"
        label={t('pending.for')}
        options={manualPendingReasons.map((id) => ({ id, title: t(`pending.${id}`) }))}
        value="requester"
      />
      <DateTimeField name="until" label={t('pending.until')} />
      <TextField name="note" label={t('form.note')} maxLength={10_000} />
    </CommandForm>
  );
}
