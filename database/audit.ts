import type { Knex } from 'knex';
import { chunksOf } from './chunks.ts';
import type { Database, Transaction } from './connection.ts';
import type { AuditDetailsRow, AuditEntryRow } from './tables.ts';

/** What can be written down of the desk itself; what happens to tickets is in their events. */
export const auditKinds = [
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'session_ended',
  'sign_in_link_made',
  'sign_in_link_used',
  'password_changed',
  'second_factor_added',
  'second_factor_removed',
  'passkey_added',
  'passkey_removed',
  'token_created',
  'token_revoked',
  'identity_linked',
  'identity_unlinked',
  'account_created',
  'account_changed',
  'account_closed',
  'account_reopened',
  'accounts_imported',
  'roles_changed',
  'membership_changed',
  'absence_changed',
  'on_call_changed',
  'group_claims_changed',
  'setting_changed',
  'remote_help_opened',
  'item_created',
  'item_changed',
  'items_imported',
  'webhook_created',
  'webhook_changed',
  'customer_changed',
  'webhook_removed',
  'macro_created',
  'macro_changed',
  'macro_removed',
  'mailbox_created',
  'mailbox_changed',
  'mailbox_removed',
  'mailbox_connected',
  'mail_replayed',
  'mail_sent_again',
  'mail_resumed',
  'mail_fetched',
  'process_shipped',
  'calendar_shipped',
  'export',
  'mailing_created',
  'mailing_removed',
  'dashboard_mailed',
  'repair',
  'personal_data_exported',
  'erasure',
  'retention',
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** What an entry is about. */
export const auditObjectKinds = [
  'account',
  'session',
  'token',
  'identity',
  'group',
  'setting',
  'webhook',
  'customer',
  'macro',
  'mailbox',
  'mail',
  'process',
  'calendar',
  'warehouse',
  'dashboard',
  'mailing',
  'ticket',
  'device',
  'desk',
] as const;
export type AuditObjectKind = (typeof auditObjectKinds)[number];

export const auditPrograms = ['api', 'cli', 'worker', 'oidc', 'scim', 'ldap', 'mail'] as const;
export type AuditProgram = (typeof auditPrograms)[number];

/** Who acts: a program, and for whom where somebody asked it. */
export interface AuditBy {
  program: AuditProgram;
  accountId?: string | undefined;
  tokenId?: string | undefined;
  sessionId?: string | undefined;
}

/** From where a request came. */
export interface AuditOrigin {
  address?: string | undefined;
  requestId?: string | undefined;
}

export type AuditedValue = string | number | boolean | null | readonly AuditedValue[];
export type AuditedFields = Readonly<Record<string, AuditedValue>>;

export interface AuditEntry {
  by: AuditBy;
  from?: AuditOrigin | undefined;
  kind: AuditKind;
  object: { kind: AuditObjectKind; id: string };
  /** Of what changed only: `changedFields` makes both. */
  before?: AuditedFields | undefined;
  after?: AuditedFields | undefined;
}

/** Names of fields that are nobody's to read in an audit: secrets, and texts of tickets. */
const unwritten =
  /^(password|passwordHash|secret|token|tokenHash|hash|cookie|body|subject|description|content)$/i;

/**
 * Writes down what was done, in the transaction that does it: both happen or neither. It waits for
 * nobody until the commit, where entries are linked one after the other.
 *
 * @throws Error where a field is named as a secret or a text is
 */
export async function recordAudit(
  database: Database | Transaction,
  ...entries: readonly AuditEntry[]
): Promise<void> {
  if (entries.length === 0) return;
  for (const { before, after } of entries) refuseUnwritten({ ...before, ...after });
  await database.transaction(async (trx) => {
    for (const chunk of chunksOf(entries)) await insertEntries(trx, chunk);
  });
}

async function insertEntries(trx: Transaction, entries: readonly AuditEntry[]): Promise<void> {
  await trx.raw(insertion, { given: JSON.stringify(entries.map(givenEntry)) });
}

/** Positions are given in the order of the entries, so that each finds its details. */
const insertion = `
  with given as (
    select * from jsonb_to_recordset(:given::jsonb) as given (n integer, kind text, program text,
      account_id text, token_id text, session_id text, object_kind text, object_id text,
      request_id text, address text, before jsonb, after jsonb)
  ), written as (
    insert into audit_entries (kind, program, account_id, token_id, session_id, object_kind,
      object_id, request_id)
    select kind, program, account_id, token_id, session_id, object_kind, object_id, request_id
    from given order by n
    returning position
  ), numbered as (
    select position, row_number() over (order by position) - 1 as n from written
  )
  insert into audit_details (position, address, before, after)
  select position, address, before, after
  from numbered join given using (n)
  where num_nonnulls(address, before, after) > 0
`;

function givenEntry({ by, from, kind, object, before, after }: AuditEntry, n: number) {
  return {
    n,
    kind,
    program: by.program,
    account_id: by.accountId ?? null,
    token_id: by.tokenId ?? null,
    session_id: by.sessionId ?? null,
    object_kind: object.kind,
    object_id: object.id,
    request_id: from?.requestId ?? null,
    address: from?.address ?? null,
    before,
    after,
  };
}

function refuseUnwritten(fields: AuditedFields): void {
  const found = Object.keys(fields).find((name) => unwritten.test(name));
  if (found) throw new Error(`The audit keeps no field '${found}': it may hold a secret or a text`);
}

/** What differs between two states of a thing; undefined where nothing does. */
export function changedFields(
  before: AuditedFields,
  after: AuditedFields,
): { before: AuditedFields; after: AuditedFields } | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
  if (names.length === 0) return undefined;
  const pick = (fields: AuditedFields) =>
    Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}

export interface AuditFilters {
  /** Whoever did it, or whose account it was done to. */
  person?: string | undefined;
  /** The same, by a part of a name, whatever its accents and capitals. */
  personNamed?: string | undefined;
  kinds?: readonly AuditKind[] | undefined;
  objectKind?: AuditObjectKind | undefined;
  objectId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** Entries before this position. */
  before?: string | undefined;
}

export type KnownEntry = AuditEntryRow &
  Pick<AuditDetailsRow, 'address' | 'before' | 'after'> & {
    /** Its details were erased with a person. */
    is_erased: boolean;
  };

/** The newest first. */
export function listAudit(
  database: Database,
  filters: AuditFilters,
  limit: number,
): Promise<KnownEntry[]> {
  const { person, personNamed, kinds, objectKind, objectId, from, to, before } = filters;
  const query = database('audit_entries')
    .leftJoin('audit_details', 'audit_details.position', 'audit_entries.position')
    .leftJoin('audit_chain', 'audit_chain.position', 'audit_entries.position')
    .select<KnownEntry[]>(
      'audit_entries.*',
      'audit_details.address',
      'audit_details.before',
      'audit_details.after',
      database.raw(
        '(audit_chain.details_hash is not null and audit_details.position is null) as is_erased',
      ),
    )
    .orderBy('audit_entries.position', 'desc')
    .limit(limit);
  if (person !== undefined) query.where(isOf(database.select(database.raw('?::text', [person]))));
  if (personNamed !== undefined) query.where(isOf(accountsNamed(database, personNamed)));
  if (kinds) query.whereIn('kind', kinds);
  if (objectKind) query.where('object_kind', objectKind);
  if (objectId !== undefined) query.where('object_id', objectId);
  if (from) query.where('at', '>=', from);
  if (to) query.where('at', '<', to);
  if (before !== undefined) query.where('audit_entries.position', '<', before);
  return query;
}

function isOf(people: Knex.QueryBuilder) {
  return (query: Knex.QueryBuilder) =>
    query
      .whereIn('audit_entries.account_id', people)
      .orWhere((one) => one.where('object_kind', 'account').whereIn('object_id', people));
}

function accountsNamed(database: Database, part: string): Knex.QueryBuilder {
  return database('accounts')
    .whereRaw("search_fold(display_name) like '%' || search_pattern(?) || '%'", [part])
    .select('account_id');
}

/** What is not as it was written, by the entry's position. */
export interface BrokenLink {
  position: string;
  reason: 'altered' | 'details_altered' | 'details_removed' | 'removed' | 'not_linked';
}

export interface VerifiedAudit {
  /** Links of the chain, those of entries that went by retention too. */
  links: number;
  /** In hex; null where nothing was written yet. Kept elsewhere, it shows that none was cut off. */
  lastHash: string | null;
  broken: BrokenLink[];
}

const listedMax = 100;

/**
 * Reads the whole chain, as one moment shows it. Entries older than what retention removed may be
 * missing, and details that an erasure removed; anything else that differs is listed, 100 at most.
 */
export async function verifyAudit(database: Database): Promise<VerifiedAudit> {
  return database.transaction(
    async (trx) => {
      await trx.raw('set local statement_timeout = 0');
      const last = await trx('audit_chain')
        .orderBy('link', 'desc')
        .first<{ link: string; hash: Buffer } | undefined>('link', 'hash');
      const { rows } = await trx.raw<{ rows: BrokenLink[] }>(brokenLinks, [listedMax]);
      return {
        links: Number(last?.link ?? 0),
        lastHash: last?.hash.toString('hex') ?? null,
        broken: rows,
      };
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

const brokenLinks = `
  with kept as (
    -- Each removal has said where it ends: what is missing from there on, somebody else took.
    select coalesce(max((details.after ->> 'firstKept')::bigint), 0) as position
    from audit_entries
    join audit_details as details using (position)
    where kind = 'retention' and object_id = 'audit'
  ), erased as (
    select object_kind, object_id, max(position) as position
    from audit_entries
    where kind = 'erasure'
    group by object_kind, object_id
  ), links as (
    select
      link,
      position,
      details_hash,
      hash,
      lag(hash) over (order by link) as previous,
      lag(link) over (order by link) as previous_link
    from audit_chain
  ), judged as (
    select
      coalesce(links.position, entry.position) as position,
      case
        when links.link is null then 'not_linked'
        when entry.position is null then
          case when links.position >= kept.position then 'removed' end
        when links.link is distinct from coalesce(links.previous_link, 0) + 1
          or links.hash is distinct from
            audit_link_hash(links.previous, entry, links.details_hash) then 'altered'
        when details.position is null then
          case when links.details_hash is not null and not exists (
            select from erased
            where erased.position > links.position
              and ((erased.object_kind = 'account' and erased.object_id = entry.account_id)
                or (erased.object_kind = entry.object_kind
                  and erased.object_id = entry.object_id))
          ) then 'details_removed' end
        when links.details_hash is distinct from audit_details_hash(details)
          then 'details_altered'
      end as reason
    from links
    full join audit_entries as entry on entry.position = links.position
    left join audit_details as details on details.position = entry.position
    cross join kept
  )
  select position::text, reason
  from judged
  where reason is not null
  order by judged.position
  limit ?
`;

/** @returns how many entries lost their details */
export async function eraseAuditDetails(trx: Transaction, accountId: string): Promise<number> {
  const { rows } = await trx.raw('select erase_audit_details(?) as count', [accountId]);
  return Number(rows[0].count);
}
