import { type AuditEntry, changedFields, recordAudit } from '../../database/audit.ts';
import {
  dependenciesBelow,
  insertItems,
  lockItems,
  namesOfItems,
  updateItem,
} from '../../database/configuration_items.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import type { ConfigurationItemRow } from '../../database/tables.ts';
import { withDatabase } from '../http/database.ts';
import { givenValue, notFound, stale, wrongField } from '../http/errors.ts';
import { type Expectation, expected } from '../http/expectations.ts';
import { checkKey, type Idempotency } from '../http/idempotency.ts';
import { checkVersion } from '../http/if_match.ts';
import { circleFrom, findCircles } from './circles.ts';
import type { ItemBody } from './contract.ts';
import { groupPlace, supportGroups } from './support_groups.ts';

type Change = Pick<Idempotency, 'commandId' | 'fingerprint'>;
type By = Pick<AuditEntry, 'by' | 'from'>;

/**
 * @throws ApiError 400 for an owner or inventory number that cannot be, 422 where the key was used for
 *   another request
 */
export async function createItem(
  database: Database,
  by: By,
  itemId: string,
  change: Change,
  body: ItemBody,
): Promise<void> {
  await withDatabase(() =>
    database.transaction(async (trx) => {
      await lockItems(trx);
      const known = await trx('configuration_items').where('item_id', itemId).first();
      if (known) {
        // One that was changed since was still created by this request.
        if (known.version === 1) checkKey(known.fingerprint, change);
        return;
      }
      await refuseImpossible(trx, itemId, body, null);
      await insertItems(trx, [{ item_id: itemId, ...columnsOf(body), ...keyOf(change) }]);
      await recordAudit(trx, {
        ...by,
        kind: 'item_created',
        object: { kind: 'device', id: itemId },
        after: auditedItem(body),
      });
    }),
  );
}

/**
 * @param expectedVersion changes nothing where it stands at another; undefined asks nothing
 * @throws ApiError 404 where there is none, 412 where it has changed, 400 as `createItem`
 */
export async function changeItem(
  database: Database,
  by: By,
  itemId: string,
  change: Change,
  body: ItemBody,
  expectedVersion: number | undefined,
): Promise<void> {
  await withDatabase(() =>
    database.transaction(async (trx) => {
      await lockItems(trx);
      const before = await trx('configuration_items').where('item_id', itemId).forUpdate().first();
      if (!before) throw notFound('configuration item', itemId);
      if (before.command_id === change.commandId) {
        checkKey(before.fingerprint, change);
        return;
      }
      checkVersion(before.version, expectedVersion);
      await refuseImpossible(trx, itemId, body, supportGroupOf(before));
      const columns = { ...columnsOf(body), ...keyOf(change) };
      if (!(await updateItem(trx, before, columns))) throw stale(before.version, before.version);
      const changed = auditedChange(bodyOf(before), body);
      const object = { kind: 'device' as const, id: itemId };
      if (changed) await recordAudit(trx, { ...by, kind: 'item_changed', object, ...changed });
    }),
  );
}

/** @param groupNow stays as it is, though no process has it any more */
async function refuseImpossible(
  trx: Transaction,
  itemId: string,
  body: ItemBody,
  groupNow: ItemBody['supportGroup'],
): Promise<void> {
  const { ownerId, inventoryNumber, supportGroup, dependsOn } = body;
  if (ownerId !== null) {
    const owner = await trx('accounts').where('account_id', ownerId).first('is_active');
    if (!owner) throw wrongField('body.ownerId', expected('account'), givenValue(ownerId));
  }
  const groups = supportGroups(groupNow);
  if (supportGroup && !groups.includes(groupPlace(supportGroup))) {
    const known = expected('one_of', { words: groups });
    throw wrongField('body.supportGroup', known, givenValue(groupPlace(supportGroup)));
  }
  await refuseDependencies(trx, itemId, dependsOn);
  if (inventoryNumber === null) return;
  const other = await trx('configuration_items')
    .where('inventory_number', inventoryNumber)
    .whereNot('item_id', itemId)
    .first('name');
  if (!other) return;
  throw wrongField(
    'body.inventoryNumber',
    expected('unused_inventory_number'),
    givenValue(inventoryNumber),
  );
}

/** What an item depends on is there, and does not depend on it in turn. */
async function refuseDependencies(
  trx: Transaction,
  itemId: string,
  dependsOn: readonly string[],
): Promise<void> {
  if (dependsOn.length === 0) return;
  const below = await dependenciesBelow(trx, dependsOn);
  const refuse = (n: number, expectation: Expectation) =>
    wrongField(`body.dependsOn.${n}`, expectation, givenValue(dependsOn[n]));
  const unknown = dependsOn.findIndex((id) => !below.has(id));
  if (unknown >= 0) throw refuse(unknown, expected('configuration_item'));
  const [circle] = findCircles(new Map([...below, [itemId, dependsOn]]));
  if (!circle) return;
  const after = circle[(circle.indexOf(itemId) + 1) % circle.length] ?? itemId;
  const named = circleFrom(itemId, circle, await namesOfItems(trx, circle));
  throw refuse(dependsOn.indexOf(after), expected('independent_item', { circle: named }));
}

function keyOf({ commandId, fingerprint }: Change) {
  return { command_id: commandId, fingerprint };
}

export function columnsOf(body: ItemBody) {
  return {
    kind: body.kind,
    name: body.name,
    type: body.type,
    model: body.model,
    inventory_number: body.inventoryNumber,
    serial_number: body.serialNumber,
    site: body.site,
    status: body.status,
    owner_id: body.ownerId,
    remote_id: body.remoteId,
    address: body.address,
    notes: body.notes,
    support_process: body.supportGroup?.process ?? null,
    support_group: body.supportGroup?.id ?? null,
    depends_on_ids: sortedIds(body.dependsOn),
  };
}

function sortedIds(ids: readonly string[]): string[] {
  return [...new Set(ids)].toSorted();
}

export function bodyOf(row: ConfigurationItemRow): ItemBody {
  return {
    kind: row.kind,
    name: row.name,
    type: row.type,
    model: row.model,
    inventoryNumber: row.inventory_number,
    serialNumber: row.serial_number,
    site: row.site,
    status: row.status,
    ownerId: row.owner_id,
    remoteId: row.remote_id,
    address: row.address,
    notes: row.notes,
    supportGroup: supportGroupOf(row),
    dependsOn: row.depends_on_ids,
  };
}

export function supportGroupOf({
  support_process: process,
  support_group: id,
}: Pick<ConfigurationItemRow, 'support_process' | 'support_group'>): ItemBody['supportGroup'] {
  return process === null || id === null ? null : { process, id };
}

/** As the audit has an item. Notes are text that people write, and are nobody's to read there. */
export function auditedItem({ notes: _, supportGroup, dependsOn, ...body }: ItemBody) {
  return {
    ...body,
    supportGroup: supportGroup && groupPlace(supportGroup),
    dependsOn: sortedIds(dependsOn),
  };
}

/** What the audit tells of a change: of notes that they changed, not what they say. */
export function auditedChange(before: ItemBody, after: ItemBody) {
  const changed = changedFields(auditedItem(before), auditedItem(after));
  if (before.notes === after.notes) return changed;
  return { before: { ...changed?.before }, after: { ...changed?.after, areNotesChanged: true } };
}
