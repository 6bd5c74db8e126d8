import type { Deadline } from './deadlines.ts';
import type { Draft } from './draft.ts';
import { handOffLapsed } from './escalation.ts';
import { applyEscalationRules } from './escalation_rules.ts';
import { holds } from './expression.ts';
import { applyAtBreach } from './rules/apply.ts';
import type { ActingRule } from './rules/rule.ts';
import { areStoppedAt } from './rules/standing.ts';
import { isLeft } from './rules/times.ts';
import { type Clock, type ClockName, kindOf, openEscalation } from './ticket.ts';

function clockOf(draft: Draft, name: ClockName, cycle: number) {
  return draft.state.clocks.find((clock) => clock.name === name && clock.cycle === cycle);
}

/** So much of the target is used up, or so little is left. */
export function warn(
  draft: Draft,
  { clock: name, cycle, percent, beforeMs }: Deadline<'warning'>,
): void {
  const clock = clockOf(draft, name, cycle);
  const dueAt = clock?.dueAt ?? draft.at;
  const notice = beforeMs === undefined ? {} : { beforeMs };
  const isLeftToRules = hasRuleOn(draft, clock, beforeMs === undefined ? percent : null);
  draft.emit('sla_warning', {
    ...{ name, cycle, percent, ...notice, dueAt },
    ...(isLeftToRules && { isLeftToRules }),
  });
}

/** Whether a rule of the process says who is told of this warning of the ticket. */
function hasRuleOn(draft: Draft, clock: Clock | undefined, percent: number | null): boolean {
  const { state, at } = draft;
  const { escalationRules, rules: acting = [] } = draft.rules.process;
  const isOn = (rule: { name?: string; clock: ClockName; atPercent: number }) =>
    rule.clock === clock?.name && rule.atPercent === percent;
  const willAct = (rule: ActingRule) => {
    const { on, name, when } = rule;
    if (!isLeft(rule, state) || !holds(when, state, draft)) return false;
    if ('warning' in on) return on.clock === clock?.name;
    return 'atPercent' in on && isOn(on) && !clock?.rulesApplied.includes(name);
  };
  return (
    escalationRules.some(
      (rule) => rule.notify !== undefined && isOn(rule) && holds(rule.when, state, draft),
    ) ||
    (!areStoppedAt(state, at) && acting.some(willAct))
  );
}

/** The target is reached. Rules escalate, and a hand-off that nobody accepted lapses. */
export function breach(draft: Draft, { clock: name, cycle }: Deadline<'breach'>): void {
  const clock = clockOf(draft, name, cycle);
  if (!clock) return;
  const { targetMs, dueAt } = clock;
  draft.emit('sla_breach', { name, cycle, targetMs, dueAt: dueAt ?? draft.at });
  const late = openEscalation(draft.state);
  applyEscalationRules(draft);
  if (kindOf(clock) === 'acknowledgement') applyAtBreach(draft, name);
  // A rule may have handed it on: whoever has it now gets the time that was promised.
  const isStillLate = openEscalation(draft.state)?.n === late?.n;
  if (kindOf(clock) === 'acknowledgement' && isStillLate) handOffLapsed(draft);
}
