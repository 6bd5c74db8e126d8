import type { Expression, ExpressionField, FormFieldCondition } from './process.ts';
import type { FieldValue, TicketState } from './ticket.ts';

/** What conditions read of a ticket; null where it is not known, as in a form. */
export type ConditionSubject = { readonly [F in ExpressionField]: TicketState[F] | null } & Pick<
  TicketState,
  'facts' | 'fields'
>;

/** Whether a condition holds for a ticket. `all` of nothing is true, `any` of nothing is false. */
export function holds(expression: Expression, ticket: ConditionSubject): boolean {
  // What conditions mostly are, first: after each step very many are looked at.
  if ('field' in expression) {
    const value = ticket[expression.field];
    return value !== null && expression.in.includes(String(value));
  }
  if ('all' in expression) return expression.all.every((part) => holds(part, ticket));
  if ('any' in expression) return expression.any.some((part) => holds(part, ticket));
  if ('not' in expression) return !holds(expression.not, ticket);
  if ('fact' in expression) return ticket.facts.includes(expression.fact);
  return holdsOfField(expression, ticket.fields?.[expression.formField]);
}

/** Of what is not known nothing holds. */
export function holdsOfField(
  condition: FormFieldCondition,
  value: FieldValue | undefined,
): boolean {
  if (value === undefined) return false;
  if ('in' in condition) return condition.in.includes(String(value));
  if ('isKnown' in condition) return true;
  const { min, max } = condition;
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** What a condition reads of a ticket: what every ticket has, and fields of the process, by name. */
export function fieldsRead(expression: Expression): string[] {
  if ('all' in expression) return expression.all.flatMap(fieldsRead);
  if ('any' in expression) return expression.any.flatMap(fieldsRead);
  if ('not' in expression) return fieldsRead(expression.not);
  if ('formField' in expression) return [expression.formField];
  return 'field' in expression ? [expression.field] : [];
}
