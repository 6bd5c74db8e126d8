import { courseOf, stateOf, type Whereabouts } from '../../workflows/domain/course.ts';
import type { EventType } from '../../workflows/domain/events.ts';
import { unknownGroup } from '../../workflows/domain/record.ts';
import { type FollowedHours, followedHours } from './followed_hours.ts';
import type { ActorId, Row } from './rows.ts';
import type { SourceEvent, SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

/** How finely the life of a ticket is told, from the coarsest. */
export const activityLevels = ['status', 'group', 'step', 'log'] as const;
export type ActivityLevel = (typeof activityLevels)[number];

/** One activity of a ticket, at one level, with the event that began it. */
interface Activity {
  activity: string;
  event: SourceEvent;
  where: Whereabouts;
}

/**
 * What each event is as a step of the work. Events that are not here are the desk's own affairs:
 * clocks, deadlines, notifications, marks on the ticket.
 */
const steps: Partial<Record<EventType, string>> = {
  ticket_opened: 'opened',
  ticket_classified: 'classified',
  ticket_unassigned: 'unassigned',
  work_started: 'accepted',
  diagnostic_step_recorded: 'diagnosed',
  escalation_accepted: 'hand_off_accepted',
  escalation_refused: 'hand_off_refused',
  escalation_lapsed: 'hand_off_lapsed',
  pending_started: 'put_on_hold',
  pending_ended: 'resumed',
  sla_breach: 'breached',
  ticket_resolved: 'resolved',
  ticket_reopened: 'reopened',
  ticket_closed: 'closed',
  ticket_cancelled: 'cancelled',
  ticket_merged: 'merged',
  ticket_unmerged: 'unmerged',
  approval_requested: 'approval_requested',
  approval_granted: 'approval_granted',
  approval_refused: 'approval_refused',
  approval_lapsed: 'approval_lapsed',
  satisfaction_recorded: 'rated',
  process_migrated: 'migrated',
};

/** What is part of the opening, where it came with it. */
const opening: readonly EventType[] = ['ticket_classified', 'ticket_routed'];

/** The activities of a ticket at every level, each with how long it was until the next one. */
export function activityRows(ticket: SourceTicket, actorId: ActorId): Row[] {
  const levels = activitiesOf(ticket);
  const told = { ticket, followed: followedHours(ticket), actorId };
  return activityLevels.flatMap((level) => rowsOf(told, level, levels[level]));
}

interface Told {
  ticket: SourceTicket;
  followed: FollowedHours;
  actorId: ActorId;
}

function activitiesOf({ events }: SourceTicket): Record<ActivityLevel, Activity[]> {
  const found: Record<ActivityLevel, Activity[]> = { status: [], group: [], step: [], log: [] };
  const [first] = events;
  let row = '';
  for (const [event, where] of courseOf(events)) {
    const { group } = where;
    if (group !== '') placeOpening(found, where);
    enter(found.status, { activity: stateOf(where), event, where });
    if (group !== '' && group !== unknownGroup) {
      enter(found.group, { activity: group, event, where });
    }
    const step = event === first || !isOfOpening(event, first) ? stepOf(event) : undefined;
    if (step !== undefined) found.step.push({ activity: step, event, where });
    const { source } = event;
    if (source && row !== doingOf(event)) {
      found.log.push({ activity: source.activity, event, where });
    }
    // What time did in between is no row.
    if (source) row = doingOf(event);
  }
  return found;
}

/** A ticket is opened before it is said who gets it: that is who has it from the first. */
function placeOpening(found: Record<ActivityLevel, Activity[]>, where: Whereabouts): void {
  for (const level of activityLevels) {
    for (const one of found[level]) {
      if (one.where.group !== '') return;
      one.where = { ...one.where, group: where.group, tier: where.tier };
    }
  }
}

/** What it was only on the way, within one command or one row of a log, it never was. */
function enter(entered: Activity[], now: Activity): void {
  const last = entered.at(-1);
  if (last?.activity === now.activity) return;
  const isOnTheWay = last?.event.at === now.event.at && doingOf(last.event) === doingOf(now.event);
  if (isOnTheWay) entered.pop();
  if (entered.at(-1)?.activity !== now.activity) entered.push(now);
}

/** The row of a log that caused an event, else the command. */
function doingOf({ source, commandId }: SourceEvent): string {
  return source ? `${source.file} ${source.line}` : (commandId ?? '');
}

function isOfOpening(event: SourceEvent, first: SourceEvent | undefined): boolean {
  return (
    first !== undefined &&
    opening.includes(event.type) &&
    event.at === first.at &&
    doingOf(event) === doingOf(first)
  );
}

function stepOf(event: SourceEvent): string | undefined {
  switch (event.type) {
    case 'message_added': {
      if (event.data.isAutomatic) return undefined;
      if (event.data.visibility === 'internal') return 'noted';
      return event.actor.kind === 'requester' ? 'requester_wrote' : 'answered';
    }
    case 'ticket_routed':
      // What an escalation or its refusal moves is told by these.
      if (event.data.cause === 'de_escalation') return 'sent_down';
      return event.data.cause === 'manual' || event.data.cause === 'import' ? 'routed' : undefined;
    case 'ticket_assigned':
      return event.data.cause === 'self' ? undefined : 'assigned';
    case 'escalated':
      return event.data.escalation.kind === 'functional' ? 'escalated' : 'management_told';
    default:
      return steps[event.type];
  }
}

function rowsOf(
  { ticket, followed, actorId }: Told,
  level: ActivityLevel,
  activities: Activity[],
): Row[] {
  const seen = new Set<string>();
  const { ticketId, state } = ticket;
  const openedAt = ticket.events[0]?.at ?? state.openedAt;
  return activities.map(({ activity, event, where }, index) => {
    const next = activities[index + 1];
    const isRepeated = seen.has(activity);
    seen.add(activity);
    const isNextRepeated = next !== undefined && seen.has(next.activity);
    return {
      ticket_id: ticketId,
      level,
      n: index + 1,
      activity,
      seq: event.seq,
      started_at: event.at,
      next_activity: next?.activity ?? null,
      elapsed_seconds: next ? (next.event.at - event.at) / 1000 : null,
      support_seconds: next ? followed.secondsBetween(event.at, next.event.at) : null,
      group_id: where.group,
      tier: where.tier,
      actor_kind: event.actor.kind,
      actor_id: actorId(event.actor),
      is_repeated: isRepeated,
      is_next_repeated: isNextRepeated,
      is_hand_off: next !== undefined && isHandOff(event, next.event),
      process_id: state.processId,
      process_version: state.processVersion,
      followed_version: followed.versionAt(event.seq),
      opened_at: openedAt,
      ...traitsOf(ticket),
    };
  });
}

/** The work went from one agent to another. */
function isHandOff({ actor }: SourceEvent, { actor: next }: SourceEvent): boolean {
  return actor.kind === 'agent' && next.kind === 'agent' && actor.id !== next.id;
}
