import { deputyNow, nobodysDeputy } from './absences.ts';
import { updateActive } from './accounts.ts';
import { recordAudit } from './audit.ts';
import type { Transaction } from './connection.ts';
import { finishDepartures, insertDeparture, whereInHand } from './departures.ts';
import { deletePlaces } from './group_members.ts';
import { deleteQueued } from './notifications.ts';
import { deleteCalendar } from './on_call_calendars.ts';
import {
  type Author,
  holdAdministrators,
  lockAccounts,
  refuseWithoutAdministrator,
} from './people.ts';
import { PeopleRefused } from './people_refused.ts';
import { deleteTokens } from './sign_in/api_tokens.ts';
import { endLinks } from './sign_in/links.ts';
import { endSessions } from './sign_in/sessions.ts';

export interface Leaving {
  accountId: string;
  /** Gets what they had in hand, where a group has that member and the member has room. */
  deputyId?: string | null | undefined;
  /** Refuses where it was changed since it was read at this revision. */
  expectedRevision?: number | undefined;
}

/**
 * Closes an account: sessions, tokens and streams end with this transaction, places in groups and
 * notifications that were held back are gone, and the worker hands over what was in hand. Who they
 * were and what they did stays. Repeated, it changes nothing.
 *
 * @returns how many tickets are to be handed over; null where the account was closed before
 * @throws PeopleRefused for the last administrator
 */
export async function closeAccount(
  trx: Transaction,
  author: Author,
  { accountId, deputyId = null, expectedRevision }: Leaving,
): Promise<{ ticketCount: number } | null> {
  await holdAdministrators(trx);
  const row = (await lockAccounts(trx, [accountId])).get(accountId);
  if (!row) throw new PeopleRefused({ code: 'unknown_account', parameters: { accountId } });
  if (!row.is_active) return null;
  if (expectedRevision !== undefined && expectedRevision !== row.revision) {
    throw new PeopleRefused({ code: 'changed_since', parameters: { revision: row.revision } });
  }
  await updateActive(trx, accountId, false);
  if (row.roles.includes('administrator')) await refuseWithoutAdministrator(trx, accountId);
  await endSessions(trx, { accountId });
  await deleteTokens(trx, accountId);
  await deleteCalendar(trx, accountId);
  await endLinks(trx, [accountId]);
  await deletePlaces(trx, await trx('group_members').where('account_id', accountId));
  await deleteQueued(trx, accountId);
  await nobodysDeputy(trx, accountId);
  const ticketCount = await countInHand(trx, accountId);
  const standIn = deputyId ?? (await deputyNow(trx, accountId));
  await insertDeparture(trx, {
    account_id: accountId,
    closed_by: author.by.accountId ?? null,
    deputy_id: standIn,
    ticket_count: ticketCount,
  });
  const object = { kind: 'account' as const, id: accountId };
  const after = { ticketCount, deputyId: standIn };
  await recordAudit(trx, { ...author, kind: 'account_closed', object, after });
  return { ticketCount };
}

/**
 * Opens an account again, with the roles it had and in no group; it has to sign in anew.
 * @returns false where it was open
 * @throws PeopleRefused for one that was erased
 */
export async function reopenAccount(
  trx: Transaction,
  author: Author,
  accountId: string,
): Promise<boolean> {
  const row = (await lockAccounts(trx, [accountId])).get(accountId);
  if (!row) throw new PeopleRefused({ code: 'unknown_account', parameters: { accountId } });
  if (row.is_active) return false;
  const erased = await trx('erasures').where('account_id', accountId).first('account_id');
  if (erased) throw new PeopleRefused({ code: 'erased', parameters: { accountId } });
  await updateActive(trx, accountId, true);
  await finishDepartures(trx, accountId);
  const object = { kind: 'account' as const, id: accountId };
  await recordAudit(trx, { ...author, kind: 'account_reopened', object });
  return true;
}

/** Tickets that somebody has in hand, or a task on. */
async function countInHand(trx: Transaction, accountId: string): Promise<number> {
  const [row] = await whereInHand(trx('tickets'), accountId).count();
  return Number(row?.count);
}
