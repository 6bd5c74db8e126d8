import type { Database } from '../../database/connection.ts';
import { openTicketsOf } from '../../database/erasure.ts';
import { deskRoles } from '../../database/roles.ts';
import { withDatabase } from '../http/database.ts';
import { notFound } from '../http/errors.ts';
import type { FoundPeople, PersonalData } from './contract.ts';

const foundMax = 20;
const mentionsMax = 1_000;

type Person = FoundPeople['items'][number];

/** People, closed accounts too, by a part of a name or an address, or by their id. */
export function findPeople(database: Database, q: string): Promise<Person[]> {
  return withDatabase(async () => {
    const { rows } = await database.raw<{ rows: PersonRow[] }>(
      `${people}
       where accounts.account_id = :q
         or search_fold(display_name) like '%' || search_pattern(:q) || '%'
         or exists (select from mail_addresses as other
           where other.account_id = accounts.account_id
             and other.address like '%' || search_pattern(:q) || '%')
       order by display_name, accounts.account_id
       limit :foundMax`,
      { q, foundMax },
    );
    return rows.map(personOf);
  });
}

interface PersonRow {
  account_id: string;
  display_name: string;
  address: string | null;
  is_active: boolean;
  erased_at: Date | null;
  roles: string[];
}

const people = `
  select accounts.account_id, display_name, address, is_active, erased_at, roles
  from accounts
  left join mail_addresses
    on mail_addresses.account_id = accounts.account_id and mail_addresses.is_main
  left join erasures on erasures.account_id = accounts.account_id
`;

function personOf(row: PersonRow): Person {
  return {
    id: row.account_id,
    name: row.display_name,
    address: row.address,
    isActive: row.is_active,
    erasedAt: row.erased_at?.toISOString() ?? null,
  };
}

/** @throws ApiError 404 */
export async function getPerson(database: Database, accountId: string): Promise<Person> {
  return personOf(await getRow(database, accountId));
}

function getRow(database: Database, accountId: string): Promise<PersonRow> {
  return withDatabase(async () => {
    const { rows } = await database.raw<{ rows: PersonRow[] }>(
      `${people} where accounts.account_id = ?`,
      [accountId],
    );
    if (!rows[0]) throw notFound('person', accountId);
    return rows[0];
  });
}

/** What the desk keeps of a person, and what keeps it from erasing them. @throws ApiError 404 */
export async function findPersonalData(
  database: Database,
  accountId: string,
): Promise<PersonalData> {
  const row = await getRow(database, accountId);
  return withDatabase(async () => {
    const numbers = await openTicketsOf(database, accountId);
    const openTickets = await database('ticket_contents')
      .whereIn('number', numbers)
      .orderBy('number')
      .select('ticket_id', 'number');
    return {
      account: personOf(row),
      counts: await countAll(database, accountId),
      openTickets: openTickets.map(({ ticket_id, number }) => ({
        id: ticket_id,
        number: Number(number),
      })),
      mustCloseFirst: row.is_active && deskRoles.some((role) => row.roles.includes(role)),
      ...(row.erased_at ? { mentions: [], mentionCount: 0 } : await findMentions(database, row)),
    };
  });
}

async function countAll(database: Database, person: string): Promise<PersonalData['counts']> {
  const { rows } = await database.raw<{ rows: [PersonalData['counts']] }>(
    `select
       (select count(*)::int from ticket_contents where requester_id = :person) as tickets,
       (select count(*)::int from messages where author_id = :person) as messages,
       (select count(*)::int from notes where author_id = :person) as notes,
       (select count(*)::int from attachments where owner_id = :person) as files,
       (select count(*)::int from mails
        where sender_id = :person
          or from_address in (select address from mail_addresses where account_id = :person)
          or ticket_id in (select ticket_id from ticket_contents where requester_id = :person))
         as mails,
       (select count(*)::int from knowledge_sessions where account_id = :person) as "helpSessions",
       (select count(*)::int from article_feedback where account_id = :person) as feedback,
       (select count(*)::int from notifications where account_id = :person) as notifications,
       (select count(*)::int from sessions where account_id = :person) as sessions,
       (select count(*)::int from api_tokens where account_id = :person) as tokens,
       (select count(*)::int from saved_queries where owner_id = :person) as "savedQueries",
       (select count(*)::int from audit_entries
        where account_id = :person or (object_kind = 'account' and object_id = :person))
         as "auditEntries"`,
    { person },
  );
  return rows[0];
}

/** Two letters are in every second text. */
const namePartMin = 3;
/** Scripts that write words without a space between them, one sign for a syllable or more. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * What somebody is called by: each part of the name, and the addresses. Parts that say nothing alone
 * count with those beside them: `Li Wu` is looked for as a whole.
 */
async function wordsFor(database: Database, row: PersonRow): Promise<string[]> {
  const addresses = await database('mail_addresses')
    .where('account_id', row.account_id)
    .pluck<string[]>('address');
  const parts = row.display_name.split(/[\s-]+/).filter(Boolean);
  const isTelling = (part: string) => part.length >= (unspaced.test(part) ? 2 : namePartMin);
  const telling = parts.filter(isTelling);
  const isWhole = telling.length < parts.length && parts.length > 1;
  const whole = isWhole
    ? [row.display_name, ...(unspaced.test(row.display_name) ? [parts.join('')] : [])]
    : [];
  return [...new Set([...telling, ...whole, ...addresses])];
}

interface MentionRow {
  id: string;
  kind: PersonalData['mentions'][number]['kind'];
  ticket_id: string | null;
  number: string | null;
  author_id: string | null;
  author_name: string | null;
  excerpt: string;
  /** Of all, those that are not shown among them. */
  found_count: number;
}

async function findMentions(
  database: Database,
  row: PersonRow,
): Promise<Pick<PersonalData, 'mentions' | 'mentionCount'>> {
  const words = await wordsFor(database, row);
  if (words.length === 0) return { mentions: [], mentionCount: 0 };
  const { rows } = await database.raw<{ rows: MentionRow[] }>(mentions, {
    person: row.account_id,
    words,
    bounded: words.filter((word) => !unspaced.test(word)),
    unspaced: words.filter((word) => unspaced.test(word)),
    mentionsMax,
  });
  const found = rows.map((one) => ({
    id: one.id,
    kind: one.kind,
    ticket: one.ticket_id === null ? null : { id: one.ticket_id, number: Number(one.number) },
    author: one.author_id === null ? null : { id: one.author_id, name: one.author_name },
    excerpt: one.excerpt,
  }));
  return { mentions: found, mentionCount: rows[0]?.found_count ?? 0 };
}

/** A word as a pattern that means nothing but itself. */
const literal = "regexp_replace(search_fold(word), '([^[:alnum:]])', '\\\\\\1', 'g')";

/** Whether a text has one of the words, in others as well. */
const isSaidIn = (text: string) => `
  search_fold(${text}) like any (
    select '%' || search_pattern(word) || '%' from unnest(:words::text[]) as word)`;

/** Whether a text has one of the words, whole where its script has words apart. */
const says = (text: string) => `
  ${isSaidIn(text)}
  and search_fold(${text}) ~ any (
    select '\\m' || ${literal} || '\\M' from unnest(:bounded::text[]) as word
    union all
    select ${literal} from unnest(:unspaced::text[]) as word)`;

/** The words of what is kept as JSON, without the names of its fields. */
const wordsIn = (json: string) => `coalesce((
  select string_agg(value #>> '{}', E'\\n')
  from jsonb_path_query(${json}, '$.** \\? (@.type() == "string")') as value), '')`;

const itemText =
  "concat_ws(E'\\n', name, type, model, inventory_number, serial_number, site, remote_id, address, notes)";

/** What others filled in of their tickets goes with an erasure by itself. */
const isOwnField = `(notes.kind = 'field' and exists (
  select from ticket_contents as own
  where own.ticket_id = notes.ticket_id and own.requester_id = :person))`;

const mentions = `
  with found as (
    select 'message:' || message_id as id, 'message' as kind, ticket_id, author_id, body as text,
      created_at
    from messages where author_id <> :person and ${says('body')}
    union all
    select 'note:' || note_id, 'note', ticket_id, author_id, concat_ws(E'\\n', body, outcome, ruled_out),
      created_at
    from notes
    where author_id <> :person and not ${isOwnField} and ${says("concat_ws(E'\\n', body, outcome, ruled_out)")}
    union all
    select 'ticket:' || ticket_id, 'ticket', ticket_id, requester_id, subject || E'\\n' || description,
      created_at
    from ticket_contents
    where requester_id <> :person and ${says("subject || E'\\n' || description")}
    union all
    select 'problem:' || text_id, 'problem', null, author_id, body, created_at
    from problem_texts where author_id <> :person and ${says('body')}
    union all
    select 'article:' || articles.article_id, 'article', null, articles.owner_id, title,
      articles.updated_at
    from article_texts
    join articles on articles.article_id = article_texts.article_id
      and articles.latest_version = article_texts.version
    where ${says("title || E'\\n' || summary || E'\\n' || body")}
    union all
    select kind || ':' || preset_id, kind, null, owner_id, text, updated_at
    from (select presets.*, title || E'\\n' || ${wordsIn('content')} as text from presets) as presets
    where not (owner_id = :person and audience = 'own') and ${says('text')}
    union all
    select 'tag:' || word, 'tag', null, created_by, word, created_at
    from tags where ${says('word')}
    union all
    select 'saved_query:' || query_id, 'saved_query', null, owner_id, name || E'\\n' || sql, updated_at
    from saved_queries
    where not (owner_id = :person and not is_shared) and ${says("name || E'\\n' || sql")}
    union all
    select 'absence:' || absence_id, 'absence', null, account_id, note, created_at
    from absences where account_id <> :person and ${says('note')}
    union all
    select 'webhook:' || webhook_id, 'webhook', null, null, name || E'\\n' || address, created_at
    from webhooks where ${says("name || E'\\n' || address")}
    union all
    select 'token:' || token_id, 'token', null, created_by, label, created_at
    from api_tokens where account_id <> :person and ${says('label')}
    union all
    select 'audit:' || position || '-' || left(encode(details_hash, 'hex'), 16), 'audit', null,
      account_id, text, at
    from (
      select entry.*, details_hash, ${wordsIn('before')} || E'\\n' || ${wordsIn('after')} as text
      from audit_entries as entry
      join audit_details using (position)
      join audit_chain using (position)
      where kind not in ('erasure', 'retention')
        and account_id is distinct from :person
        and (object_kind <> 'account' or object_id <> :person)
        -- What was written of their devices goes by itself.
        and not (object_kind = 'device' and object_id in (select audited_devices_of(:person)))
        -- Few name anybody: only those are taken apart.
        and ${isSaidIn('concat(before, after)')}
    ) as audited
    where ${says('text')}
    union all
    select 'item:' || item_id, 'item', null, null, ${itemText}, created_at
    from configuration_items where ${says(itemText)}
    union all
    select 'directory_group:' || scim_group_id, 'directory_group', null, null, display_name, created_at
    from scim_groups where ${says('display_name')}
  )
  select found.id, kind, found.ticket_id, number, author_id, display_name as author_name,
    left(text, 300) as excerpt, count(*) over ()::int as found_count
  from found
  left join accounts on accounts.account_id = author_id
  left join ticket_contents on ticket_contents.ticket_id = found.ticket_id
  order by found.created_at desc, found.id
  limit :mentionsMax
`;
