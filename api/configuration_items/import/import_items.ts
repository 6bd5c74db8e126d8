import { randomUUID } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import { type AuditEntry, recordAudit } from '../../../database/audit.ts';
import { chunksOf } from '../../../database/chunks.ts';
import { lockItems, writeItems } from '../../../database/configuration_items.ts';
import type { Database, Transaction } from '../../../database/connection.ts';
import type { ConfigurationItemRow } from '../../../database/tables.ts';
import { expected } from '../../http/expectations.ts';
import type { Locale } from '../../http/words.ts';
import { guardedCell } from '../../people/import/guarded_cell.ts';
import { type FileForm, type GivenRows, readRows } from '../../people/import/read_people.ts';
import { toldFaults } from '../../people/import/told_faults.ts';
import { auditedChange, auditedItem, bodyOf, columnsOf, supportGroupOf } from '../item_changes.ts';
import { groupPlace } from '../support_groups.ts';
import { type ItemColumn, itemColumnNames, itemColumnOf } from './columns.ts';
import type { ItemImport } from './contract.ts';
import { type ItemsPlan, type PlannedItem, planItems } from './plan_items.ts';
import { naming } from './references.ts';

/** So many are shown of those that are created or changed. */
const shownMax = 500;

type By = Pick<AuditEntry, 'by' | 'from'>;

export interface ItemImportOptions {
  /** `nothing`: only says what it would do; `all`: nothing where there is a fault; `right`: what has none. */
  writes: 'nothing' | 'all' | 'right';
  by: By;
  locale: Locale;
}

const itemForm: FileForm<ItemColumn> = {
  columnNames: itemColumnNames,
  columnOf: itemColumnOf,
  keys: ['inventory_number'],
  missing: expected('item_columns'),
};

/**
 * Brings devices and services of a file to the register, in one transaction; each is known by its
 * inventory number. Repeated, it changes nothing.
 */
export async function importItems(
  database: Database,
  bytes: Buffer,
  { writes, by, locale }: ItemImportOptions,
): Promise<ItemImport> {
  const given = await readRows(bytes, itemForm);
  if (writes === 'nothing') {
    return reportOf(given, await planItems(database, given), locale, false);
  }
  return database.transaction(async (trx) => {
    await lockItems(trx);
    const plan = await planItems(trx, given);
    const isWritten = plan.faults.length === 0 || writes === 'right';
    if (isWritten) await writePlan(trx, plan, by);
    return reportOf(given, plan, locale, isWritten);
  });
}

async function writePlan(trx: Transaction, plan: ItemsPlan, by: By): Promise<void> {
  const moving = plan.items.filter(isMoving);
  const key = { command_id: `import-${randomUUID()}`, fingerprint: '' };
  const now = new Date();
  await writeItems(
    trx,
    moving.map(({ itemId, before, body }) => ({
      ...columnsOf(body),
      ...key,
      item_id: itemId,
      version: (before?.version ?? 0) + 1,
      updated_at: now,
    })),
  );
  const entries = moving.map((item) => entryOf(item, by));
  for (const chunk of chunksOf(entries)) await recordAudit(trx, ...chunk);
}

function isMoving({ before, columns }: PlannedItem): boolean {
  return !before || columns.length > 0;
}

function entryOf({ itemId, before, body }: PlannedItem, by: By): AuditEntry {
  const object = { kind: 'device' as const, id: itemId };
  if (!before) return { ...by, kind: 'item_created', object, after: auditedItem(body) };
  return { ...by, kind: 'item_changed', object, ...auditedChange(bodyOf(before), body) };
}

function reportOf(
  given: GivenRows<ItemColumn>,
  { items, faults }: ItemsPlan,
  locale: Locale,
  isWritten: boolean,
): ItemImport {
  const moving = items.filter(isMoving);
  const createdCount = moving.filter(({ before }) => !before).length;
  return {
    isWritten,
    encoding: given.encoding,
    columns: given.columns,
    createdCount,
    changedCount: moving.length - createdCount,
    unchangedCount: items.length - moving.length,
    errors: toldFaults(faults, locale),
    items: moving.slice(0, shownMax).map(({ line, before, body, columns }) => ({
      ...{ line, name: body.name },
      outcome: before ? 'changed' : 'created',
      fields: columns,
    })),
  };
}

type ExportedRow = ConfigurationItemRow & { owner: string | null };

/**
 * The whole register as a file that an import takes, by name; who uses an item by their address, what
 * it depends on by inventory numbers.
 */
export async function exportItems(database: Database): Promise<string> {
  const { rows } = await database.raw<{ rows: ExportedRow[] }>(`
    select items.*, coalesce((select address from mail_addresses
        where mail_addresses.account_id = items.owner_id
        order by is_main desc, address limit 1), items.owner_id) as owner
    from configuration_items as items order by search_fold(name), item_id`);
  const byId = new Map(rows.map((row) => [row.item_id, row]));
  const guarded = rows.map((row) => {
    const group = supportGroupOf(row);
    const cells = {
      ...row,
      support_group: group && groupPlace(group),
      depends_on: naming(row.depends_on_ids.flatMap((id) => byId.get(id) ?? [])),
    };
    return Object.fromEntries(
      itemColumnNames.map((name) => [name, guardedCell(cells[name] ?? '')]),
    );
  });
  return stringify(guarded, { header: true, columns: itemColumnNames, record_delimiter: '\r\n' });
}
