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
import { circleFrom, findCircles } from '../circles.ts';
import { type ItemBody, itemFields } from '../contract.ts';
import { bodyOf, supportGroupOf } from '../item_changes.ts';
import { groupPlace, supportGroups } from '../support_groups.ts';
import { type ItemColumn, itemColumnNames, itemColumns } from './columns.ts';
import { namedIn } from './references.ts';

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

/** A row whose own cells are right; what it depends on is looked at once all rows are known. */
interface Draft extends Omit<PlannedItem, 'columns'> {
  row: GivenRow<ItemColumn>;
  number: string;
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
  supportGroup: null,
  dependsOn: [],
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
  const drafts: Draft[] = [];
  const taken = new Set<string>();
  for (const [n, row] of given.rows.entries()) {
    if (n % rowsInTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    const draft = draftOf(row, known, taken);
    if (Array.isArray(draft)) faults.push(...draft);
    else drafts.push(draft);
  }
  const items = withDependencies(drafts, known, faults).map(plannedOf);
  return { items, faults: faults.toSorted((a, b) => a.line - b.line) };
}

interface Known {
  items: Map<string, ConfigurationItemRow>;
  byNumber: Map<string | null, ConfigurationItemRow>;
  /** Accounts by their ids and by their addresses. */
  people: Map<string, string>;
  groups: string[];
}

async function readKnown(database: Database): Promise<Known> {
  const items = await database('configuration_items');
  const numbered = items.filter(({ inventory_number: number }) => number !== null);
  const accounts = await database('accounts').select('account_id');
  const addresses = await database('mail_addresses').select('address', 'account_id');
  const people = new Map(accounts.map((row) => [row.account_id, row.account_id]));
  for (const { address, account_id: id } of addresses) people.set(address.toLowerCase(), id);
  return {
    items: new Map(items.map((row) => [row.item_id, row])),
    byNumber: new Map(numbered.map((row) => [row.inventory_number, row])),
    people,
    groups: supportGroups(),
  };
}

/** The item, or what is wrong with its row. */
function draftOf(row: GivenRow<ItemColumn>, known: Known, taken: Set<string>): Draft | LineFault[] {
  const { line, cells } = row;
  const faults: LineFault[] = [];
  const refuse = (column: ItemColumn, expectation: Expectation) => {
    faults.push(faultOf(row, column, expectation));
  };
  const number = cells.inventory_number ?? '';
  // Without its number a repeated file would add it again.
  if (number === '') refuse('inventory_number', expected('not_blank'));
  else if (taken.has(number)) refuse('inventory_number', expected('unused_inventory_number'));
  taken.add(number);
  const before = known.byNumber.get(number);
  const body: Record<string, unknown> = { ...(before ? bodyOf(before) : newItem) };
  for (const column of itemColumnNames) {
    const cell = cells[column];
    const isEmpty = cell === undefined || cell === '';
    if (cell === undefined || (isEmpty && neverEmpty.includes(column))) {
      if (column === 'name' && !before) refuse(column, expected('not_blank'));
      continue;
    }
    if (column === 'depends_on') continue;
    const said = saidBy(column, cell, known, before);
    if ('expected' in said) {
      refuse(column, said.expected);
      continue;
    }
    const field = itemColumns[column];
    const read = itemFields[field].safeParse(said.value, { reportInput: true });
    if (read.success) body[field] = read.data;
    else refuse(column, expectationsOf(read.error)[0] ?? expected('other'));
  }
  if (faults.length > 0) return faults;
  const itemId = before?.item_id ?? `itm-${randomUUID()}`;
  return { line, row, number, itemId, before, body: body as ItemBody };
}

function faultOf(
  { line, cells }: GivenRow<ItemColumn>,
  column: ItemColumn,
  expectation: Expectation,
): LineFault {
  return { line, column, expected: expectation, received: shown(cells[column] ?? '') };
}

/** What a cell says, or what it should: an account, or a group that there is. */
function saidBy(
  column: ItemColumn,
  cell: string,
  { people, groups }: Known,
  before: ConfigurationItemRow | undefined,
): { value: unknown } | { expected: Expectation } {
  if (cell === '') return { value: column === 'notes' ? '' : null };
  if (column === 'support_group') {
    const now = before && supportGroupOf(before);
    const isNow = now && groupPlace(now) === cell;
    if (!isNow && !groups.includes(cell))
      return { expected: expected('one_of', { words: groups }) };
    const [process, id] = cell.split('/');
    return { value: { process, id } };
  }
  if (column !== 'owner') return { value: cell };
  const account = people.get(cell) ?? people.get(cell.toLowerCase());
  return account === undefined ? { expected: expected('account') } : { value: account };
}

/**
 * The rows with what they depend on: items of the register or of the file, further down too; never in
 * a circle. A row that falls takes with it those that need it and would be new, until all that are
 * left stand.
 */
function withDependencies(drafts: Draft[], known: Known, faults: LineFault[]): Draft[] {
  let standing = drafts;
  for (;;) {
    const fallen = new Map([...unknownAmong(standing, known), ...circledAmong(standing, known)]);
    if (fallen.size === 0) return standing;
    for (const [{ row }, expectation] of fallen) {
      faults.push(faultOf(row, 'depends_on', expectation));
    }
    standing = standing.filter((draft) => !fallen.has(draft));
  }
}

/** Reads what each row depends on, and gives those that name what there is not, or too much. */
function unknownAmong(drafts: readonly Draft[], known: Known): Map<Draft, Expectation> {
  const byNumber = new Map(drafts.map(({ number, itemId }) => [number, itemId]));
  const idOf = (name: string) =>
    byNumber.get(name) ?? known.byNumber.get(name)?.item_id ?? known.items.get(name)?.item_id;
  const unknown = new Map<Draft, Expectation>();
  for (const draft of drafts) {
    const cell = draft.row.cells.depends_on;
    if (cell === undefined) continue;
    const ids = namedIn(cell).map(idOf);
    if (ids.includes(undefined)) {
      unknown.set(draft, expected('configuration_item'));
      continue;
    }
    const read = itemFields.dependsOn.safeParse([...new Set(ids)]);
    if (read.success) draft.body.dependsOn = read.data.toSorted();
    else unknown.set(draft, expectationsOf(read.error)[0] ?? expected('other'));
  }
  return unknown;
}

/** The rows of which each would depend on itself, by way of others. */
function circledAmong(drafts: readonly Draft[], { items }: Known): Map<Draft, Expectation> {
  const dependencies = new Map([...items].map(([id, row]) => [id, row.depends_on_ids]));
  const names = new Map([...items].map(([id, { name }]) => [id, name]));
  for (const { itemId, body } of drafts) {
    dependencies.set(itemId, body.dependsOn);
    names.set(itemId, body.name);
  }
  const circleOf = new Map(
    findCircles(dependencies).flatMap((circle) => circle.map((id) => [id, circle])),
  );
  return new Map(
    drafts.flatMap((draft) => {
      const circle =
        draft.row.cells.depends_on === undefined ? undefined : circleOf.get(draft.itemId);
      if (!circle) return [];
      const named = circleFrom(draft.itemId, circle, names);
      return [[draft, expected('independent_item', { circle: named })]];
    }),
  );
}

function plannedOf({ line, row, itemId, before, body }: Draft): PlannedItem {
  const was = before ? bodyOf(before) : newItem;
  const columns = itemColumnNames.filter((column) => {
    const field = itemColumns[column];
    const isOther = JSON.stringify(body[field]) !== JSON.stringify(was[field]);
    return row.cells[column] !== undefined && (!before || isOther);
  });
  return { line, itemId, before, body, columns };
}
