import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Ticket, TicketPage, TicketSummary } from '../../../schemas/index.ts';
import { get } from '../client.ts';
import { t } from '../language.ts';
import { SelectField, TextField } from './fields.tsx';

const searchDelayMs = 250;

interface TicketFieldProps {
  name: string;
  label: string;
  /** The ticket another one is wanted for. */
  ticket: Ticket;
}

/** Another ticket that is open, found by its number or its words. */
export function TicketField({ name, label, ticket }: TicketFieldProps) {
  const wanted = useSignal('');
  const found = useSignal<TicketSummary[]>([]);
  useEffect(() => {
    const leave = new AbortController();
    const timer = setTimeout(() => {
      void search(wanted.value, ticket.requester.id, leave.signal).then((items) => {
        found.value = items.filter(({ id }) => id !== ticket.id);
      });
    }, searchDelayMs);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [wanted.value]);
  return (
    <>
      <TextField
        name="search"
        label={t('merge.search')}
        maxLength={200}
        onInput={(value) => {
          wanted.value = value.trim();
        }}
      />
      <SelectField
        name={name}
        label={label}
        required
        options={found.value.map(({ id, number, subject }) => ({
          id,
          title: `#${number} ${subject ?? ''}`,
        }))}
      />
    </>
  );
}

/** Without words: what else the same requester has open. */
async function search(q: string, requester: string, signal: AbortSignal): Promise<TicketSummary[]> {
  const query = new URLSearchParams({ open: 'true', limit: '20' });
  if (q === '') query.set('requester', requester);
  else query.set('q', q);
  const answer = await get<TicketPage>(`/api/tickets?${query}`, signal);
  return answer.isOk ? answer.data.items : [];
}
