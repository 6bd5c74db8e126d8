import type { Knex } from 'knex';
import type { Database } from '../../database/connection.ts';
import { type Condition, type SearchWord, says } from '../http/search_words.ts';
import { seesInternals } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';

type Saying = (text: string) => Condition;

/** How much it tells that a word is found there; mistyped it tells less than any of them. */
const scores = { subject: 16, requester: 12, description: 8, resolution: 6, note: 4, message: 4 };
const mistypedShare = 4;
const numberScore = 1_000;

/**
 * The tickets that have every word of a question, as (ticket_id, score): in the subject, the
 * description, a message, a note or the requester's name. The longest word is looked for first, each
 * other one in what was found so far; one that is not there is taken for another one mistyped. Or its
 * number is asked for. Requesters search what they may read: their own
 * tickets, without internal messages and notes.
 */
export function matchesOf(
  database: Database,
  account: Account,
  { words, number }: { words: readonly SearchWord[]; number: string | undefined },
): Knex.Raw {
  const longestFirst = words.toSorted((a, b) => b.like.length - a.like.length);
  const parts = longestFirst.map((word, at) => foundOf(word, at, account));
  const names = parts.map((_part, at) => `found_${at}`);
  const [first, ...others] = names;
  const byNumber = `select ticket_id, ${numberScore} from ticket_contents where number = ?`;
  const sql = `
    with ${parts.map(({ sql: part }) => part).join(', ')}
    select ticket_id, max(score)::int as score
    from (
      select ticket_id, ${names.map((name) => `${name}.score`).join(' + ')} as score
      from ${first}
      ${others.map((name) => `join ${name} using (ticket_id)`).join(' ')}
      ${number === undefined ? '' : `union all ${byNumber}`}
    ) as either_way
    group by ticket_id`;
  const bindings = parts.flatMap((part) => part.bindings);
  return database.raw(sql, number === undefined ? bindings : [...bindings, number]);
}

/** Those of the tickets found so far that have a word, and where none has it, have it mistyped. */
function foundOf(word: SearchWord, at: number, account: Account): Condition {
  const among = amongOf(at, account);
  const exact = placesOf((text) => says(word, text), account, among);
  const { mistyped } = word;
  const near =
    mistyped === null
      ? null
      : placesOf((text) => ({ sql: `${text} ~ ?`, bindings: [mistyped] }), account, among);
  const either = near
    ? `union all
        select ticket_id, score / ${mistypedShare} from (${near.sql}) as near
        where not exists (select from exact_${at})`
    : '';
  return {
    sql: `exact_${at} as materialized (${exact.sql}),
      found_${at} as materialized (
        select ticket_id, max(score) as score
        from (select * from exact_${at} ${either}) as either_way
        group by ticket_id
      )`,
    bindings: [...exact.bindings, ...(near?.bindings ?? [])],
  };
}

/** Which tickets are looked at for the word at a place: those with the words before it. */
function amongOf(at: number, account: Account): Condition {
  if (at > 0) {
    return { sql: `and ticket_id in (select ticket_id from found_${at - 1})`, bindings: [] };
  }
  if (seesInternals(account)) return { sql: '', bindings: [] };
  const own = 'and ticket_id in (select ticket_id from ticket_contents where requester_id = ?)';
  return { sql: own, bindings: [account.id] };
}

/** Where a word is looked for, as (ticket_id, score). */
function placesOf(saying: Saying, account: Account, among: Condition): Condition {
  const isInternal = seesInternals(account);
  const subject = saying('search_fold(subject)');
  const content = saying('search_text(subject, description)');
  const body = saying('search_fold(body)');
  const name = saying('search_fold(display_name)');
  const parts: Condition[] = [
    {
      sql: `select ticket_id, case when ${subject.sql} then ${scores.subject} else ${scores.description} end as score
        from ticket_contents where ${content.sql} ${among.sql}`,
      bindings: [...subject.bindings, ...content.bindings, ...among.bindings],
    },
    {
      sql: `select ticket_id, ${scores.message} from messages
        where ${body.sql} ${isInternal ? '' : "and visibility = 'public'"} ${among.sql}`,
      bindings: [...body.bindings, ...among.bindings],
    },
    {
      sql: `select ticket_id, case kind when 'resolution' then ${scores.resolution} else ${scores.note} end
        from notes where ${body.sql} ${isInternal ? '' : "and kind = 'resolution'"} ${among.sql}`,
      bindings: [...body.bindings, ...among.bindings],
    },
  ];
  if (isInternal) {
    parts.push({
      sql: `select ticket_id, ${scores.requester} from ticket_contents
        where requester_id in (select account_id from accounts where ${name.sql}) ${among.sql}`,
      bindings: [...name.bindings, ...among.bindings],
    });
  }
  return {
    sql: parts.map(({ sql }) => sql).join(' union all '),
    bindings: parts.flatMap(({ bindings }) => bindings),
  };
}
