import type { Signal } from '@preact/signals';
import type { ProblemRecord, Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { written } from '../design/fields.tsx';
import { FoundField } from '../design/found_field.tsx';
import type { Option } from '../design/options.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';

interface LinkProblemFormProps {
  ticket: Ticket;
  /** The problem of the ticket, once it has one. */
  record: Signal<ProblemRecord | null>;
  onLeave(): void;
}

/** Makes a ticket an incident of a problem that is there. */
export function LinkProblemForm({ ticket, record, onLeave }: LinkProblemFormProps) {
  return (
    <SendingForm
      draftName={`${ticket.id}.linkIncident`}
      title={t('ticket_problem.link')}
      submitLabel={t('problems.link')}
      operation="linkIncident"
      inputOf={(data) => ({ path: { id: written(data, 'problem'), ticketId: ticket.id } })}
      onAnswer={(answer) => {
        record.value = answer;
        onLeave();
      }}
      onLeave={onLeave}
    >
      <FoundField
        name="problem"
        label={t('ticket_problem.title')}
        searchLabel={t('problems.search')}
        search={search}
      />
    </SendingForm>
  );
}

/** Without words: what is open, the next to be looked at first. */
async function search(words: string, signal: AbortSignal): Promise<Option[] | null> {
  const query = { open: true, limit: 20, q: words === '' ? undefined : words };
  const answer = await desk.listProblems({ query }, { signal });
  if (!answer.isOk) return null;
  const { items } = answer.data;
  return items.map(({ id, number, title }) => ({ id, title: `PRB-${number} ${title ?? ''}` }));
}
