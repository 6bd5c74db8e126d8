import { type AuditEntry, type AuditObjectKind, recordAudit } from './audit.ts';
import type { Database, Transaction } from './connection.ts';
import { holdAdministrators, refuseWithoutAdministrator } from './people.ts';
import { forgetFailuresOf } from './sign_in/failures.ts';
import type { ErasureRow } from './tables.ts';

/** The worker writes its journal at once; the payload says nothing. */
export const erasureChannel = 'palier_erasure';

/** Who is erased, with texts of others that go too; it says nothing of them but ids. */
export interface Erasure {
  accountId: string;
  /** `message:…`, `note:…`, `ticket:…`, `problem:…` or `audit:…`, each with an id. */
  mentions: readonly string[];
}

/** Why a person is not erased now. */
export class ErasureRefused extends Error {
  override readonly name = 'ErasureRefused';
  readonly why: 'unknown_account' | 'erased_already' | 'open_tickets' | 'account_open';
  /** Numbers of the tickets that are open. */
  readonly tickets: readonly number[];

  constructor(why: ErasureRefused['why'], tickets: readonly number[] = []) {
    super(`Not erased: ${why}`);
    this.why = why;
    this.tickets = tickets;
  }
}

/**
 * Erases a person: what they wrote, their files, what is kept of them alone, and who they were. Their
 * tickets stay, without words. All of it happens or none.
 *
 * @throws ErasureRefused while a ticket of theirs is open, or while they work on tickets: those have
 *   to be answered and handed over first
 * @throws PeopleRefused for the last administrator
 */
export async function erasePerson(
  trx: Transaction,
  author: Pick<AuditEntry, 'by' | 'from'>,
  { accountId, mentions }: Erasure,
): Promise<void> {
  const account = await trx('accounts').where('account_id', accountId).forUpdate().first();
  if (!account) throw new ErasureRefused('unknown_account');
  const known = await trx('erasures').where('account_id', accountId).first('account_id');
  if (known) throw new ErasureRefused('erased_already');
  const tickets = await openTicketsOf(trx, accountId);
  if (tickets.length > 0) throw new ErasureRefused('open_tickets', tickets);
  const { rows } = await trx.raw('select works_on_tickets(?) as works', [accountId]);
  if (account.is_active && rows[0].works) throw new ErasureRefused('account_open');
  if (account.is_active && account.roles.includes('administrator')) {
    await holdAdministrators(trx);
    await refuseWithoutAdministrator(trx, accountId);
  }
  const others = await erase(trx, { accountId, mentions });
  await recordAudit(trx, {
    ...author,
    kind: 'erasure',
    object: { kind: 'account', id: accountId },
    after: { otherTexts: mentions.length },
  });
  await recordOthers(trx, author, others);
}

/**
 * What was written of a device while it was theirs is erased, too, and so is what names them elsewhere:
 * that it was is told.
 */
async function recordOthers(
  trx: Transaction,
  author: Pick<AuditEntry, 'by' | 'from'>,
  objects: readonly AuditEntry['object'][],
): Promise<void> {
  const entries = objects.map((object) => ({ ...author, kind: 'erasure' as const, object }));
  await recordAudit(trx, ...entries);
}

/** Numbers of the tickets of a person that are not over. */
export async function openTicketsOf(
  database: Database | Transaction,
  accountId: string,
): Promise<number[]> {
  const numbers = await database('tickets')
    .join('ticket_contents', 'ticket_contents.ticket_id', 'tickets.ticket_id')
    .where('tickets.requester_id', accountId)
    .where('tickets.is_open', true)
    .orderBy('number')
    .pluck<string[]>('number');
  return numbers.map(Number);
}

/** @returns what else entries of the audit are about that lost their details */
async function erase(
  trx: Transaction,
  { accountId, mentions }: Erasure,
): Promise<AuditEntry['object'][]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    'select audited_devices_of(?) as id order by id',
    [accountId],
  );
  await trx.raw('select erase_mails_of(?)', [accountId]);
  const addresses = await trx('mail_addresses').where('account_id', accountId).pluck('address');
  await forgetFailuresOf(trx, [...addresses, `password of ${accountId}`, `code of ${accountId}`]);
  await trx.raw('select erase_person(?, ?)', [accountId, [...mentions]]);
  await trx('erasures')
    .insert({ account_id: accountId, mentions: [...mentions] })
    .onConflict('account_id')
    .ignore();
  await trx.raw(`notify ${erasureChannel}`);
  const devices = rows.map(({ id }) => ({ kind: 'device' as const, id }));
  const named = await eraseFromAudit(trx, mentions);
  const isDevice = ({ kind, id }: AuditEntry['object']) =>
    devices.some((device) => kind === device.kind && id === device.id);
  return [...devices, ...named.filter((object) => !isDevice(object))];
}

const ofAudit = 'audit:';

async function eraseFromAudit(
  trx: Transaction,
  mentions: readonly string[],
): Promise<AuditEntry['object'][]> {
  const entries = mentions.flatMap((mention) =>
    mention.startsWith(ofAudit) ? mention.slice(ofAudit.length) : [],
  );
  const { rows } = await trx.raw<{ rows: { object_kind: AuditObjectKind; object_id: string }[] }>(
    'select * from erase_audit_mentions(?)',
    [entries.filter((entry) => /^\d{1,18}-[0-9a-f]{16}$/.test(entry))],
  );
  return rows.map(({ object_kind: kind, object_id: id }) => ({ kind, id }));
}

export function listErasures(database: Database): Promise<ErasureRow[]> {
  return database('erasures').orderBy(['erased_at', 'account_id']);
}

/**
 * Erases again those whom this database knows and has not erased: it was put back to a copy from
 * before. What is open of theirs is no matter any more.
 *
 * @returns the ids of those who were erased again
 */
export async function reapplyErasures(
  database: Database,
  erasures: readonly Erasure[],
): Promise<string[]> {
  const again: string[] = [];
  for (const erasure of erasures) {
    const { accountId } = erasure;
    await database.transaction(async (trx) => {
      const account = await trx('accounts').where('account_id', accountId).forUpdate().first();
      const known = await trx('erasures').where('account_id', accountId).first('account_id');
      if (!account || known) return;
      const author = { by: { program: 'worker' } } as const;
      const others = await erase(trx, erasure);
      await recordAudit(trx, {
        ...author,
        kind: 'erasure',
        object: { kind: 'account', id: accountId },
        after: { isAgain: true, otherTexts: erasure.mentions.length },
      });
      await recordOthers(trx, author, others);
      again.push(accountId);
    });
  }
  return again;
}

/** As long as a request, or a batch of texts, may be under way. */
const lateMinutes = 10;

/**
 * Erases once more whoever was erased a moment ago: what was on its way to the desk then has come
 * since, under their name.
 */
export async function eraseLate(database: Database): Promise<void> {
  const recent: string[] = await database('erasures')
    .whereRaw('erased_at > now() - make_interval(mins => ?)', [lateMinutes])
    .pluck('account_id');
  for (const accountId of recent) {
    await database.transaction(async (trx) => {
      await trx('accounts').where('account_id', accountId).forUpdate().first('account_id');
      await trx.raw("select erase_person(?, '{}')", [accountId]);
    });
  }
}
