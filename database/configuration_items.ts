import { chunksOf } from './chunks.ts';
import type { Transaction } from './connection.ts';
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
