import type { Database } from '../../database/connection.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import { withDatabase } from '../http/database.ts';
import type { AffectedItem } from './contract.ts';

/** What a ticket is about, by the register as it is now, in the order in which it was marked. */
export async function findAffected(
  database: Database,
  { affected = [] }: Pick<TicketState, 'affected'>,
): Promise<AffectedItem[]> {
  if (affected.length === 0) return [];
  const rows = await withDatabase(() =>
    database('configuration_items').whereIn('item_id', affected),
  );
  const known = new Map(rows.map((row) => [row.item_id, row]));
  return affected.flatMap((id) => {
    const row = known.get(id);
    if (!row) return [];
    const { kind, name, type, status, site } = row;
    return [{ id, kind, name, type, status, site, inventoryNumber: row.inventory_number }];
  });
}
