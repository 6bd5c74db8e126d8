import arrowUp from 'icon:arrow-up-right';
import ban from 'icon:ban';
import bell from 'icon:bell';
import circleCheck from 'icon:circle-check';
import circlePause from 'icon:circle-pause';
import circlePlay from 'icon:circle-play';
import clock from 'icon:clock';
import history from 'icon:file-clock';
import flame from 'icon:flame';
import gitMerge from 'icon:git-merge';
import link from 'icon:link';
import lock from 'icon:lock';
import moveRight from 'icon:move-right';
import rotateCcw from 'icon:rotate-ccw';
import scroll from 'icon:scroll-text';
import siren from 'icon:siren';
import stamp from 'icon:stamp';
import star from 'icon:star';
import stethoscope from 'icon:stethoscope';
import tag from 'icon:tag';
import ticket from 'icon:ticket';
import timer from 'icon:timer';
import userRound from 'icon:user-round';
import userRoundX from 'icon:user-round-x';
import type { TimelineEvent, TimelineEventOf } from '../../../contract.ts';
import type { Drawing } from '../design/icon.tsx';
import { readable, t, tOr } from '../words/language.ts';
import { groupTitle, titleOf } from '../words/process.ts';
import { dateTime, workingTime } from '../words/time.ts';

export interface EventWords {
  icon: Drawing;
  words: string;
  tone?: 'late' | 'soon';
  /** Bookkeeping: shown when all steps are asked for. */
  isMinor?: boolean;
}

type DataOf<T extends TimelineEvent['type']> = TimelineEventOf<T>['data'];
type ClockEvent = TimelineEventOf<Extract<TimelineEvent['type'], `clock_${string}`>>;

/** An event as a sentence. Messages and diagnostic steps have cards of their own. */
export function eventWords(event: TimelineEvent): EventWords {
  const { type, actor: by, data, source } = event;
  const actor = by.kind === 'system' ? t('actor.desk') : (by.name ?? by.id);
  switch (type) {
    case 'ticket_opened':
      return {
        icon: ticket,
        words: t('event.ticket_opened', {
          actor,
          channel: tOr(`channel.${data.channel}`, data.channel),
        }),
      };
    case 'ticket_classified':
      // Requesters do not classify: what follows their opening is the triage's doing.
      return {
        icon: tag,
        words: classifiedWords(by.kind === 'agent' ? actor : t('actor.desk'), data),
      };
    case 'ticket_routed':
      return {
        icon: moveRight,
        words: t('event.ticket_routed', {
          actor,
          group: title(data.group),
          tier: data.tier,
          cause: data.cause,
        }),
        // The escalation before it says so already.
        isMinor: data.cause === 'escalation',
      };
    case 'assignment_requested':
      return {
        icon: userRound,
        words: t('event.assignment_requested', { group: title(data.group) }),
        isMinor: true,
      };
    case 'assignment_overdue':
      return {
        icon: bell,
        words: t('event.assignment_overdue', { group: title(data.group) }),
        tone: 'soon',
      };
    case 'ticket_assigned':
      return {
        icon: userRound,
        words: t('event.ticket_assigned', {
          actor,
          assignee: person(data.assignee),
          cause: data.cause,
        }),
      };
    case 'ticket_unassigned':
      return {
        icon: userRoundX,
        words: t('event.ticket_unassigned', { assignee: person(data.assignee) }),
        isMinor: data.cause === 'routed',
      };
    case 'work_started':
      return {
        icon: circlePlay,
        words: t('event.work_started', { assignee: person(data.assignee) }),
      };
    case 'message_added':
      return { icon: scroll, words: t('event.message_added', { actor }) };
    case 'diagnostic_step_recorded':
      return {
        icon: stethoscope,
        words: t('event.diagnostic_step_recorded', {
          actor,
          kind: tOr(`step_kind.${data.kind}`, data.kind),
        }),
      };
    case 'escalated':
      return { icon: arrowUp, words: escalatedWords(actor, data), tone: 'soon' };
    case 'escalation_accepted':
      return { icon: circleCheck, words: t('event.escalation_accepted', { actor }) };
    case 'escalation_refused':
      return { icon: ban, words: t('event.escalation_refused', { actor }), tone: 'soon' };
    case 'escalation_lapsed':
      return { icon: bell, words: t('event.escalation_lapsed'), tone: 'soon' };
    case 'pending_started':
      return { icon: circlePause, words: pendingWords(actor, data) };
    case 'pending_reminder':
      return { icon: bell, words: t('event.pending_reminder', { count: data.count }) };
    case 'pending_ended':
      return {
        icon: circlePlay,
        words: t('event.pending_ended', { actor, cause: data.cause }),
      };
    case 'sla_warning':
      return {
        icon: timer,
        words:
          data.beforeMinutes === undefined
            ? t('event.sla_warning', { clock: clockName(data.name), percent: data.percent })
            : t('event.sla_warning_before', {
                clock: clockName(data.name),
                time: workingTime(data.beforeMinutes),
              }),
        tone: 'soon',
      };
    case 'sla_breach':
      return {
        icon: flame,
        words: t('event.sla_breach', {
          clock: clockName(data.name),
          time: workingTime(data.targetMinutes),
        }),
        tone: 'late',
      };
    case 'ticket_resolved':
      return {
        icon: circleCheck,
        words: t('event.ticket_resolved', {
          actor,
          code: titleOf('resolutionCodes', data.code),
        }),
      };
    case 'ticket_reopened':
      return {
        icon: rotateCcw,
        words: t('event.ticket_reopened', { actor, cause: data.cause }),
        tone: 'soon',
      };
    case 'ticket_closed':
      return { icon: lock, words: t('event.ticket_closed', { actor, cause: data.cause }) };
    case 'ticket_cancelled':
      return { icon: ban, words: t('event.ticket_cancelled', { actor }) };
    case 'ticket_merged':
      return { icon: gitMerge, words: t('event.ticket_merged', { actor }) };
    case 'ticket_unmerged':
      return { icon: gitMerge, words: t('event.ticket_unmerged', { actor }) };
    case 'merge_received':
      return { icon: gitMerge, words: t('event.merge_received') };
    case 'merge_undone':
      return { icon: gitMerge, words: t('event.merge_undone') };
    case 'satisfaction_recorded':
      return {
        icon: star,
        words: t('event.satisfaction_recorded', { actor, score: data.score }),
      };
    case 'survey_requested':
      return { icon: star, words: t('event.survey_requested'), isMinor: true };
    case 'survey_expired':
      return { icon: star, words: t('event.survey_expired'), isMinor: true };
    case 'survey_cancelled':
      return { icon: star, words: t('event.survey_cancelled'), isMinor: true };
    case 'attention_required':
      return { icon: bell, words: t('event.attention_required'), tone: 'soon' };
    case 'history_noted':
      return {
        icon: history,
        words: t('event.history_noted', { activity: source?.activity ?? data.reason }),
      };
    case 'process_migrated':
      return { icon: tag, words: t('event.process_migrated', { version: data.toVersion }) };
    case 'clock_started':
    case 'clock_paused':
    case 'clock_resumed':
    case 'clock_stopped':
    case 'clock_retargeted':
    case 'clock_recalculated':
      return { icon: clock, words: t(`event.${type}`, clockValues(event)), isMinor: true };
    case 'attention_scheduled':
    case 'calendars_replaced':
    case 'merge_settled':
    case 'notification_requested':
      return { icon: history, words: t(`event.${type}`), isMinor: true };
    case 'approval_requested':
      return { icon: stamp, words: t('event.approval_requested') };
    case 'approval_granted':
    case 'approval_refused':
      return { icon: stamp, words: t(`event.${type}`, { actor }) };
    case 'approval_lapsed':
      return { icon: stamp, words: t('event.approval_lapsed'), tone: 'soon' };
    case 'ticket_linked':
    case 'ticket_unlinked':
      return {
        icon: link,
        words: t(`event.${type}`, {
          actor,
          kind: tOr(`link.is.${data.kind}`, data.kind),
        }),
      };
    case 'major_incident_declared':
      return { icon: siren, words: t('event.major_incident_declared', { actor }), tone: 'late' };
    case 'major_incident_withdrawn':
      return { icon: siren, words: t('event.major_incident_withdrawn', { actor }) };
  }
}

/** What somebody wrote with a command: a reason, a note, a comment. */
export function eventNote(event: TimelineEvent): string[] {
  if (event.type === 'ticket_routed' && event.data.cause === 'escalation') return [];
  return writtenWith(event).flatMap((text) => text || []);
}

function writtenWith({ type, data }: TimelineEvent): (string | null | undefined)[] {
  if (type === 'escalated') {
    const { note, handOff } = data.escalation;
    return [handOff?.note ?? note, handOff?.requestedOutcome];
  }
  if (type === 'satisfaction_recorded') return [data.comment];
  if (type === 'ticket_resolved') return [data.note, data.rootCause];
  return 'note' in data ? [data.note] : [];
}

function classifiedWords(actor: string, data: DataOf<'ticket_classified'>): string {
  const { category, impact, urgency, priority } = data;
  return t('event.ticket_classified', {
    actor,
    category: category ? titleOf('categories', category) : t('facts.none'),
    impact: tOr(`level.${impact}`, impact),
    urgency: tOr(`level.${urgency}`, urgency),
    priority: priority.toUpperCase(),
  });
}

function escalatedWords(actor: string, { escalation }: DataOf<'escalated'>): string {
  const reason = titleOf('escalationReasons', escalation.reason);
  return escalation.kind === 'hierarchical'
    ? t('event.escalated_hierarchical', { actor, level: Number(escalation.level), reason })
    : t('event.escalated_functional', { actor, group: title(escalation.toGroup), reason });
}

function pendingWords(actor: string, data: DataOf<'pending_started'>): string {
  const reason = tOr(`pending.${data.reason}`, data.reason);
  // The process asks for it, whoever opened the ticket.
  if (data.reason === 'approval') return reason;
  return data.until
    ? t('event.pending_started_until', { actor, reason, until: dateTime(data.until) })
    : t('event.pending_started', { actor, reason });
}

function clockValues({ type, data }: ClockEvent): { clock: string; time: string } {
  if (type === 'clock_started') {
    const { name, targetMinutes } = data.clock;
    return { clock: clockName(name), time: workingTime(targetMinutes) };
  }
  const time = 'elapsedMinutes' in data ? workingTime(data.elapsedMinutes) : '–';
  return { clock: clockName(data.name), time };
}

function clockName(name: string): string {
  return tOr(`clock.${name}`, name);
}

function person({ id, name }: { id: string; name: string | null }): string {
  return name || id || t('ticket.nobody');
}

function title({ id, title: words }: { id: string; title: string }): string {
  return groupTitle({ id, title: words || readable(id) });
}
