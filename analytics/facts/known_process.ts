import type { CompiledCalendar } from '../../workflows/domain/calendar.ts';
import type { ProcessSnapshot } from '../../workflows/domain/process.ts';

/** What the desk kept of a process: each version as it was compiled, and its hours. */
export interface KnownProcess {
  processOf(version: number): ProcessSnapshot | undefined;
  /** The hours of a calendar that a ticket got which began to follow them at an instant. */
  hoursAt(calendar: string, at: number): CompiledCalendar | undefined;
  /** The hours of one version of a calendar. */
  hoursOf(calendar: string, version: string): CompiledCalendar | undefined;
}

/** A version of a calendar, and from when to when workers began with it. */
export interface KeptCalendar extends CompiledCalendar {
  firstSeenAt: number;
  lastSeenAt: number;
}

const forEver: CompiledCalendar = {
  id: 'always',
  version: 'always',
  fromMinute: 0,
  toMinute: 4_000_000_000,
  minutes: [0, 4_000_000_000],
};

/**
 * What was kept is looked up so that asking again later gives the same: hours are those that the
 * desk had at the instant, not the ones it has now.
 */
export function knownProcess(
  snapshots: readonly ProcessSnapshot[],
  calendars: readonly KeptCalendar[],
): KnownProcess {
  const versions = new Map(snapshots.map((snapshot) => [snapshot.version, snapshot]));
  const byId = Map.groupBy(calendars, ({ id }) => id);
  return {
    processOf: (version) => versions.get(version),
    hoursAt(calendar, at) {
      const kept = byId.get(calendar);
      if (!kept) return calendar === forEver.id ? forEver : undefined;
      return presentAt(kept, at);
    },
    hoursOf: (calendar, version) => byId.get(calendar)?.find((hours) => hours.version === version),
  };
}

/**
 * The version that counted at an instant. An edit may have been taken back, so the one that was seen
 * first of all is not always the oldest: of those that were there already and were seen again later, the
 * newest; where none was, the one that was seen last. What was before the desk counts in the first.
 */
function presentAt(kept: readonly KeptCalendar[], at: number): KeptCalendar | undefined {
  const there = kept.filter(({ firstSeenAt }) => firstSeenAt <= at);
  const seenLater = there.filter(({ lastSeenAt }) => lastSeenAt >= at);
  if (seenLater.length > 0) return latest(seenLater, ({ firstSeenAt }) => firstSeenAt);
  return latest(there, ({ lastSeenAt }) => lastSeenAt) ?? kept[0];
}

function latest(
  kept: readonly KeptCalendar[],
  instantOf: (one: KeptCalendar) => number,
): KeptCalendar | undefined {
  const [first, ...others] = kept;
  return others.reduce(
    (best, one) => (best && instantOf(one) < instantOf(best) ? best : one),
    first,
  );
}
