import { addWorkingMs, isWorkingAt } from './calendar.ts';
import { calendarOf } from './clocks.ts';
import type { Deadline } from './deadlines.ts';
import type { Draft } from './draft.ts';
import { escalateByRule, escalateToManagementByRule, handOffLapsed } from './escalation.ts';
import { holds } from './expression.ts';
import type { EscalationRule } from './process.ts';
import { type ClockName, isOpen, openEscalation } from './ticket.ts';

function clockOf(draft: Draft, name: ClockName, cycle: number) {
  return draft.state.clocks.find((clock) => clock.name === name && clock.cycle === cycle);
}

/** So much of the target is used up, or so little is left: rules hear the former. */
export function warn(
  draft: Draft,
  { clock: name, cycle, percent, beforeMs }: Deadline<'warning'>,
): void {
  const dueAt = clockOf(draft, name, cycle)?.dueAt ?? draft.at;
  if (beforeMs !== undefined) {
    draft.emit('sla_warning', { name, cycle, percent, beforeMs, dueAt });
    return;
  }
  draft.emit('sla_warning', { name, cycle, percent, dueAt });
  applyRules(draft, name, percent);
}

/** The target is reached. Rules escalate, and a hand-off that nobody accepted lapses. */
export function breach(draft: Draft, { clock: name, cycle }: Deadline<'breach'>): void {
  const clock = clockOf(draft, name, cycle);
  if (!clock) return;
  const { targetMs, dueAt } = clock;
  draft.emit('sla_breach', { name, cycle, targetMs, dueAt: dueAt ?? draft.at });
  const late = openEscalation(draft.state);
  applyRules(draft, name, 100);
  // A rule may have handed it on: whoever has it now gets the time that was promised.
  const isStillLate = openEscalation(draft.state)?.n === late?.n;
  if (name === 'acknowledgement' && isStillLate) handOffLapsed(draft);
}

function applyRules(draft: Draft, clock: ClockName, percent: number): void {
  const applies = (rule: EscalationRule) => rule.clock === clock && rule.atPercent === percent;
  for (const rule of draft.rules.process.escalationRules.filter(applies)) {
    if (!isOpen(draft.state) || !holds(rule.when, draft.state)) continue;
    if ('functional' in rule.then) escalateByRule(draft, rule.name);
    else escalateToManagementByRule(draft, rule.then.hierarchical, rule.name);
    notify(draft, rule);
  }
}

/** Tells the rule's recipients, once the notification hours allow it. */
function notify(draft: Draft, rule: EscalationRule): void {
  const { notify: recipients = [], name } = rule;
  if (recipients.length === 0) return;
  const { notificationCalendar: id } = draft.rules.process;
  const calendar = id === undefined ? null : calendarOf(draft.rules, id);
  const isQuiet = calendar !== null && !isWorkingAt(calendar, draft.at);
  const sendAt = isQuiet ? addWorkingMs(calendar, draft.at, 1) - 1 : draft.at;
  draft.emit('notification_requested', { rule: name, recipients, sendAt });
}
