import { sealedForSigning } from '../../../database/mailboxes.ts';
import type { MailboxRow } from '../../../database/tables.ts';
import type { DeskKey } from '../../../settings/desk_key.ts';

/** By what a domain signs its mail (RFC 6376). */
export interface SigningKey {
  domain: string;
  selector: string;
  /** PEM. */
  privateKey: string;
}

/** Null where the desk does not sign for the mailbox. @throws DeskKeyError where the key cannot be opened */
export function signingKeyOf(mailbox: MailboxRow | null, deskKey: DeskKey): SigningKey | null {
  if (!mailbox?.dkim_selector || mailbox.dkim_sealed_key === null) return null;
  const { mailbox_id: id, address, dkim_selector: selector, dkim_sealed_key: sealed } = mailbox;
  return {
    domain: domainOf(address),
    selector,
    privateKey: deskKey.open(sealed, sealedForSigning(id)),
  };
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
