import { ticketTypes } from '../../../../../workflows/domain/ticket.ts';
import { chosen, filled, SelectField, TextField } from '../../design/fields.tsx';
import { chosenPriority, PriorityFields } from '../../parts/priority_fields.tsx';
import { t } from '../../words/language.ts';
import { useFollowed } from '../../words/process.ts';
import { askedBefore, unfinishedOn } from '../unfinished.ts';
import { CommandForm, type FormProps } from './command_form.tsx';

export function ClassifyForm(props: FormProps) {
  const { ticket } = props;
  const process = useFollowed(ticket.process);
  const { refused } = unfinishedOn(ticket.id) ?? {};
  const missing = (refused && askedBefore(refused)?.missing) ?? [];
  /** Only what was changed is said: the rest stays the process's own doing. */
  const changed = <Word extends string>(value: Word | undefined, before: string | null) =>
    value === (before ?? undefined) ? undefined : value;
  return (
    <CommandForm
      {...props}
      title={t('action.classify')}
      submitLabel={t('classify.submit')}
      operation="classify"
      inputOf={(data) => {
        const priority = chosenPriority(data);
        return {
          path: { id: ticket.id },
          body: {
            type: changed(chosen(data, 'type', ticketTypes), ticket.type),
            category: changed(filled(data, 'category'), ticket.category),
            service: changed(filled(data, 'service'), ticket.service),
            impact: changed(filled(data, 'impact'), ticket.impact),
            urgency: changed(filled(data, 'urgency'), ticket.urgency),
            priority: priorityChange(priority, ticket.priorityOverridden ? ticket.priority : null),
            reason: filled(data, 'reason'),
          },
        };
      }}
    >
      <SelectField
        name="type"
        label={t('facts.type')}
        options={ticketTypes.map((id) => ({ id, title: t(`type.${id}`) }))}
        value={ticket.type}
      />
      <SelectField
        name="category"
        label={t('facts.category')}
        {...(missing.includes('category') && { required: true })}
        options={process?.categories ?? []}
        {...(ticket.category === null
          ? { none: t('facts.no_category') }
          : { value: ticket.category })}
      />
      <SelectField
        name="service"
        label={t('facts.service')}
        {...(missing.includes('service') && { required: true })}
        options={process?.services ?? []}
        {...(ticket.service === null ? { none: t('facts.no_service') } : { value: ticket.service })}
      />
      <PriorityFields process={process} of={ticket} />
      <TextField name="reason" label={t('form.reason')} maxLength={10_000} />
    </CommandForm>
  );
}

/** Null goes back to impact × urgency; undefined says nothing about the priority. */
function priorityChange(choice: string | undefined, overridden: string | null) {
  if (choice === undefined) return overridden === null ? undefined : null;
  return choice === overridden ? undefined : choice;
}
