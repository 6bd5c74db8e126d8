import type { EventData, EventSource, EventType } from '../../../workflows/domain/events.ts';
import type { Actor } from '../../../workflows/domain/ticket.ts';
import { showData } from '../../http/shown_data.ts';
import { shownActor } from '../../http/shown_fields.ts';
import { seesInternals } from '../../http/viewer.ts';
import type { Account } from '../../people/directory.ts';
import type { TimelineEvent } from './contract.ts';
import { requesterFields, shownFields, type TimelineParts } from './shown_event.ts';

/** An event as its row has it. */
export type EventRow = {
  [T in EventType]: {
    seq: number;
    type: T;
    at: Date;
    actor: Actor;
    data: EventData[T];
    source: EventSource | null;
  };
}[EventType];

export const requesterEventTypes = Object.keys(requesterFields) as EventType[];

/** The rules of what a requester may read, in one place for timeline and stream. */
export function isForRequester(type: EventType, visibility: unknown): boolean {
  if (!(type in requesterFields)) return false;
  const isSaid = type === 'message_added' || type === 'rule_note_added';
  return !isSaid || visibility === 'public';
}

export function timelineEventView(
  event: EventRow,
  parts: TimelineParts,
  account: Account,
): TimelineEvent {
  const isInternal = seesInternals(account);
  const data = isInternal ? event.data : dataForRequester(event, account);
  return {
    seq: event.seq,
    type: event.type,
    at: event.at.toISOString(),
    actor: shownActor(event.actor, parts),
    data: showData(data, shownFields, parts),
    source: isInternal ? event.source : null,
  } as TimelineEvent;
}

/** A reason somebody gave is shown to who gave it. */
function dataForRequester({ type, actor, data }: EventRow, account: Account): object {
  const fields: readonly string[] =
    type in requesterFields ? requesterFields[type as keyof typeof requesterFields] : [];
  const own = actor.id === account.id ? ['noteId'] : [];
  const entries = Object.entries(data).filter(([name]) => [...fields, ...own].includes(name));
  return Object.fromEntries(entries);
}
