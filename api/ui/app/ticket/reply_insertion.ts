import { signal } from '@preact/signals';

/** Words to go into the reply that is being written on a ticket; taken once. */
const waiting = signal<{ ticketId: string; words: string } | null>(null);

export function insertIntoReply(ticketId: string, words: string): void {
  waiting.value = { ticketId, words };
}

/** What waits to be put into the reply on this ticket, if anything. */
export function takeInsertion(ticketId: string): string | null {
  const found = waiting.value;
  if (found?.ticketId !== ticketId) return null;
  waiting.value = null;
  return found.words;
}
