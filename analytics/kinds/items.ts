import type pg from 'pg';
import { itemFacts, itemTables, type SourceItem } from '../facts/items.ts';
import { replaceStaged } from '../merge.ts';
import type { Kind } from './kind.ts';

export const items: Kind<(typeof itemTables)[number]> = {
  source: 'configuration_items',
  id: 'item_id',
  tables: itemTables,
  readFacts: async (client, ids) => (await readItems(client, ids)).map(itemFacts),
  merge: (warehouse, staging, ids) => replaceStaged(warehouse, staging, items, ids),
};

/** Those that are gone are left out. Who uses one is not read. */
async function readItems(client: pg.Client, itemIds: string[]): Promise<SourceItem[]> {
  const { rows } = await client.query<SourceItem>(
    `select
       item_id as "itemId",
       kind,
       name,
       type,
       model,
       site,
       status,
       support_process as "supportProcess",
       support_group as "supportGroup",
       depends_on_ids as "dependsOnIds",
       version,
       (extract(epoch from created_at) * 1000)::float8 as "createdAt",
       (extract(epoch from updated_at) * 1000)::float8 as "updatedAt"
     from configuration_items
     where item_id = any($1)
     order by item_id`,
    [itemIds],
  );
  return rows;
}
