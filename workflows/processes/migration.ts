import { decide } from '../domain/decide.ts';
import type { EventType, TicketEvent } from '../domain/events.ts';
import type { Rules } from '../domain/process.ts';
import { lackingIn } from '../domain/readable.ts';
import type { Refusal } from '../domain/refusals.ts';
import { type Clock, type ClockName, openClocks, type TicketState } from '../domain/ticket.ts';
import { advance } from '../domain/timeline.ts';
import { type OutlookChange, outlookChanges, outlookOf } from './outlook.ts';
import { approverWords } from './process_words.ts';

/** What a migration does to one promise. */
export interface ClockMove {
  clock: ClockName;
  cycle: number;
  /** Null while the clock is paused. */
  oldDueAt: number | null;
  newDueAt: number | null;
  /** Null where the clock did not run before: the new version promises more. */
  oldTargetMs: number | null;
  newTargetMs: number;
  oldCalendar: string | null;
  newCalendar: string;
  /** The new version promises nothing of the kind any more. */
  isCancelled: boolean;
}

/** What the migration does to a ticket at once, beside its clocks. */
export interface ImmediateEffect {
  event: (typeof tellingTypes)[number];
  /** Which rule, clock, group or wait it is about. */
  about: string;
}

/** What a ticket will be otherwise. */
export interface PlannedEffect {
  moves: ClockMove[];
  changes: OutlookChange[];
  atOnce: ImmediateEffect[];
}

export type MigrationPlan =
  | ({ kind: 'migrates' } & PlannedEffect)
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
  const calendars = unknownHours(state, from);
  if (calendars.length > 0) return { kind: 'unknown_hours', calendars };
  const at = Math.max(now, state.updatedAt);
  const isRead = lackingIn(from.process).length === 0;
  const current = isRead ? advance(state, at - 1, from).state : state;
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
  return { kind: 'migrates', ...effectOn(current, decision, { from, to }, at) };
}

/** What edited hours will do to a ticket, by the decision the live ticket takes when it is told. */
export function planCalendarEdit(
  state: TicketState,
  { from, to }: { from: Rules; to: Rules },
  now: number,
): PlannedEffect {
  const at = Math.max(now, state.updatedAt);
  const current = advance(state, at - 1, from).state;
  const edit = { name: 'replaceCalendars', calendars: to.calendars, cause: 'calendar' } as const;
  const decision = decide(current, edit, at, from);
  if (decision.kind === 'refusal') throw new Error(`Hours were refused: ${decision.refusal.code}`);
  return effectOn(current, decision, { from, to }, at);
}

/** Calendars in which clocks of a ticket run, and whose hours nobody has any more. */
export function unknownHours(state: TicketState, { calendars }: Rules): string[] {
  const unknown = openClocks(state).filter((clock) => !calendars[clock.calendar]);
  return [...new Set(unknown.map((clock) => clock.calendar))];
}

function effectOn(
  before: TicketState,
  { state: after, events }: { state: TicketState; events: TicketEvent[] },
  rules: { from: Rules; to: Rules },
  at: number,
): PlannedEffect {
  return {
    moves: clockMoves(before, after),
    changes: changesOf({ before, after }, rules),
    atOnce: [...events, ...advance(after, at, rules.to).events].flatMap(effectOf),
  };
}

/** What differs in what lies before a ticket. */
export function changesOf(
  { before, after }: { before: TicketState; after: TicketState },
  { from, to }: { from: Rules; to: Rules },
): OutlookChange[] {
  // Of what an older desk compiled, and this one does not read, nothing can be compared.
  if (lackingIn(from.process).length > 0) return [];
  const at = after.updatedAt;
  return outlookChanges(
    outlookOf(before, { at, rules: from }),
    outlookOf(after, { at, rules: to }),
  );
}

const tellingTypes = [
  'process_migrated',
  'approval_requested',
  'approval_withdrawn',
  'escalated',
  'notification_requested',
  'sla_breach',
  'sla_warning',
  'ticket_resolved',
] as const satisfies readonly EventType[];

function effectOf(event: TicketEvent): ImmediateEffect[] {
  switch (event.type) {
    case 'process_migrated': {
      const { droppedFields = [], droppedRules = [] } = event.data;
      const lost: [string[], string][] = [
        [droppedFields, 'the version has no place for what is known'],
        [droppedRules, 'the version does not have these rules'],
      ];
      return lost
        .filter(([names]) => names.length > 0)
        .map(([names, why]) => ({ event: event.type, about: `${names.join(', ')}: ${why}` }));
    }
    case 'approval_requested':
      return [{ event: event.type, about: `${event.data.rule}, by ${approverWords(event.data)}` }];
    case 'approval_withdrawn':
      return [{ event: event.type, about: String(event.data.n) }];
    case 'escalated': {
      const { reason, level, toGroup } = event.data.escalation;
      const to = level === null ? toGroup : `level ${level} of management`;
      return [{ event: event.type, about: `${reason}, to ${to}` }];
    }
    case 'notification_requested':
      return [
        { event: event.type, about: `${event.data.rule}: ${event.data.recipients.join(', ')}` },
      ];
    case 'sla_breach':
    case 'sla_warning':
      return [{ event: event.type, about: event.data.name }];
    case 'ticket_resolved':
      return [{ event: event.type, about: event.data.code }];
    default:
      return [];
  }
}

/** Where the promises of a ticket differ before and after: those that move, end, or begin. */
export function clockMoves(before: TicketState, after: TicketState): ClockMove[] {
  const isOf = (one: Clock) => (other: Clock) =>
    one.name === other.name && one.cycle === other.cycle;
  const begun = openClocks(after).filter((clock) => !openClocks(before).some(isOf(clock)));
  return [
    ...openClocks(before).flatMap((old) => {
      const now = after.clocks.find(isOf(old));
      return now ? moveOf(old, now) : [];
    }),
    ...begun.map(
      ({ name, cycle, dueAt, targetMs, calendar }): ClockMove => ({
        clock: name,
        cycle,
        oldDueAt: null,
        newDueAt: dueAt,
        oldTargetMs: null,
        newTargetMs: targetMs,
        oldCalendar: null,
        newCalendar: calendar,
        isCancelled: false,
      }),
    ),
  ];
}

function moveOf(old: Clock, now: Clock): ClockMove[] {
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
}
