import { signal } from '@preact/signals';
import type { TicketSummary } from '../../../contract.ts';
import { forgetWithAccount } from '../client/session.ts';

/** As many as are worked on at once. */
export const selectedMax = 200;

/** The tickets that are selected, in the order in which they were, as they were then. */
export const selected = signal<ReadonlyMap<string, TicketSummary>>(new Map());
/** From where a range goes. */
let anchor: string | null = null;

forgetWithAccount(clearSelection);

export function clearSelection(): void {
  selected.value = new Map();
  anchor = null;
}

export function toggle(ticket: TicketSummary): void {
  const next = new Map(selected.value);
  if (!next.delete(ticket.id)) next.set(ticket.id, ticket);
  take(next);
  anchor = ticket.id;
}

/** Selects all from the last one that was chosen to this one, in the order of the list. */
export function selectTo(ticket: TicketSummary, items: readonly TicketSummary[]): void {
  const from = items.findIndex(({ id }) => id === anchor);
  const to = items.findIndex(({ id }) => id === ticket.id);
  if (from === -1 || to === -1) {
    toggle(ticket);
    return;
  }
  selectAll(items.slice(Math.min(from, to), Math.max(from, to) + 1));
}

export function selectAll(items: readonly TicketSummary[]): void {
  take(new Map([...selected.value, ...items.map((item) => [item.id, item] as const)]));
}

function take(next: Map<string, TicketSummary>): void {
  selected.value = new Map([...next].slice(0, selectedMax));
}
