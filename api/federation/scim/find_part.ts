import type { Knex } from 'knex';
import { parseFilter } from './filter.ts';
import { type Columns, conditionOf } from './filter_sql.ts';
import { partOf, type ScimListQuery } from './resource.ts';

/** Where resources of one type are found. */
export interface Source {
  /** What a filter may name. */
  columns: Columns;
  /** All of them. */
  found(): Knex.QueryBuilder;
  /** What is selected of each. */
  shown: Knex.Raw;
  /** The column they are listed by. */
  id: string;
}

/** The part of a list that is asked for, and how many the whole has. @throws ScimError `invalidFilter` */
export async function findPart<Row>(
  query: ScimListQuery,
  { columns, found, shown, id }: Source,
): Promise<{ total: number; rows: Row[] }> {
  const { startIndex, count } = partOf(query);
  const condition =
    query.filter === undefined ? null : conditionOf(parseFilter(query.filter), columns);
  const filtered = () =>
    condition ? found().whereRaw(condition.sql, condition.bindings) : found();
  const [counted] = await filtered().count<{ count: string }[]>({ count: '*' });
  const rows: Row[] = await filtered()
    .select(shown)
    .orderBy(id)
    .offset(startIndex - 1)
    .limit(count);
  return { total: Number(counted?.count ?? 0), rows };
}
