import type { CompiledCalendar } from '../../workflows/domain/calendar.ts';
import type { ProcessSnapshot } from '../../workflows/domain/process.ts';

/** What the desk kept of a process: each version as it was compiled, and its hours. */
export interface KnownProcess {
  processOf(version: number): ProcessSnapshot | undefined;
  /** The hours in which a group worked at an instant. */
  hoursOf(group: string, at: number): CompiledCalendar | undefined;
}

/** A version of a calendar, and since when the desk had it. */
export interface KeptCalendar extends CompiledCalendar {
  firstSeenAt: number;
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
  const newest = snapshots.at(-1);
  const byId = Map.groupBy(calendars, ({ id }) => id);
  return {
    processOf: (version) => versions.get(version),
    hoursOf(group, at) {
      const id = newest?.groups[group]?.calendar;
      if (id === undefined) return undefined;
      const kept = byId.get(id);
      if (!kept) return id === forEver.id ? forEver : undefined;
      return kept.findLast(({ firstSeenAt }) => firstSeenAt <= at) ?? kept[0];
    },
  };
}
