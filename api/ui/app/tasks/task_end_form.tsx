import type { Task, Ticket } from '../../../contract.ts';
import { filled, TextField } from '../design/fields.tsx';
import { FormFields, filledFields } from '../parts/form_fields.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { useFollowed } from '../words/process.ts';

export type TaskEnding = 'completeTask' | 'cancelTask' | 'reopenTask';

interface TaskEndFormProps {
  task: Task;
  ticketId: string;
  process: Ticket['process'];
  ending: TaskEnding;
  onChanged(ticket: Ticket): void;
  onLeave(): void;
}

/** How a task ends, or begins again: with what its form asks, and a word about it. */
export function TaskEndForm(props: TaskEndFormProps) {
  const { task, ticketId, ending, onChanged, onLeave } = props;
  const form = useForm(props);
  const path = { id: ticketId, n: task.n };
  const shared = {
    draftName: `${ending}-${ticketId}-${task.n}`,
    title: t(`action.${ending}`),
    submitLabel: t(`action.${ending}`),
    takesFocus: true,
    onLeave,
    onAnswer: (ticket: Ticket) => {
      onLeave();
      onChanged(ticket);
    },
  };
  const note = <TextField name="note" label={t('form.note')} rows={2} maxLength={10_000} />;
  if (ending !== 'completeTask') {
    return (
      <SendingForm
        {...shared}
        operation={ending}
        inputOf={(data) => ({ path, body: { reason: filled(data, 'note') } })}
      >
        {note}
      </SendingForm>
    );
  }
  return (
    <SendingForm
      {...shared}
      operation="completeTask"
      inputOf={(data) => ({
        path,
        body: { answers: filledFields(data, form), note: filled(data, 'note') },
      })}
    >
      {form && (
        <FormFields process={form} form={{ channel: 'portal', requesterTier: 'standard' }} />
      )}
      {note}
    </SendingForm>
  );
}

/** What the process asks whoever completes a task of its name; null where it asks nothing. */
function useForm({ task, process }: TaskEndFormProps) {
  const followed = useFollowed(process);
  const form = followed?.tasks.find(({ id }) => id === task.name)?.form ?? [];
  return followed && form.length > 0 ? { ...followed, fields: form } : null;
}
