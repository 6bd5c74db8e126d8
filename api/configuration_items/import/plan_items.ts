import { randomUUID } from 'node:crypto';
import type { Database } from '../../../database/connection.ts';
import type { ConfigurationItemRow } from '../../../database/tables.ts';
import { type Expectation, expected } from '../../http/expectations.ts';
import { expectationsOf } from '../../http/input.ts';
import {
  type GivenRow,
  type GivenRows,
  type LineFault,
  shown,
} from '../../people/import/read_people.ts';
import { type ItemBody, itemFields } from '../contract.ts';
import { bodyOf } from '../item_changes.ts';
import { type ItemColumn, itemColumnNames, itemColumns } from './columns.ts';

/** What a row of a file comes to. */
export interface PlannedItem {
  line: number;
  itemId: string;
  /** Undefined where it is new. */
  before: ConfigurationItemRow | undefined;
  body: ItemBody;
  /** The columns that are new, or will be others. */
  columns: ItemColumn[];
}

export interface ItemsPlan {
  items: PlannedItem[];
  faults: LineFault[];
}

/** Rows that are judged before others have their turn. */
const rowsInTurn = 500;

const newItem: ItemBody = {
  kind: 'device',
  name: '',
  type: null,
  model: null,
  inventoryNumber: null,
  serialNumber: null,
  site: null,
  status: 'in_use',
  ownerId: null,
  remoteId: null,
  address: null,
  notes: '',
};

/** Where one of these is empty, it stays as it is. */
const neverEmpty: readonly ItemColumn[] = ['kind', 'name', 'status'];

/** What a file would change of the register. Rows with a fault are left out. */
export async function planItems(
  database: Database,
  given: GivenRows<ItemColumn>,
): Promise<ItemsPlan> {
  const known = await readKnown(database);
  const faults = [...given.faults];
  const items: PlannedItem[] = [];
  const taken = new Set<string>();
  for (const [n, row] of given.rows.entries()) {
    if (n % rowsInTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    const planned = plannedOf(row, known, taken);
    if (Array.isArray(planned)) faults.push(...planned);
    else items.push(planned);
  }
  return { items, faults: faults.toSorted((a, b) => a.line - b.line) };
}

interface Known {
  byNumber: Map<string | null, ConfigurationItemRow>;
  /** Accounts by their ids and by their addresses. */
  people: Map<string, string>;
}

async function readKnown(database: Database): Promise<Known> {
  const items = await database('configuration_items').whereNotNull('inventory_number');
  const accounts = await database('accounts').select('account_id');
  const addresses = await database('mail_addresses').select('address', 'account_id');
  const people = new Map(accounts.map((row) => [row.account_id, row.account_id]));
  for (const { address, account_id: id } of addresses) people.set(address.toLowerCase(), id);
  return { byNumber: new Map(items.map((row) => [row.inventory_number, row])), people };
}

/** The item, or what is wrong with its row. */
function plannedOf(
  { line, cells }: GivenRow<ItemColumn>,
  known: Known,
  taken: Set<string>,
): PlannedItem | LineFault[] {
  const faults: LineFault[] = [];
  const refuse = (column: ItemColumn, expectation: Expectation) => {
    faults.push({ line, column, expected: expectation, received: shown(cells[column] ?? '') });
  };
  const number = cells.inventory_number ?? '';
  // Without its number a repeated file would add it again.
  if (number === '') refuse('inventory_number', expected('not_blank'));
  else if (taken.has(number)) refuse('inventory_number', expected('unused_inventory_number'));
  taken.add(number);
  const before = known.byNumber.get(number);
  const was = before ? bodyOf(before) : newItem;
  const body: Record<string, unknown> = { ...was };
  for (const column of itemColumnNames) {
    const cell = cells[column];
    const isEmpty = cell === undefined || cell === '';
    if (cell === undefined || (isEmpty && neverEmpty.includes(column))) {
      if (column === 'name' && !before) refuse(column, expected('not_blank'));
      continue;
    }
    const value = saidBy(column, cell, known);
    if (value === undefined) {
      refuse(column, expected('account'));
      continue;
    }
    const field = itemColumns[column];
    const read = itemFields[field].safeParse(value, { reportInput: true });
    if (read.success) body[field] = read.data;
    else refuse(column, expectationsOf(read.error)[0] ?? expected('other'));
  }
  if (faults.length > 0) return faults;
  const columns = itemColumnNames.filter((column) => {
    const field = itemColumns[column];
    return cells[column] !== undefined && (!before || body[field] !== was[field]);
  });
  const itemId = before?.item_id ?? `itm-${randomUUID()}`;
  return { line, itemId, before, body: body as ItemBody, columns };
}

/** Undefined where nobody is who it says. */
function saidBy(column: ItemColumn, cell: string, { people }: Known): string | null | undefined {
  if (cell === '') return column === 'notes' ? '' : null;
  if (column !== 'owner') return cell;
  return people.get(cell) ?? people.get(cell.toLowerCase());
}
