import { isAmong } from '../../domain/ticket.ts';
import type { CalendarDefinition } from '../calendars/definition.ts';
import type { WaitingDefinition } from '../define.ts';
import { isDuration, minutesOf } from '../durations.ts';
import { clocksOf, namesOf } from '../own_words.ts';
import { type Check, namePattern } from './checks.ts';

/** Why a clock stands still where a ticket waits for nothing of its process. */
const taken = ['resolved', 'merged'] as const;

type AnyWait = WaitingDefinition<string> & { atLimit?: 'resume' | { resolve: string } };

export function checkPending(check: Check): void {
  const { pending, approvals } = check.definition;
  if (approvals?.length) {
    const expected = 'a rule for tickets that wait for an approval';
    check.expect(!!pending.approval, 'pending.approval', pending.approval, expected);
  }
  for (const [reason, rule] of Object.entries(pending)) {
    if (!rule) continue;
    const path = `pending.${reason}`;
    check.expect(namePattern.test(reason), path, reason, 'a name in snake_case');
    check.expect(!isAmong(taken, reason), path, reason, `a name that is not ${taken.join(' or ')}`);
    checkWaitingRule(check, rule, path);
  }
  const codes = Object.keys(check.definition.resolutionCodes);
  for (const [reason, rule] of Object.entries<AnyWait | undefined>(pending)) {
    const then = rule?.atLimit ?? 'resume';
    if (then !== 'resume') check.oneOf(then.resolve, codes, `pending.${reason}.atLimit.resolve`);
  }
}

function checkWaitingRule(check: Check, rule: WaitingDefinition<string>, path: string): void {
  check.title(rule.title, `${path}.title`);
  for (const clock of rule.pauses ?? [])
    check.oneOf(clock, namesOf(clocksOf(check.definition)), `${path}.pauses`);
  const calendar = check.calendar(rule.calendar, `${path}.calendar`);
  check.duration(rule.limit, rule.calendar, `${path}.limit`);
  if (calendar) checkReminders(check, rule, calendar, path);
}

/** @param path of what has the reminders */
export function checkReminders(
  check: Check,
  rule: Pick<WaitingDefinition<string>, 'limit' | 'reminders'>,
  calendar: CalendarDefinition,
  path: string,
): void {
  const { reminders = [] } = rule;
  if (![rule.limit, ...reminders].every(isDuration)) {
    check.expect(false, `${path}.reminders`, reminders, 'lengths of time with a unit');
    return;
  }
  const limit = minutesOf(rule.limit, calendar);
  let last = 0;
  reminders.forEach((reminder, index) => {
    const at = minutesOf(reminder, calendar);
    const expected = 'reminders in order, before the limit';
    check.expect(at > last && at < limit, `${path}.reminders.${index}`, reminder, expected);
    last = at;
  });
}
