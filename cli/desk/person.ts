import { notFound } from '../../api/http/errors.ts';
import type { Database } from '../../database/connection.ts';

/**
 * Whom a command means.
 * @param person an address or an id
 * @throws ApiError where there is nobody
 */
export async function idOf(database: Database, person: string): Promise<string> {
  const row =
    (await database('mail_addresses').where('address', person.toLowerCase()).first('account_id')) ??
    (await database('accounts').where('account_id', person).first('account_id'));
  if (row) return row.account_id;
  throw notFound('account', person);
}
