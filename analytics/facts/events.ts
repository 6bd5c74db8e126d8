import type { EventType } from '../../workflows/domain/events.ts';
import type { Escalation, FieldKind, FieldValue } from '../../workflows/domain/ticket.ts';
import { type ActorId, isErased, type Pseudonym, type Row } from './rows.ts';
import { eventsOf, type SourceEvent, type SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

export function eventRows(ticket: SourceTicket, actorId: ActorId, pseudonym: Pseudonym): Row[] {
  const isOfErased = isErased(ticket.state.requesterId, pseudonym);
  return ticket.events.map((event) => ({
    ticket_id: ticket.ticketId,
    seq: event.seq,
    type: event.type,
    event_at: event.at,
    actor_kind: event.actor.kind,
    actor_id: actorId(event.actor),
    command_id: event.commandId,
    source_activity: event.source?.activity ?? null,
    source_resource: event.source?.resource ?? null,
    source_file: event.source?.file ?? null,
    source_line: event.source?.line ?? null,
    attributes: event.source?.attributes ? JSON.stringify(event.source.attributes) : null,
    data: dataText(event, pseudonym, isOfErased),
  }));
}

const withPeople: readonly EventType[] = [
  'ticket_opened',
  'fields_set',
  'task_completed',
  'escalated',
  'merge_received',
  'merge_undone',
  'delivery_refused',
  'copy_added',
  'copy_removed',
  'approval_requested',
  'approval_answered',
  'approval_granted',
  'approval_refused',
];

/** Where an event names people besides who did it: requesters and managers, of whom an id would tell. */
const naming: ReadonlySet<string> = new Set([
  'person',
  'copied',
  'managerId',
  'deputyId',
  'onBehalfOf',
]);

function kindsIn(event: SourceEvent): Record<string, FieldKind> {
  if (event.type === 'fields_set') return event.data.kinds;
  if (event.type === 'task_completed') return event.data.kinds ?? {};
  return (event.type === 'ticket_opened' && event.data.fieldKinds) || {};
}

const somebody = 'somebody';
const something = 'something';

/** Of a person that a field names only that somebody is named; of an erased requester's device, too. */
function withoutPeople(
  fields: Record<string, FieldValue | null>,
  kinds: Record<string, FieldKind>,
  isOfErased: boolean,
): Record<string, FieldValue | null> {
  const shown = (name: string, value: FieldValue | null) => {
    if (value === null) return null;
    if (kinds[name] === 'person') return somebody;
    return kinds[name] === 'device' && isOfErased ? something : value;
  };
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, shown(name, value)]),
  );
}

function unnamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(() => somebody);
  return value === null ? null : somebody;
}

/** An event's data without the ids of requesters. Only some types of event can carry one. */
function dataText(event: SourceEvent, pseudonym: Pseudonym, isOfErased: boolean): string {
  if (event.type === 'affected_changed' && isOfErased) {
    const { added, removed } = event.data;
    return JSON.stringify({
      added: added.map(() => something),
      removed: removed.map(() => something),
    });
  }
  if (!withPeople.includes(event.type)) return event.dataText;
  return JSON.stringify(event.data, (key, value) => {
    if (key === 'answers' && event.type === 'task_completed') {
      return withoutPeople(value, kindsIn(event), isOfErased);
    }
    if (key === 'fields') return withoutPeople(value, kindsIn(event), isOfErased);
    if (naming.has(key)) return unnamed(value);
    if (key === 'requesterId') return pseudonym(value);
    return value?.kind === 'requester' ? { ...value, id: pseudonym(value.id) } : value;
  });
}

export function messageRows(ticket: SourceTicket, actorId: ActorId): Row[] {
  return eventsOf(ticket, 'message_added').map((event) => ({
    ticket_id: ticket.ticketId,
    seq: event.seq,
    message_id: event.data.messageId,
    author_kind: event.actor.kind,
    author_id: actorId(event.actor),
    visibility: event.data.visibility,
    is_first_response: event.data.isFirstResponse,
    is_automatic: event.data.isAutomatic,
    sent_at: event.data.saidAt ?? event.at,
  }));
}

export function diagnosticStepRows(ticket: SourceTicket, actorId: ActorId): Row[] {
  return eventsOf(ticket, 'diagnostic_step_recorded').map((event) => ({
    ticket_id: ticket.ticketId,
    seq: event.seq,
    step_id: event.data.stepId,
    kind: event.data.kind,
    runbook_step: event.data.runbookStep,
    has_ruled_out: event.data.hasRuledOut,
    tier: event.data.tier,
    by_kind: event.actor.kind,
    by_id: actorId(event.actor),
    recorded_at: event.at,
  }));
}

export function escalationRows(
  ticket: SourceTicket,
  escalations: readonly Escalation[],
  actorId: ActorId,
): Row[] {
  return escalations.map((escalation) => ({
    ticket_id: ticket.ticketId,
    n: escalation.n,
    kind: escalation.kind,
    reason: escalation.reason,
    escalated_at: escalation.at,
    by_kind: escalation.by.kind,
    by_id: actorId(escalation.by),
    from_group_id: escalation.fromGroup,
    to_group_id: escalation.toGroup,
    from_tier: escalation.fromTier,
    to_tier: escalation.toTier,
    level: escalation.level,
    outcome: escalation.outcome,
    settled_at: escalation.settledAt,
    hand_off_step_count: escalation.handOff?.stepCount ?? null,
    hand_off_missing_count: escalation.handOff?.missing.length ?? null,
    time_at_tier_seconds: escalation.handOff ? escalation.handOff.timeAtTierMs / 1000 : null,
    ...traitsOf(ticket),
  }));
}
