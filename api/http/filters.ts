import type { Knex } from 'knex';

/** Keeps the rows that have one of the values asked for in the columns of these names. */
export function keepAnyOf<Name extends string>(
  query: Knex.QueryBuilder,
  table: string,
  names: readonly Name[],
  filters: { readonly [_ in NoInfer<Name>]?: readonly (string | number)[] | undefined },
): void {
  for (const name of names) {
    const values = filters[name];
    if (values) query.whereIn(`${table}.${name}`, values);
  }
}
