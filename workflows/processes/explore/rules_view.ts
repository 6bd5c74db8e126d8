import { hasPassed } from '../../domain/clocks.ts';
import { holds, type Moment } from '../../domain/expression.ts';
import type { Expression, Rules } from '../../domain/process.ts';
import type { ActingRule } from '../../domain/rules/rule.ts';
import { findOpenClock, type TicketState } from '../../domain/ticket.ts';
import { type Leaf, leaves } from '../process_words.ts';
import type { View } from './explore.ts';
import { onceOpened } from './searched_rules.ts';

/** As a view, and besides all that rules which act turn on: their conditions, and how each stands. */
export function rulesView(rules: Rules, view: View): View {
  const { rules: acting } = onceOpened(rules.process);
  if (!acting) return view;
  const asked = uniqueLeaves(acting.map(({ when }) => when));
  return (state) =>
    [
      view(state),
      asked.map((leaf) => (holds(leaf, state, lastStep(state, rules)) ? 1 : 0)).join(''),
      acting.map((rule) => standingOf(rule, state)).join(),
    ].join();
}

/** What conditions turn on, each once. */
export function uniqueLeaves(conditions: readonly Expression[]): Leaf[] {
  const all = leaves([...conditions]);
  return [...new Map(all.map((leaf) => [JSON.stringify(leaf), leaf])).values()];
}

function standingOf({ name, on, once }: ActingRule, state: TicketState): string {
  const standing = state.ruleStandings?.[name];
  if (once === 'ticket' && standing && standing.count > 0) return 'over';
  if ('atPercent' in on) {
    const clock = findOpenClock(state, on.clock);
    if (!clock) return '';
    if (clock.rulesApplied.includes(name)) return 'spent';
    return hasPassed(on.atPercent, clock) ? 'passed' : 'ahead';
  }
  if (standing?.since === undefined) return '';
  if (standing.hasActed) return 'spent';
  return standing.dueAt === null ? 'passed' : 'ahead';
}

/** The instant at which conditions were looked at last. */
export function lastStep({ updatedAt: at }: TicketState, rules: Rules): Moment {
  return { at, rules };
}
