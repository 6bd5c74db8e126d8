import { type AuditEntry, changedFields, recordAudit } from './audit.ts';
import type { Database, Transaction } from './connection.ts';
import { locks } from './locks.ts';

/** What may go after some time. */
export const retentionMatters = [
  'ticket_texts',
  'attachments',
  'mails',
  'help_searches',
  'audit',
] as const;
export type RetentionMatter = (typeof retentionMatters)[number];

/** Days that each matter is kept; null for ever. */
export type RetentionRules = Readonly<Record<RetentionMatter, number | null>>;

export async function readRetention(database: Database | Transaction): Promise<RetentionRules> {
  const rows = await database('retention_rules');
  const daysOf = (matter: RetentionMatter) =>
    rows.find((row) => row.matter === matter)?.days ?? null;
  return Object.fromEntries(
    retentionMatters.map((matter) => [matter, daysOf(matter)]),
  ) as RetentionRules;
}

/** Sets all rules at once. @returns whether one changed */
export async function writeRetention(
  trx: Transaction,
  author: Pick<AuditEntry, 'by' | 'from'>,
  rules: RetentionRules,
): Promise<boolean> {
  await trx.raw('select pg_advisory_xact_lock(?)', [locks.retention]);
  const changed = changedFields(await readRetention(trx), rules);
  if (!changed) return false;
  const rows = retentionMatters.flatMap((matter) => {
    const days = rules[matter];
    return days === null ? [] : { matter, days };
  });
  await trx('retention_rules').delete();
  if (rows.length > 0) await trx('retention_rules').insert(rows);
  const object = { kind: 'setting', id: 'retention' } as const;
  await recordAudit(trx, { ...author, kind: 'setting_changed', object, ...changed });
  return true;
}

/** What is past its time, by matter. */
export interface DueRetention {
  matter: RetentionMatter;
  days: number;
  /** Tickets, files, searches for help, or entries. */
  count: number;
  /** Numbers of the first tickets that it concerns. */
  tickets: number[];
}

const shownMax = 20;

/** What each rule would take now; nothing is changed. */
export async function findDue(
  database: Database | Transaction,
  rules: RetentionRules,
): Promise<DueRetention[]> {
  const due: DueRetention[] = [];
  for (const matter of retentionMatters) {
    const days = rules[matter];
    if (days === null) continue;
    const { rows } = await database.raw<{ rows: { count: number; tickets: number[] }[] }>(
      dueOf[matter],
      { days, shownMax },
    );
    due.push({ matter, days, count: rows[0]?.count ?? 0, tickets: rows[0]?.tickets ?? [] });
  }
  return due;
}

/** Tickets that are over and whose words are still there, oldest first. */
const dueTickets = `
  select ticket_id, number
  from tickets
  join ticket_contents using (ticket_id)
  where not is_open and closed_at < now() - make_interval(days => :days)
    and (ticket_contents.description <> erased_text()
      or exists (select from messages
        where messages.ticket_id = tickets.ticket_id and body <> erased_text())
      or exists (select from notes
        where notes.ticket_id = tickets.ticket_id and body <> erased_text()))
`;

/** Files of tickets that are over, and files that were sent with nothing. */
const dueFiles = `
  select attachment_id, ticket_contents.number
  from attachments
  left join messages using (message_id)
  left join ticket_contents
    on ticket_contents.ticket_id = coalesce(attachments.ticket_id, messages.ticket_id)
  left join tickets on tickets.ticket_id = ticket_contents.ticket_id
  where attachments.created_at < now() - make_interval(days => :days)
    and (ticket_contents.ticket_id is null
      or (not tickets.is_open and tickets.closed_at < now() - make_interval(days => :days)))
`;

/** Mails that are settled and kept whole, of no ticket or of one that is over. */
const dueMails = `
  select mail_id, ticket_contents.number
  from mails
  join raw_mails using (sha256)
  left join ticket_contents on ticket_contents.ticket_id = mails.ticket_id
  left join tickets on tickets.ticket_id = mails.ticket_id
  where fate is not null and first_mail_id is null
    and delivered_at < now() - make_interval(days => :days)
    and (mails.ticket_id is null
      or (not tickets.is_open and tickets.closed_at < now() - make_interval(days => :days)))
`;

const numbersOf = (part: string) => `
  select count(*)::int as count,
    coalesce((array_agg(distinct number order by number)
      filter (where number is not null))[1:cast(:shownMax as integer)], '{}')::int[] as tickets
  from (${part}) as due
`;

const dueOf: Record<RetentionMatter, string> = {
  ticket_texts: numbersOf(dueTickets),
  attachments: numbersOf(dueFiles),
  mails: numbersOf(dueMails),
  help_searches: `
    select count(*)::int as count, '{}'::int[] as tickets, :shownMax::int as shown
    from knowledge_sessions where last_seen_at < now() - make_interval(days => :days)`,
  audit: `
    select count(*)::int as count, '{}'::int[] as tickets, :shownMax::int as shown
    from audit_entries where position < (
      select min(position) from audit_entries where at >= now() - make_interval(days => :days))`,
};

/** What a transaction takes at most; the next day goes on. */
const batchMax = 1_000;

/**
 * Carries the rules out, each in a transaction with its entry in the audit.
 *
 * @returns what went, without the rules that took nothing
 */
export async function carryOutRetention(database: Database): Promise<DueRetention[]> {
  const done: DueRetention[] = [];
  for (const due of await findDue(database, await readRetention(database))) {
    if (due.count === 0) continue;
    const { matter, days } = due;
    await database.transaction(async (trx) => {
      const olderThan = new Date();
      olderThan.setUTCDate(olderThan.getUTCDate() - days);
      const { rows } = await trx.raw<{ rows: { count: number; first_kept?: string }[] }>(
        carriedOut[matter],
        { days, olderThan, batchMax },
      );
      const { count = 0, first_kept: firstKept } = rows[0] ?? {};
      if (count === 0) return;
      await recordAudit(trx, {
        by: { program: 'worker' },
        kind: 'retention',
        object: { kind: 'setting', id: matter },
        after: {
          count,
          days,
          olderThan: olderThan.toISOString(),
          // Whoever reads the chain knows by it that what is missing from there on did not go so.
          ...(firstKept !== undefined && { firstKept: Number(firstKept) }),
        },
      });
      done.push({ ...due, count });
    });
  }
  return done;
}

/** Each says how much it took. */
const carriedOut: Record<RetentionMatter, string> = {
  ticket_texts: `
    with due as materialized (${dueTickets} order by closed_at limit :batchMax)
    select (select count(*) from due)::int as count, cast(:olderThan as timestamptz),
      erase_ticket_texts(array(select ticket_id from due))`,
  attachments: `
    with due as materialized (${dueFiles} limit :batchMax)
    select (select count(*) from due)::int as count, cast(:olderThan as timestamptz),
      remove_attachments(array(select attachment_id from due))`,
  mails: `
    with due as materialized (${dueMails} limit :batchMax)
    select (select count(*) from due)::int as count, cast(:olderThan as timestamptz),
      erase_mails(array(select mail_id from due))`,
  help_searches: `
    select (
        select least(count(*), :batchMax)::int from knowledge_sessions
        where last_seen_at < now() - make_interval(days => :days)) as count,
      cast(:olderThan as timestamptz), remove_help_searches(:days, :batchMax)`,
  audit: `
    with kept as materialized (
      select min(position) as position from audit_entries where at >= :olderThan)
    select position as first_kept, remove_audit_entries(:olderThan)::int as count,
      cast(:days as integer), cast(:batchMax as integer)
    from kept`,
};
