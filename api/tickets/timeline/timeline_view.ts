import type { EventSource, EventType } from '../../../workflows/domain/events.ts';
import type { Actor } from '../../../workflows/domain/ticket.ts';
import { titleOf } from '../../../workflows/processes/index.ts';
import { seesInternals } from '../../http/viewer.ts';
import type { Account } from '../../people/directory.ts';
import type { Attachment } from '../attachments/contract.ts';
import { iso, minutes, type TextRow } from '../parts.ts';
import type { TimelineEvent } from './contract.ts';

/** An event as its row has it. */
export interface EventRow {
  seq: number;
  type: EventType;
  at: Date;
  actor: Actor;
  data: Record<string, unknown>;
  source: EventSource | null;
}

export interface TimelineParts {
  processId: string;
  names: ReadonlyMap<string, string | null>;
  texts: ReadonlyMap<string, TextRow>;
  /** What was sent with messages, by their ids. */
  attachments: ReadonlyMap<string, Attachment[]>;
}

/** What a requester sees of each event: the names of its data. Other types are the desk's own. */
const requesterFields: Partial<Record<EventType, readonly string[]>> = {
  ticket_opened: ['type', 'channel', 'category', 'service'],
  ticket_assigned: ['assignee'],
  work_started: ['assignee'],
  message_added: ['messageId', 'visibility', 'isAutomatic'],
  pending_started: ['reason', 'until'],
  pending_reminder: ['reason', 'count'],
  pending_ended: ['reason', 'cause'],
  ticket_resolved: ['n', 'code', 'noteId', 'articleId', 'autoCloseAt'],
  ticket_reopened: ['n', 'cause'],
  ticket_closed: ['cause'],
  ticket_cancelled: [],
  ticket_merged: ['into'],
  ticket_unmerged: ['from'],
  survey_requested: ['n', 'expiresAt'],
  satisfaction_recorded: ['n', 'score', 'commentId'],
};

export const requesterEventTypes = Object.keys(requesterFields) as EventType[];

/** The rules of what a requester may read, in one place for timeline and stream. */
export function isForRequester(event: Pick<EventRow, 'type' | 'data'>): boolean {
  if (!requesterFields[event.type]) return false;
  return event.type !== 'message_added' || event.data.visibility === 'public';
}

export function timelineEventView(
  event: EventRow,
  parts: TimelineParts,
  account: Account,
): TimelineEvent {
  const isInternal = seesInternals(account);
  const fields = isInternal ? Object.keys(event.data) : fieldsForRequester(event, account);
  const shown = Object.fromEntries(
    fields.filter((name) => name in event.data).map((name) => [name, event.data[name]]),
  );
  return {
    seq: event.seq,
    type: event.type,
    at: event.at.toISOString(),
    actor: actorView(event.actor, parts),
    data: readable(shown, parts, account) as Record<string, unknown>,
    source: isInternal ? event.source : null,
  };
}

/** A reason somebody gave is shown to who gave it. */
function fieldsForRequester(event: EventRow, account: Account): readonly string[] {
  const fields = requesterFields[event.type] ?? [];
  return event.actor.id === account.id ? [...fields, 'noteId'] : fields;
}

const textNames: Record<string, string> = {
  noteId: 'note',
  messageId: 'body',
  commentId: 'comment',
  rootCauseId: 'rootCause',
  requestedOutcomeId: 'requestedOutcome',
};
const personNames = new Set(['assignee', 'fromAssignee', 'agent', 'preferredAgent']);
const groupNames = new Set(['group', 'fromGroup', 'toGroup']);
const instantName = /(^at|At|^until|^since|Since)$/;

/** Ids of the texts and of the people an event's data names. */
export function namedIn(data: unknown): { texts: string[]; people: string[] } {
  const named = { texts: [] as string[], people: [] as string[] };
  walk(data, (name, value) => {
    if (typeof value !== 'string') return;
    if (name in textNames || name === 'stepId') named.texts.push(value);
    else if (personNames.has(name) || name === 'requesterId' || name === 'excludedAgents') {
      named.people.push(value);
    }
  });
  walkActors(data, (actor) => {
    if (actor.kind !== 'system') named.people.push(actor.id);
  });
  return named;
}

function walk(value: unknown, visit: (name: string, value: unknown) => void, name = ''): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit, name);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) walk(inner, visit, key);
  } else {
    visit(name, value);
  }
}

function walkActors(value: unknown, visit: (actor: Actor) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'by' && isActor(inner)) visit(inner);
    else walkActors(inner, visit);
  }
}

function isActor(value: unknown): value is Actor {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

function readable(value: unknown, parts: TimelineParts, account: Account): unknown {
  if (Array.isArray(value)) return value.map((item) => readable(item, parts, account));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) =>
    readableEntry(name, inner, parts, account),
  );
  return Object.fromEntries(entries.flat());
}

type Entry = [name: string, value: unknown];

/** One name of an event's data as people read it; ids of texts stay beside the text. */
function readableEntry(
  name: string,
  value: unknown,
  parts: TimelineParts,
  account: Account,
): Entry[] {
  const { names, texts, processId } = parts;
  const person = (id: unknown) => ({ id, name: names.get(String(id)) ?? null });
  const textName = textNames[name];
  if (textName) {
    const text = typeof value === 'string' ? (texts.get(value)?.body ?? null) : null;
    return name === 'messageId'
      ? [
          [name, value],
          [textName, text],
          ['attachments', parts.attachments.get(String(value)) ?? []],
        ]
      : [[textName, text]];
  }
  if (name === 'stepId') {
    const row = texts.get(String(value));
    const { body = null, outcome = null, ruledOut = null } = row ?? {};
    return [
      [name, value],
      ['step', body],
      ['outcome', outcome],
      ['ruledOut', ruledOut],
    ];
  }
  if (name === 'requesterId') return [['requester', person(value)]];
  if (personNames.has(name)) return [[name, value === null ? null : person(value)]];
  if (name === 'excludedAgents' && Array.isArray(value)) return [[name, value.map(person)]];
  if (groupNames.has(name) && typeof value === 'string') {
    return [[name, { id: value, title: titleOf(processId, 'group', value, account.locale) }]];
  }
  if (name === 'by' && isActor(value)) return [[name, actorView(value, parts)]];
  if (typeof value === 'number' && instantName.test(name)) return [[name, iso(value)]];
  if (name === 'reminders' && Array.isArray(value)) return [[name, value.map(iso)]];
  if (typeof value === 'number' && name.endsWith('Ms')) {
    return [[`${name.slice(0, -2)}Minutes`, minutes(value)]];
  }
  return [[name, readable(value, parts, account)]];
}

function actorView(actor: Actor, { names }: TimelineParts): TimelineEvent['actor'] {
  return { ...actor, name: actor.kind === 'system' ? null : (names.get(actor.id) ?? null) };
}
