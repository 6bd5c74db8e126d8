import { alarmReasons, type MailRhythm } from '../../domain/notification_words.ts';
import {
  type AgentReason,
  agentReasons,
  type NotificationSide,
  type RecipientReason,
  type RequesterReason,
  requesterReasons,
} from '../../domain/recipients.ts';
import { isAmong } from '../../domain/ticket.ts';
import type { WallTime, Weekday } from '../calendars/definition.ts';

/** Mail as a digest, at a time of the recipient's day. */
export type MailTimes = Exclude<MailRhythm, 'daily' | 'weekly'> | DailyMail | WeeklyMail;
export interface DailyMail {
  daily: WallTime;
}
export interface WeeklyMail {
  weekly: Weekday;
  at: WallTime;
}

/** One mail a day with all that there is: `daily('08:00')`. */
export function daily(at: WallTime): DailyMail {
  return { daily: at };
}

/** One mail a week with all that there is: `weekly('monday', '08:00')`. */
export function weekly(day: Weekday, at: WallTime): WeeklyMail {
  return { weekly: day, at };
}

/**
 * In which hours mail and desktop tell: the recipient's own, those of the ticket's group, or any.
 * What falls elsewhere waits for them.
 */
export const notificationHours = ['always', 'recipient', 'group'] as const;
export type NotificationHours = (typeof notificationHours)[number];

/** How a process tells for one reason. What it does not say is as it is by default. */
export interface NotificationRule {
  bell?: boolean;
  desktop?: boolean;
  mail?: MailTimes;
  /** Other programs are told, by `notification_told` of the webhooks. */
  webhook?: boolean;
  hours?: NotificationHours;
  /** Nobody may choose otherwise for themselves. */
  isFixed?: boolean;
}

/** How a process tells its people, by reason, where it is not as it is by default. */
export interface NotificationRules {
  requesters?: { readonly [R in RequesterReason]?: NotificationRule };
  agents?: { readonly [R in AgentReason]?: NotificationRule };
}

export type CompleteRule = Required<NotificationRule>;

const news = { bell: true, desktop: true, mail: 'at_once' } as const;
const onScreen = { bell: true, desktop: true, mail: 'never' } as const;
/** Nothing is late yet: it is there for whoever looks. */
const onBell = { bell: true, desktop: false, mail: 'never' } as const;
/** With what else is told of the ticket at that moment; alone the bell need not ring for it. */
const byMail = { bell: false, desktop: false, mail: 'at_once' } as const;

type Medium = Pick<CompleteRule, 'bell' | 'desktop' | 'mail'>;

const defaults: {
  requesters: { readonly [R in RequesterReason]: Medium };
  agents: { readonly [R in AgentReason]: Medium };
} = {
  requesters: {
    received: byMail,
    answered: news,
    put_on_hold: byMail,
    reminder: news,
    consent_requested: news,
    approved: news,
    not_approved: news,
    resolved: news,
    cancelled: news,
    merge_undone: news,
    copied: news,
    colleague_wrote: news,
  },
  agents: {
    paged: news,
    page_unanswered: news,
    approval_requested: news,
    escalated: news,
    attention_required: news,
    assigned: news,
    taken_over: onScreen,
    mentioned: news,
    assignment_overdue: onScreen,
    task_assigned: news,
    task_due: news,
    task_waiting: onScreen,
    task_ended: onScreen,
    rule: news,
    warned: onBell,
    handed_off: onScreen,
    handed_back: onScreen,
    requester_wrote: onScreen,
    reopened: onScreen,
    cancelled: onScreen,
    not_taken: onScreen,
    merge_undone: onScreen,
    followed: onScreen,
  },
};

/** The reasons for which somebody of a side is told, the strongest first. */
export function reasonsOfSide(side: NotificationSide): readonly RecipientReason[] {
  return side === 'requesters' ? requesterReasons : agentReasons;
}

/** What holds for a reason where the process says nothing of it. */
export function defaultRule(side: NotificationSide, reason: RecipientReason): CompleteRule {
  const medium = mediumOf(side, reason);
  const hours = isAmong(alarmReasons, reason) ? 'always' : 'recipient';
  // Whoever is paged is reached, whatever they like to hear of otherwise.
  return { ...medium, webhook: false, hours, isFixed: reason === 'paged' };
}

function mediumOf(side: NotificationSide, reason: RecipientReason): Medium {
  if (side === 'requesters' && isAmong(requesterReasons, reason)) {
    return defaults.requesters[reason];
  }
  return side === 'agents' && isAmong(agentReasons, reason) ? defaults.agents[reason] : onScreen;
}

/** What a process says of a reason itself; undefined where it says nothing. */
export function ownRule(
  rules: NotificationRules | undefined,
  side: NotificationSide,
  reason: RecipientReason,
): NotificationRule | undefined {
  const ofSide: { readonly [R in RecipientReason]?: NotificationRule } = rules?.[side] ?? {};
  return ofSide[reason];
}

/** What holds for a reason under a process. */
export function ruleFor(
  rules: NotificationRules | undefined,
  side: NotificationSide,
  reason: RecipientReason,
): CompleteRule {
  return { ...defaultRule(side, reason), ...ownRule(rules, side, reason) };
}

/** How often, without at which time. */
export function rhythmOf(mail: MailTimes): MailRhythm {
  if (typeof mail === 'string') return mail;
  return 'daily' in mail ? 'daily' : 'weekly';
}
