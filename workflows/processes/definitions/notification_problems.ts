import { alwaysToldReasons } from '../../domain/muting.ts';
import { alarmReasons } from '../../domain/notification_words.ts';
import { type NotificationSide, notificationSides } from '../../domain/recipients.ts';
import { isAmong } from '../../domain/ticket.ts';
import { findMinuteOfDay } from '../calendars/definition.ts';
import {
  type MailTimes,
  type NotificationRule,
  ownRule,
  reasonsOfSide,
  ruleFor,
} from '../notifications/rules.ts';
import type { Check } from './checks.ts';

/** How people are told: everybody who must be, by something they see, and of alarms in time. */
export function checkNotifications(check: Check): void {
  for (const side of notificationSides) checkSide(check, side);
}

function checkSide(check: Check, side: NotificationSide): void {
  const { notifications } = check.definition;
  for (const reason of reasonsOfSide(side)) {
    const own = ownRule(notifications, side, reason);
    if (!own) continue;
    const path = `notifications.${side}.${reason}`;
    const { bell, mail } = ruleFor(notifications, side, reason);
    const isTold = bell || mail !== 'never';
    const mustBeTold = isAmong(alwaysToldReasons, reason);
    check.expect(isTold || !mustBeTold, path, own, 'the bell or mail: nobody is spared this');
    checkMail(check, mail, isAmong(alarmReasons, reason), `${path}.mail`);
    checkDesktop(check, own, bell, path);
  }
}

function checkMail(check: Check, mail: MailTimes, isAlarm: boolean, path: string): void {
  const isDigest = mail !== 'never' && mail !== 'at_once';
  const inTime = "'at_once' or 'never': in a digest an alarm comes when it is too late";
  check.expect(!isAlarm || !isDigest, path, mail, inTime);
  if (typeof mail === 'string') return;
  const time = 'daily' in mail ? mail.daily : mail.at;
  const minute = findMinuteOfDay(time);
  const isTime = minute !== undefined && minute < 24 * 60;
  check.expect(isTime, path, time, "a time of day, as '08:00'");
}

/** The desktop shows what the bell lists. */
function checkDesktop(check: Check, own: NotificationRule, bell: boolean, path: string): void {
  const isShown = own.desktop !== true || bell;
  check.expect(
    isShown,
    `${path}.desktop`,
    own.desktop,
    'bell: true with it: it shows what the bell lists',
  );
}
