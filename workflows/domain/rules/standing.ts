import type { EventData } from '../events.ts';
import type { TicketState } from '../ticket.ts';

type Change = Partial<TicketState>;

/** What the ticket remembers of a rule that has acted. A clock remembers those that it set off. */
export function actedBy(
  { ruleStandings = {}, clocks }: TicketState,
  { rule, name, cycle }: EventData['rule_acted'],
): Change {
  const before = ruleStandings[rule];
  const standing = { ...before, count: (before?.count ?? 0) + 1 };
  return {
    ruleStandings: {
      ...ruleStandings,
      [rule]: standing.since === undefined ? standing : { ...standing, hasActed: true },
    },
    ...(name !== undefined && {
      clocks: clocks.map((clock) =>
        clock.name === name && clock.cycle === cycle
          ? { ...clock, rulesApplied: [...clock.rulesApplied, rule] }
          : clock,
      ),
    }),
  };
}

/** Since when it waits for a rule, and until when. */
export function timedBy(
  { ruleStandings = {} }: TicketState,
  { rule, since, dueAt }: EventData['rule_timed'],
): Change {
  const { [rule]: before, ...others } = ruleStandings;
  const count = before?.count ?? 0;
  if (since !== null) return { ruleStandings: { ...others, [rule]: { count, since, dueAt } } };
  return { ruleStandings: count === 0 ? others : { ...others, [rule]: { count } } };
}
