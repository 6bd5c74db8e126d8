import { decide } from '../domain/decide.ts';
import type { Rules } from '../domain/process.ts';
import type { Refusal } from '../domain/refusals.ts';
import { type ClockName, openClocks, type TicketState } from '../domain/ticket.ts';
import { advance } from '../domain/timeline.ts';

/** What a migration does to one running promise. */
export interface ClockMove {
  clock: ClockName;
  cycle: number;
  /** Null while the clock is paused. */
  oldDueAt: number | null;
  newDueAt: number | null;
  oldTargetMs: number;
  newTargetMs: number;
  oldCalendar: string;
  newCalendar: string;
  /** The new version promises nothing of the kind any more. */
  isCancelled: boolean;
}

export type MigrationPlan =
  | { kind: 'migrates'; moves: ClockMove[] }
  | { kind: 'refused'; refusal: Refusal }
  /** Clocks run in hours that only the ticket itself still has: it can go, with what result is open. */
  | { kind: 'unknown_hours'; calendars: string[] };

/**
 * What carrying a ticket over to a later version of its process would do, by the decision the live
 * ticket would take. `from.calendars` are the present versions of the old process's hours: where
 * they were edited since the ticket began with its own, working time used is told by the new ones.
 */
export function planMigration(
  state: TicketState,
  { from, to }: { from: Rules; to: Rules },
  now: number,
): MigrationPlan {
  const unknown = openClocks(state).filter((clock) => !from.calendars[clock.calendar]);
  if (unknown.length > 0) {
    const calendars = [...new Set(unknown.map((clock) => clock.calendar))];
    return { kind: 'unknown_hours', calendars };
  }
  const at = Math.max(now, state.updatedAt);
  const current = advance(state, at - 1, from).state;
  const decision = decide(
    current,
    {
      name: 'migrateProcess',
      actor: { kind: 'system', id: 'migrate' },
      commandId: 'planned',
      process: to.process,
      calendars: to.calendars,
    },
    at,
    from,
  );
  if (decision.kind === 'refusal') return { kind: 'refused', refusal: decision.refusal };
  return { kind: 'migrates', moves: clockMoves(current, decision.state) };
}

/** Where the promises of a ticket differ before and after. */
export function clockMoves(before: TicketState, after: TicketState): ClockMove[] {
  return openClocks(before).flatMap((old) => {
    const now = after.clocks.find(({ name, cycle }) => name === old.name && cycle === old.cycle);
    if (!now) return [];
    const move: ClockMove = {
      clock: old.name,
      cycle: old.cycle,
      oldDueAt: old.dueAt,
      newDueAt: now.dueAt,
      oldTargetMs: old.targetMs,
      newTargetMs: now.targetMs,
      oldCalendar: old.calendar,
      newCalendar: now.calendar,
      isCancelled: now.stoppedAt !== null,
    };
    const isSame =
      move.oldDueAt === move.newDueAt &&
      move.oldTargetMs === move.newTargetMs &&
      move.oldCalendar === move.newCalendar &&
      !move.isCancelled;
    return isSame ? [] : [move];
  });
}
