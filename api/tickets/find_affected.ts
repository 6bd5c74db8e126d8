import type { Database } from '../../database/connection.ts';
import type { DeviceFacts, TicketState } from '../../workflows/domain/ticket.ts';
import { findItems } from '../configuration_items/find_items.ts';
import { givenValue, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import type { Account } from '../people/directory.ts';
import type { AffectedItem } from './contract.ts';

/**
 * What a ticket is about, by the register as it is now, in the order in which it was marked; of those
 * who only ask for help, what they use.
 */
export async function findAffected(
  database: Database,
  { affected = [] }: Pick<TicketState, 'affected'>,
  account: Account,
): Promise<AffectedItem[]> {
  const known = await findItems(database, affected, account);
  return affected.flatMap((id) => {
    const row = known.get(id);
    if (!row) return [];
    const { kind, name, type, status, site } = row;
    return [{ id, kind, name, type, status, site, inventoryNumber: row.inventory_number }];
  });
}

/**
 * What a ticket is said to be about is in the register, and whoever says so may know of it.
 * @param path of the body, where the ids are
 * @returns what the register says of them, by their ids
 * @throws ApiError 400 naming the first that is not
 */
export async function checkAffected(
  ids: readonly string[],
  path: string,
  account: Account,
  database: Database,
): Promise<Record<string, DeviceFacts>> {
  const known = await findItems(database, ids, account);
  const unknown = ids.findIndex((id) => !known.has(id));
  if (unknown < 0) return factsOf(known);
  throw wrongField(`${path}.${unknown}`, expected('configuration_item'), givenValue(ids[unknown]));
}

/** What conditions ask of what a ticket is about; of what is not in the register nothing is known. */
export async function findDeviceFacts(
  ids: readonly string[],
  account: Account,
  database: Database,
): Promise<Record<string, DeviceFacts>> {
  return factsOf(await findItems(database, ids, account));
}

function factsOf(rows: Awaited<ReturnType<typeof findItems>>): Record<string, DeviceFacts> {
  return Object.fromEntries(
    [...rows].map(([id, { kind, type, model, site }]) => [
      id,
      { kind, ...(type && { type }), ...(model && { model }), ...(site && { site }) },
    ]),
  );
}
