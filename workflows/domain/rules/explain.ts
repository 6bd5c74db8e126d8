import { holds, type Moment } from '../expression.ts';
import type { Expression } from '../process.ts';
import { findOpenClock, isOver, type TicketState } from '../ticket.ts';
import type { ActingRule } from './rule.ts';
import { areStoppedAt } from './standing.ts';
import { hasItsTimeCome } from './times.ts';

/**
 * Why a rule does not act on a ticket as it is. `event`: what it is on has not come about, or its
 * condition did not hold then. `time`: its time has not come. `not_waiting`: nothing that it is on runs.
 * `condition`: its time has come, and its condition does not hold. `spent`: it has acted for this clock
 * or in this stay. `once`: it has acted, and does once. `over`: the ticket is over. `stopped`: rules have
 * acted too often on this ticket.
 */
export const ruleHolds = [
  'event',
  'time',
  'not_waiting',
  'condition',
  'spent',
  'once',
  'over',
  'stopped',
] as const;
export type RuleHold = (typeof ruleHolds)[number];

/** How a rule stands to a ticket. */
export interface RuleExplanation {
  rule: ActingRule;
  /** How often it has acted. */
  count: number;
  heldBy: RuleHold;
  /** When it acts, where its time is known. */
  dueAt: number | null;
  /** The parts of its condition that do not hold now. */
  unmet: Expression[];
}

/** How each rule of the process stands to a ticket: what it did, and what keeps it from acting now. */
export function explainRules(state: TicketState, moment: Moment): RuleExplanation[] {
  return (moment.rules.process.rules ?? []).map((rule) => ({
    rule,
    count: state.ruleStandings?.[rule.name]?.count ?? 0,
    heldBy: heldBy(rule, state, moment),
    dueAt: ruleDueAt(rule, state),
    unmet: unmetOf(rule.when, state, moment),
  }));
}

function heldBy(rule: ActingRule, state: TicketState, { at }: Moment): RuleHold {
  const standing = state.ruleStandings?.[rule.name];
  if (areStoppedAt(state, at)) return 'stopped';
  if (isOver(state)) return 'over';
  if (rule.once === 'ticket' && standing && standing.count > 0) return 'once';
  if ('event' in rule.on || 'warning' in rule.on) return 'event';
  if (hasItsTimeCome(rule, state)) return 'condition';
  if ('clock' in rule.on) {
    const clock = findOpenClock(state, rule.on.clock);
    if (!clock) return 'not_waiting';
    return clock.rulesApplied.includes(rule.name) ? 'spent' : 'time';
  }
  if (standing?.since === undefined) return 'not_waiting';
  return standing.hasActed ? 'spent' : 'time';
}

/** When a rule acts unless something happens before: its time comes, or its condition to hold after it. */
export function ruleDueAt({ on, name }: ActingRule, state: TicketState): number | null {
  const standing = state.ruleStandings?.[name];
  if (standing?.looksAt !== undefined) return standing.looksAt;
  if (!('atPercent' in on)) return standing?.dueAt ?? null;
  const clock = findOpenClock(state, on.clock);
  if (!clock || clock.rulesApplied.includes(name)) return null;
  if (on.atPercent >= 100) return clock.breachedAt === null ? clock.dueAt : null;
  const isIt = ({ percent, beforeMs }: { percent: number; beforeMs?: number }) =>
    percent === on.atPercent && beforeMs === undefined;
  return clock.warnings.find(isIt)?.at ?? null;
}

/** The parts of a condition that keep it from holding: of several that must all hold, those that do not. */
function unmetOf(when: Expression, state: TicketState, moment: Moment): Expression[] {
  if (holds(when, state, moment)) return [];
  return 'all' in when ? when.all.flatMap((part) => unmetOf(part, state, moment)) : [when];
}
