import type { Knex } from 'knex';
import type { Database } from '../../database/connection.ts';
import type { ConfigurationItemRow } from '../../database/tables.ts';
import { decodeCursor, encodeCursor, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { applyOrder, kindsOf, type Order, positionIn } from '../http/order.ts';
import { worksOnTickets } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';
import type { ConfigurationItem, ConfigurationItemPage, ItemQuery } from './contract.ts';

export type ItemRow = ConfigurationItemRow & { owner_name: string | null };

const pageSizeDefault = 50;
const searchWordsMax = 8;
const orderName = 'item';

const order: Order = {
  columns: [
    ['search_fold(items.name) collate "C"', 'text'],
    ['items.item_id', 'text'],
  ],
  direction: 'asc',
};

/** What is searched of an item, folded as what is typed is. */
const searched = `search_fold(concat_ws(' ', items.name, items.type, items.model,
  items.inventory_number, items.serial_number, items.site, owners.display_name))`;

/** Who sees more of the register than what they use themselves. */
function seesAll(account: Account): boolean {
  return worksOnTickets(account) || account.roles.includes('administrator');
}

/** Items by name; of those who only ask for help, what they use. */
export function findItemPage(
  database: Database,
  query: ItemQuery,
  account: Account,
): Promise<ConfigurationItemPage> {
  const after = decodeCursor(query.cursor, orderName, kindsOf(order));
  const limit = query.limit ?? pageSizeDefault;
  return withDatabase(async () => {
    const asked = items(database).limit(limit + 1);
    if (query.kind) asked.where('items.kind', query.kind);
    if (query.status) asked.where('items.status', query.status);
    if (query.owner) asked.where('items.owner_id', query.owner);
    keepMatching(asked, query.q);
    if (!seesAll(account)) asked.where('items.owner_id', account.id).whereNot('status', 'retired');
    applyOrder(asked, order, after);
    const rows: (ItemRow & { position: unknown[] })[] = await asked.select(
      database.raw(positionIn(order)),
    );
    const page = pageFrom(rows, limit, ({ position }) => encodeCursor(orderName, position));
    return { items: page.items.map((row) => itemView(row, account)), next: page.next };
  });
}

/** Undefined where there is none, or whoever asks may not know of it. */
export async function findItem(
  database: Database,
  itemId: string,
  account: Account,
): Promise<ItemRow | undefined> {
  const query = items(database).where('items.item_id', itemId);
  if (!seesAll(account)) query.where('items.owner_id', account.id);
  const [row] = await withDatabase(() => query.limit(1));
  return row as ItemRow | undefined;
}

function items(database: Database) {
  return database('configuration_items as items')
    .leftJoin('accounts as owners', 'owners.account_id', 'items.owner_id')
    .select('items.*', 'owners.display_name as owner_name');
}

function keepMatching(query: Knex.QueryBuilder, q = ''): void {
  for (const word of q.split(/\s+/).filter(Boolean).slice(0, searchWordsMax)) {
    query.whereRaw(`position(search_fold(?) in ${searched}) > 0`, [word]);
  }
}

export function itemView(row: ItemRow, account: Account): ConfigurationItem {
  const isAll = seesAll(account);
  return {
    id: row.item_id,
    kind: row.kind,
    name: row.name,
    type: row.type,
    model: row.model,
    inventoryNumber: row.inventory_number,
    serialNumber: row.serial_number,
    site: row.site,
    status: row.status,
    owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? '' },
    remoteId: isAll ? row.remote_id : null,
    address: isAll ? row.address : null,
    notes: isAll ? row.notes : '',
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  };
}
