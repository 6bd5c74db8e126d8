import { DateTimeField, filled } from '../../design/fields.tsx';
import { t } from '../../language.ts';
import { ProblemForm, type ProblemFormProps } from './problem_form.tsx';

export function ReviewForm(props: ProblemFormProps) {
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.planReview')}
      resource="review"
      bodyOf={(data) => {
        const at = filled(data, 'at');
        return { at: at === undefined ? undefined : new Date(at).toISOString() };
      }}
    >
      <DateTimeField name="at" label={t('problems.review_at')} required />
    </ProblemForm>
  );
}
