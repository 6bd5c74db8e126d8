import { chosen, SelectField, written } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
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
      operation="link"
      inputOf={(data) => ({
        path: {
          id: props.ticket.id,
          kind: chosen(data, 'kind', kinds) ?? 'related',
          other: written(data, 'other'),
        },
      })}
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
