import { gatheredQuery } from '../../http/parameters.ts';
import { type TicketQuery, ticketQuery } from '../ticket_query.ts';

/** Where in the list one is, and how much of it comes at once, is no part of a view. */
const listed = ticketQuery.omit({ limit: true, cursor: true, id: true });

/** The question of a view, as the list would be asked it; undefined where it cannot be. */
export function askedOf(query: string): TicketQuery | undefined {
  const words = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    words.set(name, [...(words.get(name) ?? []), value]);
  }
  const single = [...words].map(([name, values]) => [name, values.length > 1 ? values : values[0]]);
  const found = listed.safeParse(gatheredQuery(Object.fromEntries(single)));
  return found.success ? found.data : undefined;
}
