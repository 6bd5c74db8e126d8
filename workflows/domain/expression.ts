import type { Expression } from './process.ts';
import type { TicketState } from './ticket.ts';

/** Whether a condition holds for a ticket. `all` of nothing is true, `any` of nothing is false. */
export function holds(expression: Expression, ticket: TicketState): boolean {
  if ('all' in expression) return expression.all.every((part) => holds(part, ticket));
  if ('any' in expression) return expression.any.some((part) => holds(part, ticket));
  if ('not' in expression) return !holds(expression.not, ticket);
  if ('fact' in expression) return ticket.facts.includes(expression.fact);
  const value = ticket[expression.field];
  return value !== null && expression.in.includes(String(value));
}
