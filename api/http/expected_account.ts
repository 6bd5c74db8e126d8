import type { Request } from 'express';
import type { Account } from '../people/directory.ts';
import { ApiError } from './errors.ts';

/** Who a page of the desk was opened by. */
const header = 'palier-account';

/**
 * All pages of a browser share one session. A page that was opened by somebody else says so with
 * each request, and does nothing under the name of whoever signed in last.
 * @throws ApiError 409
 */
export function refuseOtherAccount(request: Request, account: Account): void {
  const expected = request.get(header);
  if (expected === undefined || expected === encodeURIComponent(account.id)) return;
  throw new ApiError(409, { code: 'other_account', parameters: {} });
}
