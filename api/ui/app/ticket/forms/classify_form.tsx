import { filled, SelectField, TextField } from '../../design/fields.tsx';
import { t } from '../../language.ts';
import { useProcess } from '../../process.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

const levels = ['high', 'medium', 'low'] as const;
const types = ['incident', 'service_request'] as const;
const priorities = ['p1', 'p2', 'p3', 'p4'] as const;
const byMatrix = 'matrix';

export function ClassifyForm(props: FormProps) {
  const { ticket } = props;
  const process = useProcess(ticket.process.id);
  const levelOptions = levels.map((id) => ({ id, title: t(`level.${id}`) }));
  /** Only what was changed is said: the rest stays the process's own doing. */
  const changed = (value: string | undefined, before: string | null) =>
    value === (before ?? undefined) ? undefined : value;
  return (
    <CommandForm
      {...props}
      title={t('action.classify')}
      submitLabel={t('classify.submit')}
      method="PUT"
      resource="classification"
      bodyOf={(data) => {
        const priority = filled(data, 'priority');
        return {
          type: changed(filled(data, 'type'), ticket.type),
          category: changed(filled(data, 'category'), ticket.category),
          service: changed(filled(data, 'service'), ticket.service),
          impact: changed(filled(data, 'impact'), ticket.impact),
          urgency: changed(filled(data, 'urgency'), ticket.urgency),
          priority: priorityChange(priority, ticket.priorityOverridden ? ticket.priority : null),
          reason: filled(data, 'reason'),
        };
      }}
    >
      <SelectField
        name="type"
        label={t('facts.type')}
        options={types.map((id) => ({ id, title: t(`type.${id}`) }))}
        value={ticket.type}
      />
      <SelectField
        name="category"
        label={t('facts.category')}
        options={process?.categories ?? []}
        {...(ticket.category === null ? { none: t('facts.none') } : { value: ticket.category })}
      />
      <SelectField
        name="service"
        label={t('facts.service')}
        options={process?.services ?? []}
        {...(ticket.service === null ? { none: t('facts.none') } : { value: ticket.service })}
      />
      <SelectField
        name="impact"
        label={t('facts.impact')}
        options={levelOptions}
        value={ticket.impact}
      />
      <SelectField
        name="urgency"
        label={t('facts.urgency')}
        options={levelOptions}
        value={ticket.urgency}
      />
      <SelectField
        name="priority"
        label={t('facts.priority')}
        options={[
          { id: byMatrix, title: t('classify.matrix') },
          ...priorities.map((id) => ({ id, title: t(`priority.${id}`) })),
        ]}
        value={ticket.priorityOverridden ? ticket.priority : byMatrix}
      />
      <TextField name="reason" label={t('form.reason')} maxLength={10_000} />
    </CommandForm>
  );
}

/** Null goes back to impact × urgency; undefined says nothing about the priority. */
function priorityChange(chosen: string | undefined, overridden: string | null) {
  if (chosen === byMatrix) return overridden === null ? undefined : null;
  return chosen === overridden ? undefined : chosen;
}
