import { DateTimeField, instant } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { ProblemForm, type ProblemFormProps } from './problem_form.tsx';

export function ReviewForm(props: ProblemFormProps) {
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.planReview')}
      operation="planProblemReview"
      inputOf={(data) => ({
        path: { id: props.record.id },
        body: { at: instant(data, 'at') ?? '' },
      })}
    >
      <DateTimeField name="at" label={t('problems.review_at')} required />
    </ProblemForm>
  );
}
