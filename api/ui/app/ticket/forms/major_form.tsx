import { filled, TextField } from '../../design/fields.tsx';
import { t } from '../../language.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

/** What everybody is told about the incident; its subject stays with the desk. */
export function MajorForm(props: FormProps) {
  return (
    <CommandForm
      {...props}
      title={t('action.declareMajor')}
      submitLabel={t('action.declareMajor')}
      method="PUT"
      resource="major-incident"
      bodyOf={(data) => ({ statement: filled(data, 'statement') })}
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
