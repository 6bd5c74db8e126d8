import { notificationSides, type RecipientReason } from '../../domain/recipients.ts';
import type { ProcessDefinition } from '../define.ts';
import {
  type CompleteRule,
  type MailTimes,
  type NotificationHours,
  reasonsOfSide,
  ruleFor,
} from './rules.ts';

const hoursWords: Record<NotificationHours, string> = {
  always: 'at any hour',
  recipient: 'in the recipient’s hours',
  group: 'in the hours of the ticket’s group',
};

/** By what a rule tells: “bell, desktop, mail each day at 08:00, in the recipient’s hours”. */
export function ruleWords({ bell, desktop, mail, webhook, hours, isFixed }: CompleteRule): string {
  const channels = [
    ...(bell ? ['bell'] : []),
    ...(bell && desktop ? ['desktop'] : []),
    ...(mail === 'never' ? [] : [`mail ${mailWords(mail)}`]),
    ...(webhook ? ['webhook'] : []),
  ];
  if (channels.length === 0) return 'by nothing';
  const fixed = isFixed ? ['nobody may choose otherwise'] : [];
  return [...channels, hoursWords[hours], ...fixed].join(', ');
}

export function mailWords(mail: MailTimes): string {
  if (mail === 'at_once') return 'at once';
  if (mail === 'hourly') return 'each hour';
  if (mail === 'never') return 'never';
  return 'daily' in mail ? `each day at ${mail.daily}` : `each ${mail.weekly} at ${mail.at}`;
}

/** Every rule of a process, by side and reason, defaults included. */
export function allRules({
  notifications,
}: Pick<ProcessDefinition, 'notifications'>): Record<string, Record<string, CompleteRule>> {
  return Object.fromEntries(
    notificationSides.map((side) => [
      side,
      Object.fromEntries(
        reasonsOfSide(side).map((reason: RecipientReason) => [
          reason,
          ruleFor(notifications, side, reason),
        ]),
      ),
    ]),
  );
}
