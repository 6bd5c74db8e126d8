import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ProblemPage, ProblemRecord, ProblemSummary, Ticket } from '../../../contract.ts';
import { get } from '../client.ts';
import { filled, SelectField, TextField } from '../design/fields.tsx';
import { t } from '../language.ts';
import { SendingForm } from '../parts/sending_form.tsx';

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
    <SendingForm<ProblemRecord>
      title={t('ticket_problem.link')}
      submitLabel={t('problems.link')}
      method="PUT"
      path={(data) => `/api/problems/${filled(data, 'problem')}/incidents/${ticket.id}`}
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
  const query = new URLSearchParams({ open: 'true', limit: '20', ...(q && { q }) });
  const answer = await get<ProblemPage>(`/api/problems?${query}`);
  return answer.isOk ? answer.data.items : [];
}
