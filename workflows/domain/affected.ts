import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { Refused } from './refusals.ts';
import { affectedMax } from './ticket.ts';

/**
 * Marks which devices and services the ticket is about. One that is marked already, or is not, is no
 * change: whoever marks many tickets at once does not ask each of them first.
 */
export function markAffected(
  draft: Draft,
  { add = [], remove = [], facts = {} }: CommandPayload['markAffected'],
): void {
  const { affected = [] } = draft.state;
  const removed = affected.filter((id) => remove.includes(id) && !add.includes(id));
  const added = [...new Set(add)].filter((id) => !affected.includes(id));
  if (affected.length - removed.length + added.length > affectedMax) {
    throw new Refused('too_many_affected', { limit: affectedMax });
  }
  if (added.length + removed.length === 0) return;
  const known = Object.entries(facts).filter(([id]) => added.includes(id));
  draft.emit('affected_changed', {
    added,
    removed,
    ...(known.length > 0 && { facts: Object.fromEntries(known) }),
  });
}
