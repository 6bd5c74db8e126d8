import type { Knex } from 'knex';
import type { PositionKind } from './cursor.ts';

/** How a list is ordered, so that a page can go on where the one before it ended. */
export interface Order {
  /** Compared from left to right, all in one direction; the last one is unique. */
  columns: readonly (readonly [sql: string, kind: PositionKind])[];
  direction: 'asc' | 'desc';
}

/** Selects where a row stands in an order, as `position`. */
export function positionIn(order: Order): string {
  return `json_build_array(${sqlOf(order).join(', ')}) as position`;
}

function sqlOf(order: Order): string[] {
  return order.columns.map(([sql]) => sql);
}

export function kindsOf(order: Order): PositionKind[] {
  return order.columns.map(([, kind]) => kind);
}

/** Orders a query, and goes on after a position where one is given. */
export function applyOrder(
  query: Knex.QueryBuilder,
  order: Order,
  after: string[] | undefined,
): void {
  const columns = sqlOf(order);
  query.orderByRaw(columns.map((column) => `${column} ${order.direction}`).join(', '));
  if (!after) return;
  const marks = columns.map(() => '?').join(', ');
  const comparison = order.direction === 'asc' ? '>' : '<';
  query.whereRaw(`(${columns.join(', ')}) ${comparison} (${marks})`, after);
}
