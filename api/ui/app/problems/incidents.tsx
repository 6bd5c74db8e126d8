import unlink from 'icon:unlink';
import { useSignal } from '@preact/signals';
import type { ProblemRecord } from '../../../contract.ts';
import { useSubmission } from '../client/submission.ts';
import { Button, IconButton } from '../design/button.tsx';
import { written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { StatusBadge } from '../parts/badges.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { TicketField } from '../parts/ticket_field.tsx';
import { t } from '../words/language.ts';
import type { ProblemStore } from './problem_store.ts';

interface IncidentsProps {
  store: ProblemStore;
  record: ProblemRecord;
}

/** The incidents of a problem: which they are, which is not one of them, and which is one more. */
export function Incidents({ store, record }: IncidentsProps) {
  const { problem, isSending, send } = useSubmission();
  const isAdding = useSignal(false);
  const canChange = record.status !== 'closed';
  const { incidentCount: count, openIncidentCount: open } = record;
  async function remove(ticketId: string): Promise<void> {
    const answer = await send('unlinkIncident', { path: { id: record.id, ticketId } });
    if (answer?.isOk) store.apply(answer.data);
  }
  return (
    <section aria-labelledby="incidents-title">
      <h2 id="incidents-title">{t('problems.incidents', { count, open })}</h2>
      <ProblemNote problem={problem.value} />
      <ul class="incident-list">
        {store.incidents.value.map((ticket) => (
          <li key={ticket.id}>
            <a href={`/tickets/${ticket.id}`} dir="auto">
              #{ticket.number} {ticket.subject ?? t('ticket.no_subject')}
            </a>
            <span class="incident-end">
              <StatusBadge status={ticket.status} />
              {canChange && (
                <IconButton
                  isSmall
                  icon={unlink}
                  disabled={isSending.value}
                  label={t('problems.unlink', { number: ticket.number ?? 0 })}
                  onClick={() => void remove(ticket.id)}
                />
              )}
            </span>
          </li>
        ))}
      </ul>
      {canChange && !isAdding.value && (
        <Button
          isSmall
          onClick={() => {
            isAdding.value = true;
          }}
        >
          {t('problems.add_incident')}
        </Button>
      )}
      {canChange && isAdding.value && (
        <AddIncident
          store={store}
          record={record}
          onDone={() => {
            isAdding.value = false;
          }}
        />
      )}
    </section>
  );
}

function AddIncident({ store, record, onDone }: IncidentsProps & { onDone(): void }) {
  return (
    <SendingForm
      draftName={`${record.id}.linkIncident`}
      title={t('problems.add_incident')}
      submitLabel={t('problems.link')}
      operation="linkIncident"
      inputOf={(data) => ({ path: { id: record.id, ticketId: written(data, 'ticket') } })}
      onAnswer={(answer) => {
        store.apply(answer);
        onDone();
      }}
      onLeave={onDone}
    >
      <TicketField
        name="ticket"
        label={t('problems.incident')}
        searchLabel={t('problems.find_ticket')}
        filters={(words) => ({
          type: 'incident',
          sort: '-openedAt',
          // Without words: what else of its category there is.
          category: words === '' ? (record.category ?? undefined) : undefined,
        })}
      />
    </SendingForm>
  );
}
