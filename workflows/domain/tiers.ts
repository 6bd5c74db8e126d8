import { ownOf } from './keys.ts';
import type { ProcessSnapshot } from './process.ts';
import type { TicketState, Tier } from './ticket.ts';

/** What a process calls the tier of a rank; nothing where it has none of that rank. */
export function tierName(
  { tiers }: Pick<ProcessSnapshot, 'tiers'>,
  rank: Tier,
): string | undefined {
  return tiers[rank - 1];
}

/** The rank of a tier of a process, 1 for the least skill; 0 where it has none of that name. */
export function tierRank({ tiers }: Pick<ProcessSnapshot, 'tiers'>, name: string): Tier {
  return tiers.indexOf(name) + 1;
}

/** The group with more skill for such a ticket: its category's own, or its group's. */
export function groupAbove(
  process: ProcessSnapshot,
  { category, group, tier }: Pick<TicketState, 'category' | 'group' | 'tier'>,
): string | null {
  const escalation = category === null ? undefined : process.categories[category]?.escalation;
  const next = tierName(process, tier + 1);
  const own = next === undefined ? undefined : ownOf(escalation ?? {}, next);
  const above = own ?? process.groups[group]?.escalatesTo ?? null;
  return above === group ? null : above;
}
