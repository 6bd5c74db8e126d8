import { filled, TextField } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { changedText, ProblemForm, type ProblemFormProps } from './problem_form.tsx';

export function DescribeForm(props: ProblemFormProps) {
  const { title, description } = props.record;
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.describe')}
      operation="describeProblem"
      inputOf={(data) => ({
        path: { id: props.record.id },
        body: {
          title: changedText(filled(data, 'title'), title) ?? undefined,
          description: changedText(filled(data, 'description'), description),
        },
      })}
    >
      <TextField
        name="title"
        label={t('problems.problem_title')}
        maxLength={200}
        required
        value={title ?? ''}
      />
      <TextField
        name="description"
        label={t('problems.description')}
        maxLength={50_000}
        rows={4}
        value={description ?? ''}
      />
    </ProblemForm>
  );
}
