import { filled, TextField } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { changedText, noteMax, ProblemForm, type ProblemFormProps } from './problem_form.tsx';

export function DiagnoseForm(props: ProblemFormProps) {
  const { rootCause, workaround } = props.record;
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.diagnose')}
      operation="diagnoseProblem"
      inputOf={(data) => ({
        path: { id: props.record.id },
        body: {
          rootCause: changedText(filled(data, 'rootCause'), rootCause),
          workaround: changedText(filled(data, 'workaround'), workaround),
        },
      })}
    >
      <p class="hint">{t('problems.diagnose_hint')}</p>
      <TextField
        name="rootCause"
        label={t('problems.root_cause')}
        maxLength={noteMax}
        rows={3}
        value={rootCause ?? ''}
      />
      <TextField
        name="workaround"
        label={t('problems.workaround')}
        maxLength={noteMax}
        rows={3}
        value={workaround ?? ''}
      />
    </ProblemForm>
  );
}
