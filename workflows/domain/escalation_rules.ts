import { isSameClock } from './clock_changes.ts';
import { hasPassed } from './clocks.ts';
import type { Draft } from './draft.ts';
import { escalateByRule, escalateToManagementByRule } from './escalation.ts';
import { holds } from './expression.ts';
import type { EscalationRule } from './process.ts';
import { requestNotification } from './rules/notify.ts';
import { type Clock, findOpenClock, isOpen, openApproval, type TicketState } from './ticket.ts';

/**
 * Applies each escalation rule whose time has come: so much of its clock is used up, and its
 * condition holds, in whichever order the two came true. Each rule acts once per clock.
 *
 * @returns whether any did.
 */
export function applyEscalationRules(draft: Draft): boolean {
  let hasApplied = false;
  for (const rule of draft.rules.process.escalationRules) {
    const clock = findOpenClock(draft.state, rule.clock);
    if (!clock || !isDue(draft, rule, clock)) continue;
    apply(draft, rule, clock);
    hasApplied = true;
  }
  return hasApplied;
}

function isDue(draft: Draft, rule: EscalationRule, clock: Clock): boolean {
  const { state } = draft;
  if (clock.rulesApplied.includes(rule.name)) return false;
  if (!isOpen(state) || !holds(rule.when, state, draft)) return false;
  if ('functional' in rule.then) {
    // Nobody is to work on it before it is approved.
    if (openApproval(state)) return false;
    if (wasHandedUp(state) && !passesNow(draft, rule.atPercent, clock)) return false;
  }
  return hasPassed(rule.atPercent, clock);
}

/** Whoever sent it back to this group knew how late it was: no rule sends it up again for that. */
export function wasHandedUp({ climbs, group, tier }: TicketState): boolean {
  return climbs.some(({ fromGroup, fromTier }) => fromGroup === group && fromTier === tier);
}

function passesNow({ events }: Draft, percent: number, clock: Clock): boolean {
  return events.some((event) => {
    if (event.type === 'sla_breach') return percent === 100 && isSameClock(event.data, clock);
    return (
      event.type === 'sla_warning' &&
      event.data.beforeMs === undefined &&
      event.data.percent === percent &&
      isSameClock(event.data, clock)
    );
  });
}

function apply(draft: Draft, rule: EscalationRule, { name, cycle }: Clock): void {
  const percent = rule.atPercent;
  draft.emit('escalation_rule_applied', { rule: rule.name, name, cycle, percent });
  if ('functional' in rule.then) escalateByRule(draft, rule.name);
  else escalateToManagementByRule(draft, rule.then.hierarchical, rule.name);
  requestNotification(draft, rule.name, rule.notify ?? []);
}
