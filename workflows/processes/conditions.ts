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

/** What a field can be compared with; the process itself says which keys there are. */
type FieldValue<Field extends ExpressionField> = Field extends 'type'
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

/** The field has one of these values. */
export function is<Field extends ExpressionField, Value extends FieldValue<Field>>(
  field: Field,
  ...values: [Value, ...Value[]]
): Condition<`${Field}:${Value}`> {
  return { field, in: values.map(String) };
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
