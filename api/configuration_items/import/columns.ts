import type { ItemBody } from '../contract.ts';

/** The columns of a file of items, in the order in which they are exported, and what each says. */
export const itemColumns = {
  inventory_number: 'inventoryNumber',
  kind: 'kind',
  name: 'name',
  type: 'type',
  model: 'model',
  serial_number: 'serialNumber',
  site: 'site',
  status: 'status',
  owner: 'ownerId',
  address: 'address',
  remote_id: 'remoteId',
  support_group: 'supportGroup',
  depends_on: 'dependsOn',
  notes: 'notes',
} as const satisfies Record<string, keyof ItemBody>;

export type ItemColumn = keyof typeof itemColumns;

export const itemColumnNames = Object.keys(itemColumns) as ItemColumn[];

/** What else their headers may be called. */
const otherNames: Partial<Record<ItemColumn, readonly string[]>> = {
  inventory_number: ['inventory number', 'numéro d’inventaire', "numéro d'inventaire", 'asset tag'],
  kind: ['nature'],
  name: ['nom'],
  model: ['modèle'],
  serial_number: ['serial number', 'numéro de série'],
  site: ['location', 'lieu'],
  status: ['state', 'état'],
  owner: ['used by', 'user', 'utilisateur'],
  address: ['host', 'hostname', 'ip', 'adresse'],
  remote_id: ['remote id'],
  support_group: ['support group', 'group', 'groupe'],
  depends_on: ['depends on', 'dépend de'],
};

/** Undefined where no column is called so, whatever its capitals. */
export function itemColumnOf(header: string): ItemColumn | undefined {
  const name = header.trim().toLowerCase();
  return itemColumnNames.find((column) => column === name || otherNames[column]?.includes(name));
}
