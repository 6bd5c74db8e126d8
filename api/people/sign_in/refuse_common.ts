import type { Database } from '../../../database/connection.ts';
import { withDatabase } from '../../http/database.ts';
import { wrongField } from '../../http/errors.ts';
import { expected, received } from '../../http/expectations.ts';
import { isCommon } from './common_passwords.ts';
import { mailAddressesOf } from './find_person.ts';

/** @throws ApiError 400 where a password is one that anybody would try first */
export async function refuseCommon(
  password: string,
  { accountId, name }: { accountId: string; name: string },
  database: Database,
): Promise<void> {
  const addresses = await withDatabase(() => mailAddressesOf(database, accountId));
  if (!isCommon(password, [name, ...addresses])) return;
  throw wrongField('body.password', expected('uncommon_password'), received('something_else'));
}
