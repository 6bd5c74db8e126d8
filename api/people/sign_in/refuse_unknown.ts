import type { ApiDependencies } from '../../dependencies.ts';
import { notFound } from '../../http/errors.ts';

/**
 * What somebody signs in with is asked of people there are: of nobody there is no empty list.
 * @throws ApiError 404 where there is no such account
 */
export async function refuseUnknown(
  accountId: string,
  { accounts }: Pick<ApiDependencies, 'accounts'>,
): Promise<void> {
  if (!(await accounts.findAccount(accountId))) throw notFound('account', accountId);
}
