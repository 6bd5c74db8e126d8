import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Operations, TicketSummary } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { SelectField, TextField } from '../design/fields.tsx';

const searchDelayMs = 250;

type TicketFilters = Operations['listTickets']['query'];

interface TicketFieldProps {
  name: string;
  label: string;
  searchLabel: string;
  /** What is asked for beside the words; without words, which are worth offering. */
  filters(words: string): TicketFilters;
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
  filters: TicketFilters,
  signal: AbortSignal,
): Promise<TicketSummary[]> {
  const query = { ...filters, limit: 20, q: words === '' ? undefined : words };
  const answer = await desk.listTickets({ query }, { signal });
  return answer.isOk ? answer.data.items : [];
}
