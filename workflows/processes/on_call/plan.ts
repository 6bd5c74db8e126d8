import { dayMs } from '../../domain/durations.ts';
import type { PageGap, PageStep } from '../../domain/ticket.ts';
import { compileCalendar } from '../calendars/compiler.ts';
import {
  type CalendarDefinition,
  type LocalDate,
  type OfficeHours,
  type WallTime,
  type Weekday,
  type WorkingInterval,
  weekdays,
} from '../calendars/definition.ts';
import {
  gapReasonAt,
  type HandOver,
  inTurnAt,
  isAway,
  type LayerHours,
  layerOf,
  type OnCallAbsence,
  type OnCallOverride,
  type OnCallPerson,
  type Rotation,
} from './rotation.ts';

/** How a group is on call, as its team lead writes it. */
export interface OnCallPlan {
  zone: string;
  layers: PlanLayer[];
  /** Who is paged one after the other, at least one. */
  levels: EscalationLevel[];
  /** How often the levels are gone through again. */
  repeats: number;
}

export interface PlanLayer {
  name: string;
  members: string[];
  handOver: HandOver;
  startsOn: LocalDate;
  hours: PlanHours;
}

/** `group_hours` are those of the group's calendar in its process. */
export type PlanHours =
  | { kind: 'always' }
  | { kind: 'group_hours' }
  | { kind: 'outside_group_hours' }
  | { kind: 'week'; windows: HoursWindow[] };

/** From one wall time to another on these days; one that ends at or before it begins, on the next day. */
export interface HoursWindow {
  days: Weekday[];
  from: WallTime;
  until: WallTime;
}

export const levelTargets = ['on_call', 'next_on_call', 'layer', 'person', 'team_lead'] as const;
export type LevelTarget = (typeof levelTargets)[number];

/** Who is paged at a level, and how many minutes it is waited for them. */
export interface EscalationLevel {
  /** `next_on_call`: who comes next after those that were paged in this round. */
  target: LevelTarget;
  layer: string | null;
  person: string | null;
  waitMinutes: number;
}

export const waitMinutesMax = 240;
export const levelsMax = 10;
export const repeatsMax = 9;
export const layersMax = 10;
export const membersMax = 50;

/** What is known of a group's on-call beside the plan. */
export interface OnCallFacts {
  overrides: readonly OnCallOverride[];
  absences: readonly OnCallAbsence[];
  /** The team leads of the group. */
  leads: readonly string[];
}

/** Hours are known from so long before `fromAt` to so long after `untilAt`. */
const marginMs = 10 * dayMs;

/**
 * The plan with its hours compiled, for instants from `fromAt` to `untilAt`.
 *
 * @param groupHours the calendar of the group; absent where its process has none any more
 */
export function rotationOf(
  plan: OnCallPlan,
  facts: Pick<OnCallFacts, 'overrides' | 'absences'>,
  groupHours: CalendarDefinition | undefined,
  [fromAt, untilAt]: readonly [number, number],
): Rotation {
  const compile = (name: string, hours: CalendarDefinition) =>
    compileCalendar(name, hours, fromAt - marginMs, untilAt + marginMs);
  const hoursOf = (hours: PlanHours): LayerHours => {
    switch (hours.kind) {
      case 'always':
        return hours;
      case 'week':
        return { kind: 'within', calendar: compile('own', weekOf(plan.zone, hours.windows)) };
      default:
        return {
          kind: hours.kind === 'group_hours' ? 'within' : 'outside',
          // A group without hours is never there.
          calendar: compile('group', groupHours ?? { zone: plan.zone, week: {} }),
        };
    }
  };
  return {
    zone: plan.zone,
    layers: plan.layers.map((layer) => ({ ...layer, hours: hoursOf(layer.hours) })),
    overrides: facts.overrides,
    absences: facts.absences,
  };
}

/** Windows by the days of the week, each day's disjoint and in order; a night is split at midnight. */
export function weekOf(zone: string, windows: readonly HoursWindow[]): OfficeHours {
  const week: Partial<Record<Weekday, WorkingInterval[]>> = {};
  const add = (day: Weekday, from: WallTime, until: WallTime) => {
    if (from === until) return;
    week[day] = merged([...(week[day] ?? []), [from, until]]);
  };
  for (const { days, from, until } of windows) {
    for (const day of days) {
      if (from < until) add(day, from, until);
      else {
        add(day, from, '24:00');
        add(weekdays[(weekdays.indexOf(day) + 1) % 7] as Weekday, '00:00', until);
      }
    }
  }
  return { zone, week };
}

/** Wall times are ordered as their texts are. */
function merged(intervals: readonly WorkingInterval[]): WorkingInterval[] {
  const all: [WallTime, WallTime][] = [];
  for (const [from, until] of intervals.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const last = all.at(-1);
    if (!last || from > last[1]) all.push([from, until]);
    else if (until > last[1]) last[1] = until;
  }
  return all;
}

/** Who is paged at a level, or why nobody is. */
export type LevelAnswer =
  | { kind: 'person'; person: OnCallPerson }
  | { kind: 'nobody'; reason: PageGap };

/**
 * Who is paged at a level of the escalation chain at an instant.
 *
 * @param tried whom this round has paged already
 */
export function pagedAt(
  level: EscalationLevel,
  rotation: Rotation,
  { leads, tried, at }: { leads: readonly string[]; tried: readonly string[]; at: number },
): LevelAnswer {
  const isUntried = ({ person }: OnCallPerson) => !tried.includes(person);
  switch (level.target) {
    case 'on_call':
      return inTurn(rotation, at);
    case 'next_on_call': {
      const all = inTurnAt(rotation, at);
      const next = all.find(isUntried);
      if (next) return { kind: 'person', person: next };
      const reason = all.length > 0 ? 'nobody_left' : gapReasonAt(rotation, at);
      return { kind: 'nobody', reason };
    }
    case 'layer':
      return inTurn(layerOf(rotation, level.layer ?? ''), at);
    case 'person': {
      const [person] = present(rotation, level.person === null ? [] : [level.person], at, 'named');
      return person ? { kind: 'person', person } : { kind: 'nobody', reason: 'all_absent' };
    }
    case 'team_lead': {
      const all = present(rotation, leads, at, 'lead');
      const person = all.find(isUntried) ?? all[0];
      return person ? { kind: 'person', person } : { kind: 'nobody', reason: 'no_lead' };
    }
  }
}

function inTurn(rotation: Rotation, at: number): LevelAnswer {
  const [person] = inTurnAt(rotation, at);
  if (person) return { kind: 'person', person };
  return { kind: 'nobody', reason: gapReasonAt(rotation, at) };
}

function present(
  rotation: Rotation,
  people: readonly string[],
  at: number,
  cause: 'named' | 'lead',
): OnCallPerson[] {
  return people
    .filter((person) => !isAway(rotation, person, at))
    .map((person) => ({ kind: 'person', person, layer: null, cause, insteadOf: null }));
}

/** What comes after a level: the next, the first once more, or nothing. */
export function nextStep(
  { levels, repeats }: Pick<OnCallPlan, 'levels' | 'repeats'>,
  { level, round }: PageStep,
): PageStep | null {
  if (level < levels.length) return { level: level + 1, round };
  return round <= repeats ? { level: 1, round: round + 1 } : null;
}
