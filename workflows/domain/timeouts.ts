import { assignmentOverdue } from './assignment.ts';
import { nextAttentionAt } from './attention.ts';
import { addWorkingMs, isWorkingAt } from './calendar.ts';
import { calendarOf } from './clocks.ts';
import type { Deadline } from './deadlines.ts';
import type { Draft } from './draft.ts';
import { escalateByRule, handOverLapsed, tellManagementByRule } from './escalation.ts';
import { holds } from './expression.ts';
import { settleMerge } from './merge.ts';
import { endPending, pendingLimitReached, remindRequester } from './pending.ts';
import type { EscalationRule } from './process.ts';
import { close } from './resolution.ts';
import { type ClockName, isOpen, openEscalation } from './ticket.ts';

/** What time does to a ticket when a deadline is reached. */
export function settleDeadline(draft: Draft, deadline: Deadline): void {
  switch (deadline.kind) {
    case 'warning':
      warn(draft, deadline);
      return;
    case 'breach':
      breach(draft, deadline.clock, deadline.cycle);
      return;
    case 'assignment_overdue':
      assignmentOverdue(draft);
      return;
    case 'pending_reminder':
      remindRequester(draft);
      return;
    case 'pending_until':
      endPending(draft, 'until_reached');
      return;
    case 'pending_limit':
      pendingLimitReached(draft);
      return;
    case 'auto_close':
      if (draft.state.status === 'merged') settleMerge(draft);
      else close(draft, 'timeout', null);
      return;
    case 'survey_expiry':
      if (draft.state.survey) draft.emit('survey_expired', { n: draft.state.survey.n });
      return;
    case 'attention':
      draft.emit('attention_required', {
        level: draft.state.hierarchyLevel,
        nextAt: nextAttentionAt(draft),
      });
      return;
  }
}

function clockOf(draft: Draft, name: ClockName, cycle: number) {
  return draft.state.clocks.find((clock) => clock.name === name && clock.cycle === cycle);
}

function warn(draft: Draft, warning: Deadline & { kind: 'warning' }): void {
  const { clock: name, cycle, percent, beforeMs } = warning;
  const dueAt = clockOf(draft, name, cycle)?.dueAt ?? draft.at;
  if (beforeMs !== undefined) {
    draft.emit('sla_warning', { name, cycle, percent, beforeMs, dueAt });
    return;
  }
  draft.emit('sla_warning', { name, cycle, percent, dueAt });
  applyRules(draft, name, percent);
}

function breach(draft: Draft, name: ClockName, cycle: number): void {
  const clock = clockOf(draft, name, cycle);
  if (!clock) return;
  const { targetMs, dueAt } = clock;
  draft.emit('sla_breach', { name, cycle, targetMs, dueAt: dueAt ?? draft.at });
  const late = openEscalation(draft.state);
  applyRules(draft, name, 100);
  // A rule may have handed it on: whoever has it now gets the time that was promised.
  const isStillLate = openEscalation(draft.state)?.n === late?.n;
  if (name === 'acknowledgement' && isStillLate) handOverLapsed(draft);
}

function applyRules(draft: Draft, clock: ClockName, percent: number): void {
  const applies = (rule: EscalationRule) => rule.clock === clock && rule.atPercent === percent;
  for (const rule of draft.rules.process.escalationRules.filter(applies)) {
    if (!isOpen(draft.state) || !holds(rule.when, draft.state)) continue;
    if ('functional' in rule.then) escalateByRule(draft, rule.name);
    else tellManagementByRule(draft, rule.then.hierarchical, rule.name);
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
