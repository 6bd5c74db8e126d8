import { TextField, written } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

/** What everybody is told about the incident; its subject stays with the desk. */
export function MajorForm(props: FormProps) {
  return (
    <CommandForm
      {...props}
      title={t('action.declareMajor')}
      submitLabel={t('action.declareMajor')}
      operation="declareMajor"
      inputOf={(data) => ({
        path: { id: props.ticket.id },
        body: { statement: written(data, 'statement') },
      })}
    >
      <TextField
        name="statement"
        label={t('major.statement')}
        hint={t('major.statement_hint')}
        maxLength={500}
        required
      />
    </CommandForm>
  );
}
