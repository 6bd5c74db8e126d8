import type { Transaction } from './connection.ts';
import type { NewRow, RemoteLinkRow } from './tables.ts';

/** Keeps a new link. One that is there under its id stays as it is. */
export async function insertRemoteLink(
  trx: Transaction,
  link: NewRow<'remote_links'>,
): Promise<void> {
  await trx('remote_links').insert(link).onConflict('link_id').ignore();
}

/** @returns the link that is gone; undefined where there was none */
export async function deleteRemoteLink(
  trx: Transaction,
  linkId: string,
): Promise<RemoteLinkRow | undefined> {
  const [row] = await trx('remote_links').where('link_id', linkId).delete().returning('*');
  return row;
}

/** Writes that a session began. One that is there under its id stays as it is. */
export async function insertRemoteSession(
  trx: Transaction,
  session: NewRow<'remote_sessions'>,
): Promise<void> {
  await trx('remote_sessions').insert(session).onConflict('session_id').ignore();
}

/** Writes that a session is over; when it was over before, nothing. */
export async function endRemoteSession(
  trx: Transaction,
  sessionId: string,
  endedBy: string,
): Promise<void> {
  await trx('remote_sessions')
    .where('session_id', sessionId)
    .whereNull('ended_at')
    .update({ ended_at: trx.fn.now(), ended_by: endedBy });
}
