import { SelectField, written } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { useFollowed } from '../../words/process.ts';
import { CommandForm, type FormProps } from './command_form.tsx';
import { OtherTicketField } from './other_ticket_field.tsx';

/** What another ticket is to this one. */
export function LinkForm(props: FormProps) {
  const process = useFollowed(props.ticket.process);
  return (
    <CommandForm
      {...props}
      title={t('action.link')}
      submitLabel={t('action.link')}
      operation="link"
      inputOf={(data) => ({
        path: {
          id: props.ticket.id,
          kind: written(data, 'kind'),
          other: written(data, 'other'),
        },
      })}
    >
      <OtherTicketField name="other" label={t('link.other')} ticket={props.ticket} />
      <SelectField
        name="kind"
        label={t('link.kind')}
        options={process?.linkKinds.filter(({ isGiven }) => isGiven) ?? []}
      />
    </CommandForm>
  );
}
