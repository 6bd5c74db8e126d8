import { type CompiledCalendar, isWorkingAt, nextBoundaryAfter } from '../../domain/calendar.ts';
import type { OnCallCause, OnCallGap } from '../../domain/ticket.ts';
import type { LocalDate, WallTime, Weekday } from '../calendars/definition.ts';
import { nextTurnAfter, turnAt } from './turns.ts';

/**
 * Who is on call in a group. Layers are asked in their order: the first whose hours hold, and that has
 * somebody who is there, gives the person. An override goes before what it is for.
 */
export interface Rotation {
  /** IANA zone of all its wall times. */
  zone: string;
  layers: readonly RotationLayer[];
  overrides: readonly OnCallOverride[];
  /** Of its people: who is away is not on call. */
  absences: readonly OnCallAbsence[];
}

/** People who take turns. */
export interface RotationLayer {
  name: string;
  /** Accounts, in the order of their turns; the first has the turn of `startsOn`. */
  members: readonly string[];
  handOver: HandOver;
  /** Nobody is on call by this layer before the hand-over at or before this day's. */
  startsOn: LocalDate;
  hours: LayerHours;
}

/** When the next in order takes over: each day, or on one day of the week, at a wall time. */
export type HandOver =
  | { every: 'day'; at: WallTime }
  | { every: 'week'; on: Weekday; at: WallTime };

/** In which hours it holds; the calendar must reach as far as is asked. */
export type LayerHours =
  | { kind: 'always' }
  | { kind: 'within' | 'outside'; calendar: CompiledCalendar };

/** Somebody has it instead, `fromAt` to `untilAt`: in the hours of one layer, or whatever the hours. */
export interface OnCallOverride {
  person: string;
  layer: string | null;
  fromAt: number;
  untilAt: number;
}

export interface OnCallAbsence {
  person: string;
  fromAt: number;
  /** Null: nobody knows until when. */
  untilAt: number | null;
}

export interface OnCallPerson {
  kind: 'person';
  person: string;
  /** Null where an override holds whatever the layers say. */
  layer: string | null;
  cause: OnCallCause;
  /** Whose turn it would be. */
  insteadOf: string | null;
}

export type OnCall = OnCallPerson | { kind: 'gap'; reason: OnCallGap };

/** A stretch of time in which the same is on call. */
export interface OnCallShift {
  fromAt: number;
  untilAt: number;
  onCall: OnCall;
}

/** Who is on call at an instant: one person, or why nobody is. */
export function onCallAt(rotation: Rotation, at: number): OnCall {
  return inTurnAt(rotation, at)[0] ?? { kind: 'gap', reason: gapReasonAt(rotation, at) };
}

/**
 * Everybody who could be on call at an instant, each once: first who is, then who comes next when they
 * do not answer, in the order of the turns and then of the layers.
 */
export function inTurnAt(rotation: Rotation, at: number): OnCallPerson[] {
  const layers = holdingAt(rotation, at).flatMap((layer) => ofLayer(rotation, layer, at));
  const overriding = overridesAt(rotation, null, at).map((person) =>
    override(person, null, layers),
  );
  const all = [...overriding, ...layers].filter(({ person }) => !isAway(rotation, person, at));
  return all.filter((one, n) => all.findIndex(({ person }) => person === one.person) === n);
}

/** A rotation of one of the layers, with what is overridden of it. */
export function layerOf(rotation: Rotation, layer: string): Rotation {
  return {
    ...rotation,
    layers: rotation.layers.filter(({ name }) => name === layer),
    overrides: rotation.overrides.filter((override) => override.layer === layer),
  };
}

/**
 * When somebody else is on call next after an instant, or nobody, and who; null where that is not
 * before `untilAt`.
 */
export function nextHandOver(
  rotation: Rotation,
  at: number,
  untilAt: number,
): { at: number; onCall: OnCall } | null {
  const now = onCallAt(rotation, at);
  for (let next = boundaryAfter(rotation, at); next < untilAt; ) {
    const onCall = onCallAt(rotation, next);
    if (!isSame(onCall, now)) return { at: next, onCall };
    next = boundaryAfter(rotation, next);
  }
  return null;
}

/** Who is on call when in [fromAt, untilAt): every instant of it is in one shift. */
export function shiftsBetween(rotation: Rotation, fromAt: number, untilAt: number): OnCallShift[] {
  const shifts: OnCallShift[] = [];
  for (let at = fromAt; at < untilAt; ) {
    const end = Math.min(boundaryAfter(rotation, at), untilAt);
    const onCall = onCallAt(rotation, at);
    const last = shifts.at(-1);
    if (last && isSame(last.onCall, onCall) && isTold(last.onCall) === isTold(onCall)) {
      last.untilAt = end;
    } else shifts.push({ fromAt: at, untilAt: end, onCall });
    at = end;
  }
  return shifts;
}

/** What is shown of how somebody came to it. */
function isTold(onCall: OnCall): string {
  return onCall.kind === 'gap' ? onCall.reason : `${onCall.cause} ${onCall.layer}`;
}

function isSame(one: OnCall, other: OnCall): boolean {
  if (one.kind === 'gap' || other.kind === 'gap') return one.kind === other.kind;
  return one.person === other.person;
}

function holdingAt({ layers, zone }: Rotation, at: number): RotationLayer[] {
  return layers.filter((layer) => holdsAt(layer, at) && turnAt(layer, zone, at) !== null);
}

function holdsAt({ hours }: RotationLayer, at: number): boolean {
  if (hours.kind === 'always') return true;
  return isWorkingAt(hours.calendar, at) === (hours.kind === 'within');
}

/** Its override, and then its members from the turn on; whether they are there or away. */
function ofLayer(rotation: Rotation, layer: RotationLayer, at: number): OnCallPerson[] {
  const { name, members } = layer;
  if (members.length === 0)
    return overridesAt(rotation, name, at).map((p) => override(p, name, []));
  const turn = (turnAt(layer, rotation.zone, at) ?? 0) % members.length;
  const order = [...members.slice(turn), ...members.slice(0, turn)];
  const [own = ''] = order;
  const turns = order.map((person): OnCallPerson => {
    const isOwn = person === own;
    const cause = isOwn ? 'turn' : 'stand_in';
    return { kind: 'person', person, layer: name, cause, insteadOf: isOwn ? null : own };
  });
  const overriding = overridesAt(rotation, name, at).map((person) => override(person, name, turns));
  return [...overriding, ...turns];
}

function override(
  person: string,
  layer: string | null,
  others: readonly OnCallPerson[],
): OnCallPerson {
  const insteadOf = others[0]?.insteadOf ?? others[0]?.person ?? null;
  const isOwn = insteadOf === person;
  return { kind: 'person', person, layer, cause: 'override', insteadOf: isOwn ? null : insteadOf };
}

/** The one that begins last is meant; of two that begin at once, the later one of the list. */
function overridesAt({ overrides }: Rotation, layer: string | null, at: number): string[] {
  return overrides
    .filter((one) => one.layer === layer && one.fromAt <= at && at < one.untilAt)
    .reverse()
    .sort((a, b) => b.fromAt - a.fromAt)
    .map(({ person }) => person);
}

/** Whether somebody is away at an instant, as far as the desk knows. */
export function isAway({ absences }: Rotation, person: string, at: number): boolean {
  return absences.some(
    (one) =>
      one.person === person && one.fromAt <= at && (one.untilAt === null || at < one.untilAt),
  );
}

/** Why nobody is on call, where nobody is. */
export function gapReasonAt(rotation: Rotation, at: number): OnCallGap {
  const manned = rotation.layers.filter(({ members }) => members.length > 0);
  if (manned.length === 0) return 'no_members';
  const inHours = manned.filter((layer) => holdsAt(layer, at));
  if (inHours.length === 0) return 'outside_hours';
  const hasBegun = inHours.some((layer) => turnAt(layer, rotation.zone, at) !== null);
  return hasBegun ? 'all_absent' : 'not_begun';
}

/** The next instant at which the answer could be another; infinite where there is none. */
function boundaryAfter({ layers, overrides, absences, zone }: Rotation, at: number): number {
  const ends = [...overrides, ...absences].flatMap(({ fromAt, untilAt }) => [fromAt, untilAt]);
  const turns = layers.flatMap((layer) => [
    nextTurnAfter(layer, zone, at),
    layer.hours.kind === 'always' ? null : nextBoundaryAfter(layer.hours.calendar, at),
  ]);
  let next = Number.POSITIVE_INFINITY;
  for (const instant of [...ends, ...turns]) {
    if (instant !== null && instant > at && instant < next) next = instant;
  }
  return next;
}
