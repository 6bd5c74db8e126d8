import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TicketPage, TicketSummary } from '../../../contract.ts';
import { get } from '../client.ts';
import { SelectField, TextField } from '../design/fields.tsx';

const searchDelayMs = 250;

interface TicketFieldProps {
  name: string;
  label: string;
  searchLabel: string;
  /** What is asked for beside the words; without words, which are worth offering. */
  filters(words: string): Record<string, string>;
  /** The ticket another one is wanted for. */
  except?: string;
}

/** A ticket, found by its number or its words. */
export function TicketField({ name, label, searchLabel, filters, except }: TicketFieldProps) {
  const wanted = useSignal('');
  const found = useSignal<TicketSummary[]>([]);
  useEffect(() => {
    const leave = new AbortController();
    const timer = setTimeout(() => {
      const words = wanted.value;
      void search(words, filters(words), leave.signal).then((items) => {
        found.value = items.filter(({ id }) => id !== except);
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
        label={searchLabel}
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

async function search(
  words: string,
  filters: Record<string, string>,
  signal: AbortSignal,
): Promise<TicketSummary[]> {
  const query = new URLSearchParams({ ...filters, limit: '20' });
  if (words !== '') query.set('q', words);
  const answer = await get<TicketPage>(`/api/tickets?${query}`, signal);
  return answer.isOk ? answer.data.items : [];
}
