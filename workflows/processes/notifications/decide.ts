import type { CompiledCalendar } from '../../domain/calendar.ts';
import {
  alarmReasons,
  type DigestRhythm,
  type MailOutcome,
  type MailRhythm,
} from '../../domain/notification_words.ts';
import type { NotificationSide, RecipientReason } from '../../domain/recipients.ts';
import { isAmong } from '../../domain/ticket.ts';
import { type DigestTime, nextDigestAt, openingFrom } from './digest_times.ts';
import { type CompleteRule, type MailTimes, rhythmOf } from './rules.ts';

/** What somebody wants for one reason; what they do not say is as the process says. */
export interface NotificationChoice {
  bell?: boolean;
  desktop?: boolean;
  mail?: MailRhythm;
}

/** What holds for somebody, and who says so of mail: the process, or they themselves. */
export interface EffectiveRule {
  bell: boolean;
  desktop: boolean;
  mail: MailTimes | MailRhythm;
  mailBy: 'rule' | 'choice';
}

/** A process's rule, and a choice within it: none where it is fixed, and no digest of an alarm. */
export function withChoice(
  rule: CompleteRule,
  reason: RecipientReason,
  choice: NotificationChoice = {},
): EffectiveRule {
  const { bell, desktop, mail, isFixed } = rule;
  const asRule = { bell, desktop, mail, mailBy: 'rule' as const };
  if (isFixed) return asRule;
  const isDelayed = choice.mail !== undefined && !isAmong(['never', 'at_once'], choice.mail);
  const isChosen = choice.mail !== undefined && !(isDelayed && isAmong(alarmReasons, reason));
  return {
    ...asRule,
    ...(choice.bell !== undefined && { bell: choice.bell }),
    ...(choice.desktop !== undefined && { desktop: choice.desktop }),
    ...(isChosen && choice.mail !== undefined && { mail: choice.mail, mailBy: 'choice' as const }),
  };
}

/** Everything that a notification is decided by, as it is when it is read. */
export interface NotificationCircumstances {
  side: NotificationSide;
  reason: RecipientReason;
  /** The ticket is of the most urgent priority of its process. */
  isMostUrgent: boolean;
  /** From when it may be told. */
  at: number;
  rule: CompleteRule;
  choice: NotificationChoice | undefined;
  isMuted: boolean;
  isAccountOpen: boolean;
  hasAddress: boolean;
  /** Mail to their address came back too often. */
  isStopped: boolean;
  /** Whether there is any way out for mail. */
  hasMailServer: boolean;
  zone: string;
  digestTime: DigestTime;
  /** The hours of the recipient, and of the ticket's group; undefined where they have none. */
  ownHours: CompiledCalendar | undefined;
  groupHours: CompiledCalendar | undefined;
  /** News of one ticket waits so long for more of it, and goes as one mail. */
  gatherMs: number;
}

export type MailDecision =
  | { outcome: 'waiting'; dueAt: number; digest: DigestRhythm | null }
  | { outcome: Exclude<MailOutcome, 'waiting' | 'mailed' | 'told_with'> };

export interface NotificationDecision {
  isToWebhooks: boolean;
  mail: MailDecision;
  mailBy: 'rule' | 'choice';
}

/**
 * By which channels somebody is told, and when. The bell and the desktop of whoever is at the desk
 * follow `withChoice` as they are looked at; this is of what goes out.
 */
export function decideNotification(one: NotificationCircumstances): NotificationDecision {
  const { rule, reason, choice, isMuted } = one;
  const { mail, mailBy } = withChoice(rule, reason, choice);
  return { isToWebhooks: rule.webhook && !isMuted, mail: decideMail(one, mail, mailBy), mailBy };
}

function decideMail(
  one: NotificationCircumstances,
  mail: MailTimes | MailRhythm,
  by: 'rule' | 'choice',
): MailDecision {
  if (one.isMuted) return { outcome: 'muted' };
  if (mail === 'never') return { outcome: by };
  if (!one.isAccountOpen) return { outcome: 'account_closed' };
  if (!one.hasAddress) return { outcome: 'no_address' };
  if (one.isStopped) return { outcome: 'address_bounces' };
  if (!one.hasMailServer) return { outcome: 'no_server' };
  const hours =
    one.rule.hours === 'group'
      ? one.groupHours
      : one.rule.hours === 'recipient'
        ? one.ownHours
        : undefined;
  const rhythm = typeof mail === 'string' ? mail : rhythmOf(mail);
  if (rhythm === 'at_once' || rhythm === 'never') {
    const dueAt = openingFrom(hours, one.at + (isUrgent(one) ? 0 : one.gatherMs));
    return { outcome: 'waiting', dueAt, digest: null };
  }
  const due = nextDigestAt(rhythm, timeOf(mail, one.digestTime), one.zone, one.at);
  return { outcome: 'waiting', dueAt: openingFrom(hours, due), digest: rhythm };
}

/** Whoever must act at once is not made to wait for what else may come. */
export function isUrgent({
  side,
  reason,
  isMostUrgent,
}: Pick<NotificationCircumstances, 'side' | 'reason' | 'isMostUrgent'>): boolean {
  return side === 'agents' && (isMostUrgent || isAmong(alarmReasons, reason));
}

/** What the process says; where somebody chose the rhythm, their own time. */
function timeOf(mail: MailTimes | MailRhythm, own: DigestTime): DigestTime {
  if (typeof mail === 'string') return own;
  return 'daily' in mail ? { ...own, at: mail.daily } : { day: mail.weekly, at: mail.at };
}
