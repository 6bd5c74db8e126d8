import type { Locale } from '../../workflows/processes/locales.ts';
import type { Transaction } from '../connection.ts';
import type { SignInLinkPurpose } from '../tables.ts';

/** Whoever sends mail looks for it at once; the payload says nothing. */
export const signInMailChannel = 'palier_sign_in_mail';

export interface NewMail {
  linkId: string;
  address: string;
  sealedUrl: string;
}

/** Promises a mail with a link: it is sent once the transaction is through. */
export async function promiseMail(
  trx: Transaction,
  { linkId, address, sealedUrl }: NewMail,
): Promise<void> {
  await trx('sign_in_mails').insert({ link_id: linkId, address, sealed_url: sealedUrl });
  await trx.raw(`notify ${signInMailChannel}`);
}

export interface DueMail extends NewMail {
  purpose: SignInLinkPurpose;
  expiresAt: Date;
  attempts: number;
  name: string;
  locale: Locale;
  /** IANA: the reader's, else the desk's. */
  zone: string;
  /** What the desk is called. */
  deskName: string;
  /** Who had the link made; null where the person asked. */
  madeBy: string | null;
}

/** One that is to be sent now. What its reader could not use any more is removed unsent. */
export async function findDueMail(trx: Transaction): Promise<DueMail | undefined> {
  await trx('sign_in_mails')
    .whereIn(
      'link_id',
      trx('sign_in_links')
        .select('link_id')
        .where('expires_at', '<', trx.fn.now())
        .orWhereNotNull('ended_at'),
    )
    .delete();
  const row = await trx('sign_in_mails as mail')
    .join('sign_in_links as link', 'link.link_id', 'mail.link_id')
    .join('accounts as account', 'account.account_id', 'link.account_id')
    .leftJoin('accounts as maker', 'maker.account_id', 'link.made_by')
    .join('desk_profile as desk', 'desk.is_only', trx.raw('true'))
    .where('mail.next_attempt_at', '<=', trx.fn.now())
    .orderBy('mail.next_attempt_at')
    .forUpdate('mail')
    .skipLocked()
    .first(
      'mail.link_id',
      'mail.address',
      'mail.sealed_url',
      'mail.attempts',
      'link.purpose',
      'link.expires_at',
      'account.display_name',
      'account.locale',
      'account.zone',
      'maker.display_name as made_by',
      'desk.name as desk_name',
      'desk.zone as desk_zone',
    );
  return (
    row && {
      linkId: row.link_id,
      address: row.address,
      sealedUrl: row.sealed_url,
      attempts: row.attempts,
      purpose: row.purpose,
      expiresAt: row.expires_at,
      name: row.display_name,
      locale: row.locale,
      zone: row.zone ?? row.desk_zone,
      deskName: row.desk_name,
      madeBy: row.made_by,
    }
  );
}

/** It was sent, and the link it carried is kept nowhere any more. */
export async function forgetMail(trx: Transaction, linkId: string): Promise<void> {
  await trx('sign_in_mails').where('link_id', linkId).delete();
}

export async function putMailOff(
  trx: Transaction,
  linkId: string,
  { nextAt, error }: { nextAt: Date; error: string },
): Promise<void> {
  await trx('sign_in_mails')
    .where('link_id', linkId)
    .update({ attempts: trx.raw('attempts + 1'), next_attempt_at: nextAt, error });
}
