import type { Draft } from './draft.ts';
import type { Escalation } from './ticket.ts';

/** The groups that somebody works in, by process. */
export type Memberships = Readonly<Record<string, readonly string[]>>;

/**
 * The groups of the ticket's process that somebody works in; null where nobody knows them, and where
 * there are none: an owner of the desk stands in for whoever works there.
 */
export function groupsOf(
  { state }: Draft,
  memberships: Memberships | undefined,
): readonly string[] | null {
  const groups = memberships?.[state.processId] ?? [];
  return groups.length > 0 ? groups : null;
}

/**
 * Whether what the actor does with a hand-off is the word of those it was made to. Where nobody knows
 * who works where, it is, unless they made it themselves.
 */
export function speaksForReceiver(draft: Draft, { by, toGroup }: Escalation): boolean {
  const { actor, memberships } = draft;
  if (actor.kind !== 'agent') return false;
  return groupsOf(draft, memberships)?.includes(toGroup) ?? actor.id !== by.id;
}
