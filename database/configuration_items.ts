import { chunksOf } from './chunks.ts';
import type { Database, Transaction } from './connection.ts';
import { locks } from './locks.ts';
import type { ConfigurationItemRow, NewRow, RowChange } from './tables.ts';

/** Keeps new items. One that is there under its id stays as it is. */
export async function insertItems(
  trx: Transaction,
  items: readonly NewRow<'configuration_items'>[],
): Promise<void> {
  for (const chunk of chunksOf(items)) {
    await trx('configuration_items').insert(chunk).onConflict('item_id').ignore();
  }
}

/** Writes items as they are given, whether they are there or not. The register is locked meanwhile. */
export async function writeItems(
  trx: Transaction,
  items: readonly NewRow<'configuration_items'>[],
): Promise<void> {
  for (const chunk of chunksOf(items)) {
    await trx('configuration_items').insert(chunk).onConflict('item_id').merge();
  }
}

/** Whoever else changes the register waits until the transaction has ended. */
export async function lockItems(trx: Transaction): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(?)', [locks.items]);
}

/**
 * Writes the version after `version`.
 * @returns false where the item stands at another
 */
export async function updateItem(
  trx: Transaction,
  { item_id: itemId, version }: Pick<ConfigurationItemRow, 'item_id' | 'version'>,
  changed: RowChange<'configuration_items'>,
): Promise<boolean> {
  const count = await trx('configuration_items')
    .where({ item_id: itemId, version })
    .update({ ...changed, version: version + 1, updated_at: trx.fn.now() });
  return count > 0;
}

/** What items depend on, by their ids: those of `ids` that there are, and all below them. */
export async function dependenciesBelow(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const { rows } = await database.raw<{ rows: { item_id: string; depends_on_ids: string[] }[] }>(
    `with recursive below as (
      select item_id, depends_on_ids from configuration_items where item_id = any(?)
      union
      select items.item_id, items.depends_on_ids
      from below, unnest(below.depends_on_ids) as needed
      join configuration_items as items on items.item_id = needed
    )
    select item_id, depends_on_ids from below`,
    [[...ids]],
  );
  return new Map(rows.map((row) => [row.item_id, row.depends_on_ids]));
}

/** What items are called, by their ids. */
export async function namesOfItems(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await database('configuration_items')
    .whereIn('item_id', ids)
    .select('item_id', 'name');
  return new Map(rows.map(({ item_id: id, name }) => [id, name]));
}
