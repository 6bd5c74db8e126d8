import scroll from 'icon:scroll-text';
import stamp from 'icon:stamp';
import stethoscope from 'icon:stethoscope';
import tag from 'icon:tag';
import ticket from 'icon:ticket';
import type { RoutedBy } from '../../../../../workflows/domain/ticket.ts';
import { t } from '../../words/language.ts';
import { shortPriority, titleOf } from '../../words/process.ts';
import { routedWords } from '../../words/routed.ts';
import { workingTime } from '../../words/time.ts';
import type { EventRows } from './event_row.ts';

/** What was asked for, whether it was approved, and what was said about it. */
export const intakeEvents = {
  ticket_opened: ({ data }, actor, processId) => ({
    icon: ticket,
    words: [
      t('event.ticket_opened', {
        actor,
        channel: [t(`channel.${data.channel}`), contactWords(data.contactMinutes)]
          .filter(Boolean)
          .join(', '),
      }),
      routedAs(data.routedBy, processId),
    ]
      .filter(Boolean)
      .join(' · '),
  }),
  ticket_classified: ({ actor: by, data }, actor, processId) => ({
    icon: tag,
    words: t('event.ticket_classified', {
      // Requesters do not classify: what follows their opening is the triage's doing.
      actor: by.kind === 'agent' ? actor : t('actor.desk'),
      category: data.category
        ? titleOf('categories', data.category, processId)
        : t('event.no_category'),
      impact: lowered(titleOf('impacts', data.impact, processId)),
      urgency: lowered(titleOf('urgencies', data.urgency, processId)),
      priority: shortPriority(data.priority, processId),
    }),
    notes: [data.note],
  }),
  approval_requested: ({ data }) => ({
    icon: stamp,
    words: data.askedOf?.manager
      ? t('event.approval_requested_of', { name: data.askedOf.manager.name ?? '' })
      : t('event.approval_requested'),
  }),
  approval_answered: ({ data }, actor) => ({
    icon: stamp,
    words: t(`event.approval_answered_${data.answer}`, { actor }),
    notes: [
      data.onBehalfOf ? t('approval.on_behalf', { name: data.onBehalfOf.name ?? '' }) : null,
      data.note,
    ],
  }),
  approval_reminder: ({ data }) => ({
    icon: stamp,
    words: t('event.approval_reminder', { count: data.count }),
  }),
  approval_granted: ({ data }, actor) => ({
    icon: stamp,
    words: data.onBehalfOf
      ? t('event.approval_granted_for', { actor, name: data.onBehalfOf.name ?? '' })
      : t('event.approval_granted', { actor }),
    notes: [data.note],
  }),
  approval_refused: ({ data }, actor) => ({
    icon: stamp,
    words: data.onBehalfOf
      ? t('event.approval_refused_for', { actor, name: data.onBehalfOf.name ?? '' })
      : t('event.approval_refused', { actor }),
    notes: [data.note],
  }),
  approval_lapsed: ({ data }) => ({
    icon: stamp,
    words: t(data.isPassedOn ? 'event.approval_passed_on' : 'event.approval_lapsed'),
    tone: 'soon',
  }),
  approval_withdrawn: ({ data }, actor, processId) => ({
    icon: stamp,
    words: data.changes
      ? t('event.approval_asked_again', {
          actor,
          what: data.changes.map(({ field }) => changedTitle(field, processId)).join(', '),
        })
      : t('event.approval_withdrawn'),
  }),
  message_added: (_, actor) => ({ icon: scroll, words: t('event.message_added', { actor }) }),
  diagnostic_step_recorded: ({ data }, actor) => ({
    icon: stethoscope,
    words: data.check
      ? t(`event.check_${data.check.outcome}`, { check: data.check.kind.toUpperCase() })
      : t('event.diagnostic_step_recorded', { actor, kind: t(`step_kind.${data.kind}`) }),
  }),
  check_requested: ({ data }, actor) => ({
    icon: stethoscope,
    words: t('event.check_requested', { actor, line: data.subject.line }),
    isMinor: true,
  }),
} satisfies Partial<EventRows>;

const plainFields = [
  'type',
  'category',
  'service',
  'impact',
  'urgency',
  'priority',
  'group',
] as const;

/** What of a ticket an approval is given for, as its facts call it. */
function changedTitle(field: string, processId: string): string {
  const plain = plainFields.find((name) => name === field);
  if (plain) return t(`facts.${plain}`);
  if (field === 'tier') return t('facts.group');
  return titleOf('fields', field, processId);
}

/** Within a sentence: but what is an abbreviation stays one. */
function lowered(title: string): string {
  const [first = '', second = ''] = title;
  return second === second.toLowerCase() ? first.toLowerCase() + title.slice(1) : title;
}

/** How long the call took, where somebody said. */
function contactWords(minutes: number | undefined): string {
  return minutes === undefined ? '' : workingTime(Math.ceil(minutes));
}

function routedAs(routed: RoutedBy | undefined, process: string): string {
  return routed ? routedWords({ by: routed.kind, name: routed.name, process }) : '';
}
