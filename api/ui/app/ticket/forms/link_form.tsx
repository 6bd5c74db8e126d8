import { filled, SelectField } from '../../design/fields.tsx';
import { t } from '../../language.ts';
import { CommandForm, type FormProps } from './command_form.tsx';
import { OtherTicketField } from './other_ticket_field.tsx';

const kinds = ['related', 'parent', 'child'] as const;

/** What another ticket is to this one. */
export function LinkForm(props: FormProps) {
  return (
    <CommandForm
      {...props}
      title={t('action.link')}
      submitLabel={t('action.link')}
      method="PUT"
      resource={(data) => `links/${filled(data, 'kind')}/${filled(data, 'other')}`}
    >
      <OtherTicketField name="other" label={t('link.other')} ticket={props.ticket} />
      <SelectField
        name="kind"
        label={t('link.kind')}
        options={kinds.map((id) => ({ id, title: t(`link.is.${id}`) }))}
      />
    </CommandForm>
  );
}
