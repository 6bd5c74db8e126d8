import { minuteMs } from '../durations.ts';
import type { EventData } from '../events.ts';
import type { TicketState } from '../ticket.ts';
import type { RuleActs } from './rule.ts';

type Change = Partial<TicketState>;

/** What the ticket remembers of a rule that has acted. A clock remembers those that it set off. */
export function actedBy(
  state: TicketState,
  { rule, name, cycle }: EventData['rule_acted'],
  { at }: { at: number },
): Change {
  const { ruleStandings = {}, clocks } = state;
  const { looksAt: _, ...before } = ruleStandings[rule] ?? { count: 0 };
  const acts = actsAt(state, at);
  const standing = { ...before, count: before.count + 1 };
  return {
    ruleStandings: {
      ...ruleStandings,
      [rule]: standing.since === undefined ? standing : { ...standing, hasActed: true },
    },
    ruleActs: { ...acts, count: acts.count + 1 },
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
  { rule, since, dueAt, looksAt }: EventData['rule_timed'],
): Change {
  const { [rule]: before, ...others } = ruleStandings;
  const count = before?.count ?? 0;
  if (since === null && looksAt === undefined && count === 0) return { ruleStandings: others };
  const times = {
    ...(since !== null && { since, dueAt }),
    ...(looksAt !== undefined && { looksAt }),
  };
  return { ruleStandings: { ...others, [rule]: { count, ...times } } };
}

/** They acted too often: for good, or until the minute is over. */
export function stoppedBy(
  state: TicketState,
  { isForGood }: EventData['rules_stopped'],
  { at }: { at: number },
): Change {
  if (isForGood) return { areRulesStopped: true };
  return { ruleActs: { ...actsAt(state, at), areStopped: true } };
}

/** How often rules acted within the minute that an instant is in. */
export function actsAt({ ruleActs }: TicketState, at: number): RuleActs {
  const isNow = ruleActs && at - ruleActs.from < minuteMs;
  return isNow ? ruleActs : { from: at, count: 0 };
}

/** Whether rules act no more: for good, or until the minute is over in which they acted too often. */
export function areStoppedAt(state: TicketState, at: number): boolean {
  return state.areRulesStopped === true || actsAt(state, at).areStopped === true;
}

/** What it remembers of rules without those that the version it follows does not have. */
export function withoutRules({ ruleStandings = {} }: TicketState, gone: readonly string[]): Change {
  const left = Object.entries(ruleStandings).filter(([name]) => !gone.includes(name));
  return { ruleStandings: Object.fromEntries(left) };
}
