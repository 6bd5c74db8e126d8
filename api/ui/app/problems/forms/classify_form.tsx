import { levels, priorities } from '../../../../../workflows/domain/ticket.ts';
import { chosen, filled, SelectField } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { useProcess } from '../../words/process.ts';
import { ProblemForm, type ProblemFormProps } from './problem_form.tsx';

const byMatrix = 'matrix';

export function ClassifyForm(props: ProblemFormProps) {
  const { record } = props;
  const process = useProcess(record.process.id);
  const impacts = levels.map((id) => ({ id, title: t(`impact.${id}`) }));
  const urgencies = levels.map((id) => ({ id, title: t(`urgency.${id}`) }));
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
            impact: chosen(data, 'impact', levels),
            urgency: chosen(data, 'urgency', levels),
            // None of them: by the matrix of impact and urgency.
            priority: chosen(data, 'priority', priorities) ?? null,
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
      <SelectField
        name="impact"
        label={t('facts.impact')}
        options={impacts}
        value={record.impact}
      />
      <SelectField
        name="urgency"
        label={t('facts.urgency')}
        options={urgencies}
        value={record.urgency}
      />
      <SelectField
        name="priority"
        label={t('facts.priority')}
        options={[
          { id: byMatrix, title: t('classify.matrix') },
          ...priorities.map((id) => ({ id, title: t(`priority.${id}`) })),
        ]}
        value={record.priorityOverridden ? record.priority : byMatrix}
      />
    </ProblemForm>
  );
}
