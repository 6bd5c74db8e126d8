import type { MailboxRow } from '../../database/tables.ts';
import { ApiError } from '../http/errors.ts';

/** @throws ApiError 409 where the mailbox has no server: messages are posted to it */
export function refusePosted({ kind, name }: Pick<MailboxRow, 'kind' | 'name'>): void {
  if (kind === 'webhook') {
    throw new ApiError(409, { code: 'mailbox_without_server', parameters: { name } });
  }
}

/** @throws ApiError 409 where messages come from a server, or the mailbox is paused */
export function refuseUnposted(row: Pick<MailboxRow, 'kind' | 'name' | 'is_enabled'>): void {
  const { kind, name, is_enabled: isEnabled } = row;
  if (kind !== 'webhook' || !isEnabled) {
    throw new ApiError(409, { code: 'mailbox_takes_none', parameters: { name } });
  }
}
