import { filled, TextField } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { noteMax, ProblemForm, type ProblemFormProps } from './problem_form.tsx';

export function CloseForm(props: ProblemFormProps) {
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.close')}
      operation="closeProblem"
      inputOf={(data) => ({
        path: { id: props.record.id },
        body: { reason: filled(data, 'reason') },
      })}
    >
      <TextField name="reason" label={t('form.reason')} maxLength={noteMax} />
    </ProblemForm>
  );
}
