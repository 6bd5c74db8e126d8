import type { RecipientReason } from './recipients.ts';

/** By what somebody can be told. The desktop shows, outside of the desk's pages, what a browser allows. */
export const notificationChannels = ['bell', 'desktop', 'mail', 'webhook'] as const;
export type NotificationChannel = (typeof notificationChannels)[number];

/** How often mail comes: with each piece of news, or as a digest. */
export const mailRhythms = ['never', 'at_once', 'hourly', 'daily', 'weekly'] as const;
export type MailRhythm = (typeof mailRhythms)[number];
export type DigestRhythm = Exclude<MailRhythm, 'never' | 'at_once'>;

/** Something is late or lies: told later it helps nobody, so no digest has it. */
export const alarmReasons = [
  'paged',
  'page_unanswered',
  'escalated',
  'attention_required',
  'assignment_overdue',
  'rule',
] as const satisfies readonly RecipientReason[];

/**
 * What became of a notification as mail. `waiting`: it is to be mailed. `told_with`: the same mail
 * tells it by a stronger reason. The others say why there is none.
 */
export const mailOutcomes = [
  'waiting',
  'mailed',
  'told_with',
  'rule',
  'choice',
  'muted',
  'seen',
  'account_closed',
  'no_address',
  'address_bounces',
  'withheld',
  'too_many',
  'no_server',
  'before_mail',
] as const;
export type MailOutcome = (typeof mailOutcomes)[number];
