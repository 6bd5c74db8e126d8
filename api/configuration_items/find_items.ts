import type { Knex } from 'knex';
import type { Database } from '../../database/connection.ts';
import type { ConfigurationItemRow } from '../../database/tables.ts';
import { titleOf } from '../../workflows/processes/index.ts';
import { decodeCursor, encodeCursor, pageFrom } from '../http/cursor.ts';
import { withDatabase } from '../http/database.ts';
import { applyOrder, kindsOf, type Order, positionIn } from '../http/order.ts';
import { worksOnTickets } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';
import type { ConfigurationItem, ConfigurationItemPage, ItemQuery, NamedItem } from './contract.ts';
import { supportGroupOf } from './item_changes.ts';

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
    if (query.dependsOn) asked.whereRaw('items.depends_on_ids @> array[?]', [query.dependsOn]);
    if (query.supportGroup) {
      asked.whereRaw("items.support_process || '/' || items.support_group = ?", [
        query.supportGroup,
      ]);
    }
    keepMatching(asked, query.q);
    if (!seesAll(account)) asked.where('items.owner_id', account.id).whereNot('status', 'retired');
    applyOrder(asked, order, after);
    const rows: (ItemRow & { position: unknown[] })[] = await asked.select(
      database.raw(positionIn(order)),
    );
    const page = pageFrom(rows, limit, ({ position }) => encodeCursor(orderName, position));
    return { items: await describeItems(database, page.items, account), next: page.next };
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

/** Those of some that there are and whoever asks may know of, by their ids. */
export async function findItems(
  database: Database,
  itemIds: readonly string[],
  account: Account,
): Promise<Map<string, ItemRow>> {
  if (itemIds.length === 0) return new Map();
  const query = items(database).whereIn('items.item_id', itemIds);
  if (!seesAll(account)) query.where('items.owner_id', account.id);
  const rows: ItemRow[] = await withDatabase(() => query);
  return new Map(rows.map((row) => [row.item_id, row]));
}

/** Items as they are shown, with what they depend on by name. */
export async function describeItems(
  database: Database,
  rows: readonly ItemRow[],
  account: Account,
): Promise<ConfigurationItem[]> {
  const isAll = seesAll(account);
  const needed = isAll ? [...new Set(rows.flatMap((row) => row.depends_on_ids))] : [];
  const known = await findItems(database, needed, account);
  return rows.map((row) => {
    const dependsOn = row.depends_on_ids.flatMap((id) => known.get(id) ?? []);
    return itemView(row, isAll ? dependsOn : [], account);
  });
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

function itemView(
  row: ItemRow,
  dependsOn: readonly ItemRow[],
  account: Account,
): ConfigurationItem {
  const isAll = seesAll(account);
  const supportGroup = isAll ? supportGroupOf(row) : null;
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
    supportGroup: supportGroup && {
      ...supportGroup,
      title: titleOf(supportGroup.process, 'group', supportGroup.id, account.locale),
    },
    dependsOn: dependsOn.map(namedItem).toSorted((a, b) => a.name.localeCompare(b.name)),
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  };
}

function namedItem({ item_id: id, kind, name, type, status }: ItemRow): NamedItem {
  return { id, kind, name, type, status };
}
