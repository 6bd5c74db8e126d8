import type { Expression, ExpressionField } from '../domain/process.ts';
import type {
  Channel,
  Level,
  Priority,
  RequesterTier,
  TicketType,
  Tier,
} from '../domain/ticket.ts';

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
    : Field extends 'impact' | 'urgency'
      ? Level
      : Field extends 'priority'
        ? Priority
        : Field extends 'requesterTier'
          ? RequesterTier
          : Field extends 'tier'
            ? Tier
            : string;

/** Names that any process knows. */
export type FixedNames =
  | `type:${TicketType}`
  | `channel:${Channel}`
  | `impact:${Level}`
  | `urgency:${Level}`
  | `priority:${Priority}`
  | `requesterTier:${RequesterTier}`
  | `tier:${Tier}`;

/** Holds for every ticket. */
export const always: Condition<never> = { all: [] };

/** Holds for no ticket: of an approval that only rules ask for. */
export const never: Condition<never> = { any: [] };

/** The field has one of these values. */
export function is<Field extends ExpressionField, Value extends ComparedWith<Field>>(
  field: Field,
  ...values: [Value, ...Value[]]
): Condition<`${Field}:${Value}`> {
  return { field, in: values.map(String) };
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
