import type { Expression, ExpressionField } from './process.ts';
import type { TicketState } from './ticket.ts';

/** Whether a condition holds for a ticket. `all` of nothing is true, `any` of nothing is false. */
export function holds(expression: Expression, ticket: TicketState): boolean {
  // What conditions mostly are, first: after each step very many are looked at.
  if ('field' in expression) {
    const value = ticket[expression.field];
    return value !== null && expression.in.includes(String(value));
  }
  if ('all' in expression) return expression.all.every((part) => holds(part, ticket));
  if ('any' in expression) return expression.any.some((part) => holds(part, ticket));
  if ('not' in expression) return !holds(expression.not, ticket);
  return ticket.facts.includes(expression.fact);
}

/** The fields of a ticket that a condition reads. */
export function fieldsRead(expression: Expression): ExpressionField[] {
  if ('all' in expression) return expression.all.flatMap(fieldsRead);
  if ('any' in expression) return expression.any.flatMap(fieldsRead);
  if ('not' in expression) return fieldsRead(expression.not);
  return 'field' in expression ? [expression.field] : [];
}
