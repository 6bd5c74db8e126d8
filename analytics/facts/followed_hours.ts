import { type CompiledCalendar, workingMsBetween } from '../../workflows/domain/calendar.ts';
import { courseOf } from '../../workflows/domain/course.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { KnownProcess } from './known_process.ts';
import type { SourceEvent, SourceTicket } from './source_ticket.ts';

/** What a ticket followed from an instant on, until the next of its stretches begins. */
interface Stretch {
  from: number;
  /** The hours of the group that had it, in the version of process and calendar that it followed. */
  hours: CompiledCalendar | undefined;
}

/** Working time of a ticket in the hours that it followed itself. */
export interface FollowedHours {
  /** Null where the desk did not keep the hours of some of the time between. */
  secondsBetween(from: number, to: number): number | null;
  /** The version of its process that it followed after an event. */
  versionAt(seq: number): number;
}

/**
 * Time is counted in the hours of whichever group had the ticket, piece by piece, as it came from one
 * to another; each under the version of the process that the ticket followed then, and in the version
 * of the calendar that it had been given by then.
 */
export function followedHours(ticket: SourceTicket): FollowedHours {
  const stretches: Stretch[] = [];
  const changes: { seq: number; version: number }[] = [];
  const followed = new Followed(ticket.known);
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const [event, { group }] of courseOf(ticket.events)) {
    if (followed.hear(event)) changes.push({ seq: event.seq, version: followed.version });
    // Of a log whose times are in disorder the latest so far counts.
    lastAt = Math.max(lastAt, event.at);
    if (group === '') continue;
    const hours = followed.hoursOf(group);
    const last = stretches.at(-1);
    if (last?.from === lastAt) last.hours = hours;
    else if (!last || last.hours !== hours) stretches.push({ from: lastAt, hours });
  }
  return {
    secondsBetween: (from, to) => secondsIn(stretches, from, to),
    versionAt: (seq) =>
      changes.findLast((change) => change.seq <= seq)?.version ?? ticket.state.processVersion,
  };
}

/** The version of the process and of its calendars that the events of a ticket name so far. */
class Followed {
  private readonly known: KnownProcess | null;
  version = 0;
  private since = 0;
  /** Versions of calendars that it was given since. */
  private given: Record<string, string> = {};

  constructor(known: KnownProcess | null) {
    this.known = known;
  }

  /** @returns whether it follows another version of the process from here on */
  hear(event: SourceEvent): boolean {
    switch (event.type) {
      case 'ticket_opened':
        this.begin(event.data.processVersion, event.at);
        return true;
      case 'process_migrated':
        this.begin(event.data.toVersion, event.at);
        return true;
      case 'calendars_replaced':
        this.given = { ...this.given, ...event.data.versions };
        return false;
      default:
        return false;
    }
  }

  private begin(version: number, at: number): void {
    this.version = version;
    this.since = at;
    this.given = {};
  }

  hoursOf(group: string): CompiledCalendar | undefined {
    const calendar = this.known?.processOf(this.version)?.groups[group]?.calendar;
    if (calendar === undefined) return undefined;
    const version = this.given[calendar];
    const given = version === undefined ? undefined : this.known?.hoursOf(calendar, version);
    return given ?? this.known?.hoursAt(calendar, this.since);
  }
}

function secondsIn(stretches: readonly Stretch[], from: number, to: number): number | null {
  let ms = 0;
  for (let index = placeOf(stretches, from); index < stretches.length; index++) {
    const { from: begin, hours } = stretches[index] as Stretch;
    if (begin >= to && index > 0) break;
    // What was before it had a group was already that group's.
    const start = index === 0 ? from : Math.max(from, begin);
    const end = Math.min(to, stretches[index + 1]?.from ?? to);
    if (end <= start) continue;
    if (!hours || start < hours.fromMinute * minuteMs || end > hours.toMinute * minuteMs)
      return null;
    ms += workingMsBetween(hours, start, end);
  }
  return stretches.length === 0 ? null : ms / 1000;
}

/** The stretch in which an instant lies; the first of all before that. */
function placeOf(stretches: readonly Stretch[], at: number): number {
  return Math.max(
    0,
    stretches.findLastIndex(({ from }) => from <= at),
  );
}
