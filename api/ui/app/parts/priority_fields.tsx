import { levels, priorities } from '../../../../workflows/domain/ticket.ts';
import type { Ticket } from '../../../contract.ts';
import { SelectField } from '../design/fields.tsx';
import { t } from '../words/language.ts';

interface PriorityFieldsProps {
  of: Pick<Ticket, 'impact' | 'urgency' | 'priority' | 'priorityOverridden'>;
}

/**
 * Impact and urgency, and the priority: where none of `priorities` is chosen, it is the one that
 * the matrix of the two gives.
 */
export function PriorityFields({ of }: PriorityFieldsProps) {
  const byMatrix = { id: 'matrix', title: t('classify.matrix') };
  return (
    <>
      <SelectField
        name="impact"
        label={t('facts.impact')}
        options={levels.map((id) => ({ id, title: t(`impact.${id}`) }))}
        value={of.impact}
      />
      <SelectField
        name="urgency"
        label={t('facts.urgency')}
        options={levels.map((id) => ({ id, title: t(`urgency.${id}`) }))}
        value={of.urgency}
      />
      <SelectField
        name="priority"
        label={t('facts.priority')}
        options={[byMatrix, ...priorities.map((id) => ({ id, title: t(`priority.${id}`) }))]}
        value={of.priorityOverridden ? of.priority : byMatrix.id}
      />
    </>
  );
}
