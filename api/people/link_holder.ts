import type { DeskKey } from '../../settings/desk_key.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/errors.ts';
import { countWrongCredential } from '../http/limits/limits.ts';
import type { Call } from '../http/operation.ts';
import { withDeskKey } from '../http/with_desk_key.ts';
import type { Account } from './directory.ts';

/** A call by the link of a mail, whose secret says who asks. */
export type LinkCall = Pick<
  Call<undefined, undefined, { secret: string }>,
  'request' | 'response' | 'body'
>;

/** Whom the link of a mail was made for: they do what it lets them without signing in. */
export interface LinkHolder<Link> {
  link: Link;
  account: Account;
}

/**
 * @param read null where the desk made no such link, `expired` where it is too old
 * @throws ApiError 404 where the desk made none such, 410 where it is too old or they have left
 */
export async function linkHolderOf<Link extends { accountId: string }>(
  read: (key: DeskKey, secret: string, now: number) => Link | 'expired' | null,
  { request, body }: Pick<LinkCall, 'request' | 'body'>,
  { deskKey, accounts, counts }: ApiDependencies,
): Promise<LinkHolder<Link>> {
  const link = await withDeskKey(async () => read(deskKey, body.secret, Date.now()));
  if (link === 'expired') throw linkOver('expired');
  if (!link) {
    countWrongCredential(request, undefined, counts);
    throw new ApiError(404, { code: 'mail_link_unknown', parameters: {} });
  }
  const account = await accounts.findActive(link.accountId);
  if (!account) throw linkOver('account_closed');
  return { link, account };
}

export function linkOver(why: 'expired' | 'account_closed' | 'reopened'): ApiError {
  return new ApiError(410, { code: 'mail_link_over', parameters: { why } });
}
