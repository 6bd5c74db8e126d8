import type { CountName, Expression, ExpressionField, SpanName } from '../domain/process.ts';
import type {
  Channel,
  DeviceFactName,
  RequesterFactName,
  RequesterTier,
  TicketType,
} from '../domain/ticket.ts';
import type { Minutes } from './durations.ts';

declare const names: unique symbol;

/**
 * An expression that remembers in its type which names it mentions (`category:network`), so that a
 * process which has no such category does not type-check. At run time it is plain data.
 */
export type Condition<Names extends string = string> = Expression & { readonly [names]?: Names };

type NamesIn<C> = C extends Condition<infer Names> ? Names : never;

/** What of every ticket can be compared with what; the process itself says which keys there are. */
type ComparedWith<Field extends ExpressionField> = Field extends 'type'
  ? TicketType
  : Field extends 'channel'
    ? Channel
    : Field extends 'requesterTier'
      ? RequesterTier
      : string;

/** Names that any process knows. */
export type FixedNames =
  | `type:${TicketType}`
  | `channel:${Channel}`
  | `requesterTier:${RequesterTier}`;

/** As it is written. Compiled, it names each of them. */
export interface TierAndAbove {
  field: 'tier';
  in: [string];
  andAbove: true;
}

/** Holds for every ticket. */
export const always: Condition<never> = { all: [] };

/** Holds for no ticket: of an approval that only rules or playbooks ask for. */
export const never: Condition<never> = { any: [] };

/** The field has one of these values. */
export function is<Field extends ExpressionField, Value extends ComparedWith<Field>>(
  field: Field,
  ...values: [Value, ...Value[]]
): Condition<`${Field}:${Value}`> {
  return { field, in: values };
}

/** At this tier, or at one of more skill. */
export function tierAtLeast<Tier extends string>(tier: Tier): Condition<`tier:${Tier}`> {
  const condition: TierAndAbove = { field: 'tier', in: [tier], andAbove: true };
  return condition;
}

/** One of these options of a choice of the process was chosen. */
export function field<Name extends string, Option extends string>(
  name: Name,
  ...options: [Option, ...Option[]]
): Condition<`option:${Name}.${Option}`> {
  return { formField: name, in: options };
}

/** Something is known of a field of the process, of whatever kind. */
export function fieldIsKnown<Name extends string>(name: Name): Condition<`field:${Name}`> {
  return { formField: name, isKnown: true };
}

/** A number or a day (`YYYY-MM-DD`) between bounds, which it may reach. */
export function fieldFrom<Name extends string, Bound extends number | string>(
  name: Name,
  bounds: { min?: Bound; max?: Bound },
): Condition<`${Bound extends number ? 'number' : 'date'}:${Name}`> {
  return { formField: name, ...bounds };
}

/** The text fact was found in the subject or the description when the ticket was opened. */
export function fact<Name extends string>(name: Name): Condition<`fact:${Name}`> {
  return { fact: name };
}

/**
 * What is known of whoever asks is one of these words: `requester('site', 'Lyon')`. They are the
 * company's words, as the people of the desk have them, and not the process's.
 */
export function requester(
  name: RequesterFactName,
  ...words: [string, ...string[]]
): Condition<never> {
  return { requester: name, in: words };
}

/** The register says one of these words of a device or service that the ticket is about. */
export function device(name: DeviceFactName, ...words: [string, ...string[]]): Condition<never> {
  return { device: name, in: words };
}

/** Now is in the hours of the calendar: the instant of the step at which it is asked. */
export function within<Calendar extends string>(
  calendar: Calendar,
): Condition<`calendar:${Calendar}`> {
  return { within: calendar };
}

/** It was counted so often, or more. */
export function atLeast(name: CountName, count: number): Condition<never>;
/** It has lasted so long, or longer: by the clock, or in the hours of a calendar. */
export function atLeast<Calendar extends string = never>(
  name: SpanName,
  length: Minutes,
  calendar?: Calendar,
): Condition<`calendar:${Calendar}`>;
export function atLeast(
  name: CountName | SpanName,
  amount: number | Minutes,
  calendar?: string,
): Condition {
  if (typeof amount === 'number') return { count: name as CountName, atLeast: amount };
  const { minutes } = amount;
  return {
    span: name as SpanName,
    atLeastMinutes: minutes,
    ...(calendar !== undefined && { calendar }),
  };
}

/** Whoever has the ticket has the skill; nobody has where nobody has the ticket. */
export function assigneeHas<Skill extends string>(skill: Skill): Condition<`skill:${Skill}`> {
  return { assigneeHas: skill };
}

export function all<const C extends readonly Condition[]>(
  ...conditions: C
): Condition<NamesIn<C[number]>> {
  return { all: [...conditions] };
}

export function any<const C extends readonly Condition[]>(
  ...conditions: C
): Condition<NamesIn<C[number]>> {
  return { any: [...conditions] };
}

export function not<C extends Condition>(condition: C): Condition<NamesIn<C>> {
  return { not: condition };
}
