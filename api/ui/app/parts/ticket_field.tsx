import type { Operations, TicketSummary } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { FoundField } from '../design/found_field.tsx';
import type { Option } from '../design/options.tsx';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';

type TicketFilters = Operations['listTickets']['query'];

interface TicketFieldProps {
  name: string;
  label: string;
  searchLabel: string;
  /** What is asked for beside the words; without words, which are worth offering. */
  filters(words: string): TicketFilters;
  /** The ticket another one is wanted for. */
  except?: string;
  onChoose?(ticket: Option | null): void;
}

/** A ticket, found by its number or its words. */
export function TicketField({ filters, except, ...field }: TicketFieldProps) {
  async function search(words: string, signal: AbortSignal): Promise<Option[] | null> {
    const query = { ...filters(words), limit: 20, q: words === '' ? undefined : words };
    const answer = await desk.listTickets({ query }, { signal });
    if (!answer.isOk) return null;
    const { items } = answer.data;
    return items.filter(({ id }) => id !== except).map(optionOf);
  }
  return <FoundField {...field} search={search} />;
}

function optionOf(ticket: TicketSummary): Option {
  const { id, number, subject, status } = ticket;
  const words = `#${number} ${subject ?? t('ticket.no_subject')}`;
  return { id, title: `${words} · ${nameOf(ticket.requester)} · ${t(`status.${status}`)}` };
}
