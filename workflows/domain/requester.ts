import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { type RequesterFacts, requesterFactNames } from './ticket.ts';

/**
 * What the desk knows of the requester now. Whoever sends it compares nothing: what the ticket knows
 * already changes nothing, so that it may be sent again.
 */
export function renewRequester(
  draft: Draft,
  { facts, requesterTier }: CommandPayload['renewRequester'],
): void {
  // Of whoever waits for a ticket merged into it, it asks nothing.
  if (draft.forTicketId !== undefined) return;
  const { requesterFacts = {}, requesterTier: before } = draft.state;
  if (requesterTier === before && areSame(facts, requesterFacts)) return;
  draft.emit('requester_facts_changed', { facts, requesterTier });
}

function areSame(a: RequesterFacts, b: RequesterFacts): boolean {
  return requesterFactNames.every((name) => a[name] === b[name]);
}
