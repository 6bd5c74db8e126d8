import { filled, SelectField } from '../../design/fields.tsx';
import { t } from '../../language.ts';
import { useProcess } from '../../process.ts';
import { ProblemForm, type ProblemFormProps } from './problem_form.tsx';

const levels = ['high', 'medium', 'low'] as const;
const priorities = ['p1', 'p2', 'p3', 'p4'] as const;
const byMatrix = 'matrix';

export function ClassifyForm(props: ProblemFormProps) {
  const { record } = props;
  const process = useProcess(record.process.id);
  const levelOptions = levels.map((id) => ({ id, title: t(`level.${id}`) }));
  return (
    <ProblemForm
      {...props}
      title={t('problem_action.classify')}
      resource="classification"
      bodyOf={(data) => {
        const priority = filled(data, 'priority');
        return {
          category: filled(data, 'category') ?? null,
          service: filled(data, 'service') ?? null,
          impact: filled(data, 'impact'),
          urgency: filled(data, 'urgency'),
          priority: priority === byMatrix ? null : priority,
        };
      }}
    >
      <SelectField
        name="category"
        label={t('facts.category')}
        options={process?.categories ?? []}
        none={t('facts.none')}
        value={record.category ?? ''}
      />
      <SelectField
        name="service"
        label={t('facts.service')}
        options={process?.services ?? []}
        none={t('facts.none')}
        value={record.service ?? ''}
      />
      <SelectField
        name="impact"
        label={t('facts.impact')}
        options={levelOptions}
        value={record.impact}
      />
      <SelectField
        name="urgency"
        label={t('facts.urgency')}
        options={levelOptions}
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
