import { publishedTables } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

/** One sum per table over all its rows, whatever their order. Equal sums: equal query results. */
export async function checksums(warehouse: Warehouse): Promise<Map<string, string>> {
  const sums = new Map<string, string>();
  for (const table of publishedTables) {
    // When the warehouse was made is not a fact about tickets.
    if (table === 'warehouse_info') continue;
    const [row] = await warehouse.rows<{ sum: string }>(
      `select count(*) || ':' || coalesce(sum(hash(facts)::hugeint), 0)::varchar as sum
       from ${table} as facts`,
    );
    sums.set(table, row?.sum ?? '');
  }
  return sums;
}
