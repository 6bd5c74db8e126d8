import type { Database } from '../../database/connection.ts';
import { withDatabase } from '../http/database.ts';
import { type MailCounts, type MailCountsQuery, mailReason } from './contract.ts';
import { findMailboxes } from './find_mailboxes.ts';
import { filterMails } from './find_mails.ts';
import { type CountedMailbox, countsOf } from './mailbox_view.ts';

/**
 * Counts mails by fate whatever fate is asked for, and those of that fate by reason: so whoever chooses
 * sees what there is to choose.
 */
export async function countMails(
  database: Database,
  { fate, reason: _any, ...filters }: MailCountsQuery,
): Promise<MailCounts> {
  const [{ fates, server }, reasons] = await Promise.all([
    isOfWholeMailboxes(filters)
      ? countWhole(database, filters.mailbox)
      : countPart(database, filters),
    fate ? countBy(database, 'reason', { ...filters, fate }) : no,
  ]);
  const sum = Object.values(fates).reduce((all, one) => all + one, 0);
  const known = Object.entries(reasons).flatMap(([word, count]) => {
    const reason = mailReason.safeParse(word).data;
    return reason === undefined ? [] : [{ reason, count }];
  });
  return {
    counts: countsOf(fates),
    waitingCount: fates.waiting ?? 0,
    sum,
    reasons: known.sort((one, other) => other.count - one.count),
    server,
  };
}

const no: Record<string, number> = {};

async function countBy(
  database: Database,
  column: 'fate' | 'reason',
  filters: Omit<MailCountsQuery, 'reason'>,
): Promise<Record<string, number>> {
  const query = database('mails').select<{ word: string; count: number }[]>(
    database.raw(`coalesce(mails.${column}, 'waiting') as word`),
    database.raw('count(*)::integer as count'),
  );
  // Only whoever looks for a text needs the mail that a duplicate repeats.
  if (filters.q !== undefined) {
    query.joinRaw(
      'join mails as told on told.mail_id = coalesce(mails.first_mail_id, mails.mail_id)',
    );
  }
  filterMails(query, filters);
  if (column === 'reason') query.whereNotNull('mails.reason');
  const rows = await withDatabase(() => query.groupBy('word'));
  return Object.fromEntries(rows.map(({ word, count }) => [word, count]));
}

/** What servers have can be said of mailboxes, not of a part of their mail. */
function isOfWholeMailboxes({ from, to, q }: MailCountsQuery): boolean {
  return from === undefined && to === undefined && q === undefined;
}

async function countPart(database: Database, filters: Omit<MailCountsQuery, 'fate' | 'reason'>) {
  return { fates: await countBy(database, 'fate', filters), server: null };
}

/** Of whole mailboxes all is counted with them, which is quick. */
async function countWhole(database: Database, mailboxId: string | undefined) {
  const mailboxes = (await findMailboxes(database)).filter(
    ({ mailbox_id: id }) => mailboxId === undefined || id === mailboxId,
  );
  const fates: Record<string, number> = {};
  for (const { counts } of mailboxes) {
    for (const [fate, count] of Object.entries(counts ?? {})) {
      fates[fate] = (fates[fate] ?? 0) + count;
    }
  }
  return { fates, server: serverOf(mailboxes) };
}

/** Null where no server says how many there are. */
function serverOf(mailboxes: readonly CountedMailbox[]): MailCounts['server'] {
  const asked = mailboxes.filter(({ server_count: count }) => count !== null);
  if (asked.length === 0) return null;
  const sumOf = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  const saidCount = sumOf(asked.map(({ server_count: count }) => count ?? 0));
  const keptCount = sumOf(asked.map(({ kept_count: count }) => count));
  const checked = asked.flatMap(({ checked_at: at }) => at ?? []).sort((a, b) => +a - +b);
  return {
    saidCount,
    keptCount,
    elsewhereCount: sumOf(mailboxes.map(({ total_count: count }) => count)) - keptCount,
    checkedAt: checked[0]?.toISOString() ?? null,
  };
}
