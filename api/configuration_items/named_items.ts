import { orIfDatabaseAway } from '../../database/away.ts';
import type { Database } from '../../database/connection.ts';

/** Ids of the register begin so; no account's does. */
const isItemId = (id: string) => id.startsWith('itm-');

/**
 * Names by their ids, with those of the register among `ids`.
 * @param names of accounts
 */
export async function withItemNames(
  database: Database,
  names: ReadonlyMap<string, string | null>,
  ids: readonly string[],
): Promise<Map<string, string | null>> {
  const itemIds = ids.filter(isItemId);
  if (itemIds.length === 0) return new Map(names);
  const rows = await orIfDatabaseAway(
    () => database('configuration_items').whereIn('item_id', itemIds).select('item_id', 'name'),
    [],
  );
  return new Map([...names, ...rows.map(({ item_id, name }) => [item_id, name] as const)]);
}
