import { checkLine } from '../../../workflows/domain/checks.ts';
import type { EventData, EventType } from '../../../workflows/domain/events.ts';
import type { Refusal } from '../../../workflows/domain/refusals.ts';
import type {
  CheckResult,
  CheckSubject,
  FieldValue,
  FieldValues,
  RunStep,
} from '../../../workflows/domain/ticket.ts';
import { refusalText } from '../../../workflows/processes/refusal_words.ts';
import { noteText } from '../../../workflows/processes/rules/note_text.ts';
import { withTitles } from '../../http/refusal_names.ts';
import type { Shown, ShownFields } from '../../http/shown_data.ts';
import {
  actor,
  group,
  groups,
  instant,
  instants,
  minutes,
  people,
  person,
  type ShownParts,
  text,
} from '../../http/shown_fields.ts';
import type { Attachment } from '../attachments/contract.ts';
import { shownChanges } from '../fields/field_view.ts';
import type { LinkedTicket, TextRow } from '../parts.ts';

function wordsIn(changes: Record<string, FieldValue | null>): string[] {
  return Object.values(changes).filter((value) => typeof value === 'string');
}

export interface TimelineParts extends ShownParts {
  processVersion: number;
  texts: ReadonlyMap<string, TextRow>;
  /** What was sent with messages, by their ids. */
  attachments: ReadonlyMap<string, Attachment[]>;
  /** The tickets and problems it names that the reader may know of. */
  tickets: ReadonlyMap<string, Pick<LinkedTicket, 'number' | 'subject'>>;
}

/** The id of a ticket or a problem, shown as what it is called. */
const otherTicket = {
  show(id: string, { tickets }: TimelineParts) {
    const { number = null, subject = null } = tickets.get(id) ?? {};
    return { id, number, subject };
  },
  names: { kind: 'tickets' as const, ids: (id: string) => [id] },
};

const sameId = {
  show: (id: string) => id,
  names: { kind: 'texts' as const, ids: (id: string) => [id] },
};

/**
 * The fields of event data that are shown as what they name; every other is shown as it is. Ids of
 * messages and steps stay beside what they name.
 */
export const shownFields = {
  noteId: text('note'),
  titleId: text('title'),
  descriptionId: text('description'),
  checklistId: text('checklist'),
  commentId: text('comment'),
  rootCauseId: text('rootCause'),
  requestedOutcomeId: text('requestedOutcome'),
  messageId: {
    ...sameId,
    beside: (id: string, { texts, attachments }: TimelineParts) => ({
      body: texts.get(id)?.body ?? null,
      attachments: attachments.get(id) ?? [],
    }),
  },
  stepId: {
    ...sameId,
    beside(id: string, { texts }: TimelineParts) {
      const { body: step = null, outcome = null, ruledOut = null } = texts.get(id) ?? {};
      return { step, outcome, ruledOut };
    },
  },
  into: otherTicket,
  from: otherTicket,
  id: { ...otherTicket, name: 'other' },
  ticketId: { ...otherTicket, name: 'ticket' },
  fromTicketId: { ...otherTicket, name: 'fromTicket' },
  forTicketId: { ...otherTicket, name: 'forTicket' },
  /** What a rule said, in the reader's language. */
  text: {
    name: 'body',
    show: (said: EventData['rule_note_added']['text'], { processId, locale }: TimelineParts) =>
      noteText(said, processId, locale),
  },
  /** Why it was refused, in the reader's language. */
  refusal: {
    name: 'why',
    show: (refusal: Refusal, { locale }: TimelineParts) =>
      refusalText(withTitles(refusal, locale), locale),
  },
  /** Of the process's fields those that were set, in the order of their form; null where one was cleared. */
  fields: {
    show: (changes: Record<string, FieldValue | null>, parts: TimelineParts) =>
      shownChanges(parts, changes, parts, parts.locale),
    // Which of them are texts and people, only the process knows: the others are no ids of any.
    names: [
      { kind: 'texts' as const, ids: wordsIn },
      { kind: 'people' as const, ids: wordsIn },
    ],
  },
  /** What the form of a task says, by the names of its fields. */
  answers: {
    show: (answers: FieldValues, { texts, names }: TimelineParts) =>
      Object.fromEntries(
        Object.entries(answers).map(([name, value]): [string, FieldValue | null] => [
          name,
          texts.get(String(value))?.body ?? names.get(String(value)) ?? value,
        ]),
      ),
    names: [
      { kind: 'texts' as const, ids: wordsIn },
      { kind: 'people' as const, ids: wordsIn },
    ],
  },
  /** What the desk asks the network, and what came of it: nothing of it is anybody's. */
  subject: { show: (subject: CheckSubject) => ({ ...subject, line: checkLine(subject) }) },
  check: { show: (check: CheckResult) => check },
  /** The step of a playbook that it belongs to, as the playbook knows it. */
  run: { show: (run: RunStep) => run },
  requesterId: { ...person, name: 'requester' },
  assignee: person,
  fromAssignee: person,
  agent: person,
  preferredAgent: person,
  excludedAgents: people,
  mentionedAgents: people,
  mentionedGroups: groups,
  followers: people,
  follower: person,
  person,
  fromPerson: person,
  managerId: { ...person, name: 'manager' },
  deputyId: { ...person, name: 'deputy' },
  onBehalfOf: person,
  by: actor,
  group,
  fromGroup: group,
  toGroup: group,
  at: instant,
  since: instant,
  until: instant,
  dueAt: instant,
  warnAt: instant,
  openedAt: instant,
  oldDueAt: instant,
  nextDueAt: instant,
  looksAt: instant,
  nextAt: instant,
  startedAt: instant,
  stoppedAt: instant,
  runningSince: instant,
  breachedAt: instant,
  firedAt: instant,
  settledAt: instant,
  endsAt: instant,
  sendAt: instant,
  expiresAt: instant,
  finalAt: instant,
  mergedAt: instant,
  saidAt: instant,
  resolvedAt: instant,
  workStartedAt: instant,
  requestedAt: instant,
  answeredAt: instant,
  attentionAt: instant,
  autoCloseAt: instant,
  reminders: instants,
  contactMs: minutes('contactMinutes'),
  elapsedMs: minutes('elapsedMinutes'),
  targetMs: minutes('targetMinutes'),
  oldTargetMs: minutes('oldTargetMinutes'),
  beforeMs: minutes('beforeMinutes'),
  withinMs: minutes('withinMinutes'),
  timeAtTierMs: minutes('timeAtTierMinutes'),
  /** What a repair found the ticket to be: nothing that happened to it. */
  ticket: { name: 'repaired', show: () => null },
} as const satisfies ShownFields<TimelineParts>;

/** The data of each type of event as those who serve read it. */
export type ShownData = { [T in EventType]: Shown<EventData[T], typeof shownFields> };

/** What a requester sees of each event: the names of its data. Other types are the desk's own. */
export const requesterFields = {
  ticket_opened: ['type', 'channel', 'category', 'service'],
  ticket_assigned: ['assignee'],
  work_started: ['assignee'],
  message_added: ['messageId', 'visibility', 'isAutomatic', 'saidAt'],
  rule_note_added: ['visibility', 'text'],
  pending_started: ['reason', 'until'],
  pending_reminder: ['reason', 'count'],
  pending_ended: ['reason', 'cause'],
  ticket_resolved: ['n', 'code', 'noteId', 'articleId', 'autoCloseAt'],
  ticket_reopened: ['n', 'cause'],
  resolution_restored: ['n', 'autoCloseAt'],
  ticket_closed: ['cause'],
  ticket_cancelled: [],
  ticket_merged: ['into'],
  ticket_unmerged: ['from'],
  copy_added: ['person'],
  copy_removed: ['person'],
  survey_requested: ['n', 'expiresAt'],
  consent_requested: ['n', 'titleId', 'noteId', 'expiresAt'],
  consent_answered: ['n', 'answer', 'noteId'],
  consent_lapsed: ['n'],
  satisfaction_recorded: ['n', 'score', 'commentId'],
} as const satisfies { [T in EventType]?: readonly (keyof EventData[T])[] };

export type RequesterEventType = keyof typeof requesterFields;

/** The data of each type of event as a requester reads it; the reason only by who gave it. */
export type RequesterShownData = {
  [T in RequesterEventType]: Shown<
    Pick<EventData[T], (typeof requesterFields)[T][number] & keyof EventData[T]>,
    typeof shownFields
  > & { note?: string | null };
};
