import { filled, SelectField } from '../../design/fields.tsx';
import { chosenPriority, PriorityFields } from '../../parts/priority_fields.tsx';
import { t } from '../../words/language.ts';
import { useProcess } from '../../words/process.ts';
import { ProblemForm, type ProblemFormProps } from './problem_form.tsx';

export function ClassifyForm(props: ProblemFormProps) {
  const { record } = props;
  const process = useProcess(record.process.id);
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.classify')}
      operation="classifyProblem"
      inputOf={(data) => {
        return {
          path: { id: record.id },
          body: {
            category: filled(data, 'category') ?? null,
            service: filled(data, 'service') ?? null,
            impact: filled(data, 'impact'),
            urgency: filled(data, 'urgency'),
            // None of them: by the matrix of impact and urgency.
            priority: chosenPriority(data) ?? null,
          },
        };
      }}
    >
      <SelectField
        name="category"
        label={t('facts.category')}
        options={process?.categories ?? []}
        none={t('facts.no_category')}
        value={record.category ?? ''}
      />
      <SelectField
        name="service"
        label={t('facts.service')}
        options={process?.services ?? []}
        none={t('facts.no_service')}
        value={record.service ?? ''}
      />
      <PriorityFields process={process} of={record} />
    </ProblemForm>
  );
}
