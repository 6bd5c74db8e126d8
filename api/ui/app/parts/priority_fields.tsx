import type { ProcessDescription, Ticket } from '../../../contract.ts';
import { filled, SelectField } from '../design/fields.tsx';
import { t } from '../words/language.ts';

interface PriorityFieldsProps {
  process: ProcessDescription | null;
  of: Pick<Ticket, 'impact' | 'urgency' | 'priority' | 'priorityOverridden'>;
}

/** What the choice of a priority says where none is chosen. */
const byMatrixId = 'matrix';

/** The priority that was chosen; undefined where it is left to the matrix. */
export function chosenPriority(data: FormData): string | undefined {
  const chosen = filled(data, 'priority');
  return chosen === byMatrixId ? undefined : chosen;
}

/**
 * Impact and urgency, and the priority: where none of the process's is chosen, it is the one that
 * the matrix of the two gives.
 */
export function PriorityFields({ process, of }: PriorityFieldsProps) {
  const byMatrix = { id: byMatrixId, title: t('classify.matrix') };
  return (
    <>
      <SelectField
        name="impact"
        label={t('facts.impact')}
        options={process?.impacts ?? []}
        value={of.impact}
      />
      <SelectField
        name="urgency"
        label={t('facts.urgency')}
        options={process?.urgencies ?? []}
        value={of.urgency}
      />
      <SelectField
        name="priority"
        label={t('facts.priority')}
        options={[byMatrix, ...(process?.priorities ?? [])]}
        value={of.priorityOverridden ? of.priority : byMatrix.id}
      />
    </>
  );
}
