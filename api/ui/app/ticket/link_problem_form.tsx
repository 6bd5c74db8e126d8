import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ProblemRecord, ProblemSummary, Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { SelectField, TextField, written } from '../design/fields.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';

const searchDelayMs = 250;

interface LinkProblemFormProps {
  ticket: Ticket;
  /** The problem of the ticket, once it has one. */
  record: Signal<ProblemRecord | null>;
  onLeave(): void;
}

/** Makes a ticket an incident of a problem that is there. */
export function LinkProblemForm({ ticket, record, onLeave }: LinkProblemFormProps) {
  const wanted = useSignal('');
  const found = useSignal<ProblemSummary[]>([]);
  useEffect(() => {
    const timer = setTimeout(() => {
      void search(wanted.value).then((items) => {
        found.value = items;
      });
    }, searchDelayMs);
    return () => clearTimeout(timer);
  }, [wanted.value]);
  return (
    <SendingForm
      title={t('ticket_problem.link')}
      submitLabel={t('problems.link')}
      operation="linkIncident"
      inputOf={(data) => ({ path: { id: written(data, 'problem'), ticketId: ticket.id } })}
      onAnswer={(answer) => {
        record.value = answer;
        onLeave();
      }}
      onCancel={onLeave}
    >
      <TextField
        name="search"
        label={t('problems.search')}
        maxLength={200}
        onInput={(value) => {
          wanted.value = value.trim();
        }}
      />
      <SelectField
        name="problem"
        label={t('ticket_problem.title')}
        required
        options={found.value.map(({ id, number, title }) => ({
          id,
          title: `PRB-${number} ${title ?? ''}`,
        }))}
      />
    </SendingForm>
  );
}

/** Without words: what is open, the next to be looked at first. */
async function search(q: string): Promise<ProblemSummary[]> {
  const query = { open: true, limit: 20, q: q === '' ? undefined : q };
  const answer = await desk.listProblems({ query });
  return answer.isOk ? answer.data.items : [];
}
