import type { Draft } from './draft.ts';
import { conditionsOf, skillsRead } from './expression.ts';
import type { Escalation } from './ticket.ts';

/** The groups that somebody works in, by process. */
export type Memberships = Readonly<Record<string, readonly string[]>>;

/** What somebody can, by process: the skills of all groups that they work in there. */
export type Skills = Readonly<Record<string, readonly string[]>>;

/**
 * Those of the assignee's skills that the process asks about, as a ticket carries them; nothing where
 * it asks about none, or nobody knows them.
 */
export function skillsCarried(
  { state, rules }: Draft,
  skills: Skills | undefined,
): { skills?: string[] } {
  const asked = skillsRead(conditionsOf(rules.process));
  if (!skills || asked.length === 0) return {};
  const known = skills[state.processId] ?? [];
  return { skills: asked.filter((skill) => known.includes(skill)) };
}

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
 * Whether what the actor does with a hand-off is the word of the tier it was made to: they work there,
 * or above. Where nobody knows who works where, it is, unless they made it themselves.
 */
export function speaksForReceiver(draft: Draft, { by, toTier }: Escalation): boolean {
  const { actor, memberships, rules } = draft;
  if (actor.kind !== 'agent') return false;
  const groups = groupsOf(draft, memberships);
  if (groups === null) return actor.id !== by.id;
  return groups.some((group) => (rules.process.groups[group]?.tier ?? 0) >= toTier);
}
