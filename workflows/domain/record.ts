import { type ClockChangeType, clockAfter, isClockChange } from './clock_changes.ts';
import type { EventData, EventType, TicketEvent } from './events.ts';
import { type TaskChange, taskAfter, taskBegun, taskChangeTypes } from './task_changes.ts';
import {
  type Actor,
  type Clock,
  type Escalation,
  type FieldKind,
  type FieldValues,
  isAmong,
  type Resolution,
  type Task,
} from './ticket.ts';

/**
 * What happened to a ticket in full, told from its events: they keep what its state forgets. Each
 * function reads the types of events it names, and passes over all others.
 */

/**
 * The group of a ticket of a history that does not say who had it. To leave it for another is no
 * hand-over, and whoever counts groups leaves it out.
 */
export const unknownGroup = 'unknown_group';

/** An event as far as it is read here. */
export type RecordedEvent = {
  [T in EventType]: { type: T; at: number; actor: Actor; data: EventData[T] };
}[EventType];

export interface TicketRecord {
  clocks: Clock[];
  escalations: Escalation[];
  resolutions: Resolution[];
}

export function recordOf(events: readonly RecordedEvent[]): TicketRecord {
  return {
    clocks: clocksOf(events),
    escalations: escalationsOf(events),
    resolutions: resolutionsOf(events),
  };
}

/** Every clock there was, in order of its start. Reads `clock_started` and what changes clocks. */
export function clocksOf(events: Iterable<RecordedEvent>): Clock[] {
  const clocks = new Map<string, Clock>();
  for (const event of events) {
    if (event.type === 'clock_started') clocks.set(keyOf(event.data.clock), event.data.clock);
    if (!isAboutClock(event)) continue;
    const clock = clocks.get(keyOf(event.data));
    if (clock) clocks.set(keyOf(clock), clockAfter(clock, event.type, event.data, event.at));
  }
  return [...clocks.values()];
}

function isAboutClock(
  event: RecordedEvent,
): event is Extract<RecordedEvent, { type: ClockChangeType }> {
  return isClockChange(event.type);
}

function keyOf({ name, cycle }: Pick<Clock, 'name' | 'cycle'>): string {
  return `${name} ${cycle}`;
}

const escalationOutcomes = {
  escalation_accepted: 'accepted',
  escalation_refused: 'refused',
  escalation_lapsed: 'lapsed',
  escalation_withdrawn: 'withdrawn',
} as const satisfies { [T in EventType]?: Escalation['outcome'] };

/** Every escalation there was, in order. Reads `escalated` and what settles it. */
export function escalationsOf(events: Iterable<RecordedEvent>): Escalation[] {
  const escalations = new Map<number, Escalation>();
  for (const event of events) {
    switch (event.type) {
      case 'escalated':
        escalations.set(event.data.escalation.n, event.data.escalation);
        break;
      case 'escalation_accepted':
      case 'escalation_refused':
      case 'escalation_lapsed':
      case 'escalation_withdrawn': {
        const escalation = escalations.get(event.data.n);
        const outcome = escalationOutcomes[event.type];
        if (escalation)
          escalations.set(event.data.n, { ...escalation, outcome, settledAt: event.at });
      }
    }
  }
  return [...escalations.values()];
}

/** Every resolution there was, in order. Reads `ticket_resolved`, `ticket_reopened` and `resolution_restored`. */
export function resolutionsOf(events: Iterable<RecordedEvent>): Resolution[] {
  const resolutions = new Map<number, Resolution>();
  for (const event of events) {
    if (event.type === 'ticket_resolved') {
      resolutions.set(event.data.n, resolutionOf(event.data, event));
    }
    if (event.type !== 'ticket_reopened' && event.type !== 'resolution_restored') continue;
    const resolution = resolutions.get(event.data.n);
    const reopenedAt = event.type === 'ticket_reopened' ? event.at : null;
    if (resolution) resolutions.set(event.data.n, { ...resolution, reopenedAt });
  }
  return [...resolutions.values()];
}

/** A task with what whoever completed it last said. */
export interface TaskOfRecord extends Task {
  answers?: FieldValues;
  kinds?: Record<string, FieldKind>;
  /** How long it took from when it could be worked on, in its hours, to when it was done last. */
  elapsedMs?: number;
  /** When somebody had it first. */
  takenAt?: number;
}

/** Every task there was, by number. Reads `task_added` and what changes tasks. */
export function tasksOf(events: Iterable<RecordedEvent>): TaskOfRecord[] {
  const tasks = new Map<number, TaskOfRecord>();
  for (const event of events) {
    if (event.type === 'task_added') {
      const task = taskBegun(event);
      tasks.set(task.n, task.assignee === null ? task : { ...task, takenAt: event.at });
    }
    const before = isAboutTask(event) ? tasks.get(event.data.n) : undefined;
    if (!before || !isAboutTask(event)) continue;
    const after: TaskOfRecord = taskAfter(before, event);
    if (after.assignee !== null) after.takenAt ??= event.at;
    if (event.type === 'task_completed') {
      const { answers, kinds, elapsedMs } = event.data;
      Object.assign(after, { elapsedMs, ...(answers && { answers, kinds }) });
    }
    tasks.set(after.n, after);
  }
  return [...tasks.values()];
}

function isAboutTask(event: RecordedEvent): event is RecordedEvent & TaskChange {
  return isAmong(taskChangeTypes, event.type);
}

/** The resolution an event says. */
export function resolutionOf(
  { n, byTier, group, code, noteId, rootCauseId, articleId }: EventData['ticket_resolved'],
  { at, actor }: Pick<TicketEvent, 'at' | 'actor'>,
): Resolution {
  const texts = { noteId, rootCauseId, articleId };
  return { n, at, by: actor, byTier, group, code, ...texts, reopenedAt: null };
}
