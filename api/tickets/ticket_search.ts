import type { Knex } from 'knex';
import type { Database } from '../../database/connection.ts';
import { isOnReadersSide } from '../../database/readers_side.ts';
import { type Condition, type SearchWord, says } from '../http/search_words.ts';
import { seesInternals } from '../http/viewer.ts';
import type { Account } from '../people/directory.ts';
import { textFieldNames } from './fields/listed_fields.ts';
import { ticketsOf } from './visible_to.ts';

type Saying = (text: string) => Condition;

/** How much it tells that a word is found there; mistyped it tells less than any of them. */
const scores = {
  subject: 16,
  requester: 12,
  tag: 12,
  description: 8,
  resolution: 6,
  note: 4,
  field: 4,
  message: 4,
};
const mistypedShare = 4;
const numberScore = 1_000;
/** So many merges one after another are followed. */
const mergesMax = 100;

/**
 * The tickets that have every word of a question, as (ticket_id, score): in the subject, the
 * description, a message or resolution that it shows, a field, a note, a tag or the requester's name. The longest word is looked for first, each
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
  const { sql, bindings } = ticketsOf(account);
  return { sql: `and ticket_id in (${sql})`, bindings };
}

/**
 * Tickets by what is said on their pages, wherever it was written: by messages and resolutions that
 * events of theirs name. What requesters of others wrote is for the desk.
 */
function saidParts(body: Condition, account: Account, among: Condition): Condition[] {
  const isInternal = seesInternals(account);
  const forReader = isInternal
    ? ''
    : `and messages.visibility = 'public' and (
        actor_kind <> 'requester' or ${isOnReadersSide})`;
  const reader = isInternal ? [] : [account.id];
  return [
    {
      sql: `select ticket_id, ${scores.message} from (
          select ticket_events.ticket_id from messages
          join ticket_events on type = 'message_added' and data ->> 'messageId' = message_id
          where ${body.sql} ${forReader}
        ) as said where true ${among.sql}`,
      bindings: [...body.bindings, ...reader, ...among.bindings],
    },
    {
      sql: `select ticket_id, ${scores.resolution} from (
          select ticket_events.ticket_id from notes
          join ticket_events on type = 'ticket_resolved' and data ->> 'noteId' = note_id
          where kind = 'resolution' and ${body.sql}
        ) as said where true ${among.sql}`,
      bindings: [...body.bindings, ...among.bindings],
    },
  ];
}

/** A requester's tickets that were merged, by what is said for them where they are followed. */
function followedParts(body: Condition, account: Account, among: Condition): Condition[] {
  const followed = `
    with recursive followed (merged_id, ticket_id, since, place) as (
      select ticket_id, state ->> 'mergedInto', closed_at, 1 from tickets
      where requester_id = ? and status = 'merged'
      union all
      select merged_id, tickets.state ->> 'mergedInto', greatest(tickets.closed_at, since), place + 1
      from followed
      join tickets on tickets.ticket_id = followed.ticket_id and tickets.status = 'merged'
      where place < ${mergesMax}
    )`;
  return [
    {
      sql: `select ticket_id, ${scores.message} from (
          ${followed}
          select merged_id as ticket_id from followed
          join ticket_events using (ticket_id)
          join messages on message_id = data ->> 'messageId'
          where type = 'message_added' and at >= since and messages.visibility = 'public'
            and (actor_kind = 'agent' or actor_id = ?) and ${body.sql}
        ) as said where true ${among.sql}`,
      bindings: [account.id, account.id, ...body.bindings, ...among.bindings],
    },
    {
      sql: `select ticket_id, ${scores.resolution} from (
          ${followed}
          select merged_id as ticket_id from followed
          join tickets using (ticket_id)
          join notes on note_id = state -> 'resolution' ->> 'noteId'
          where status <> 'merged' and ${body.sql}
        ) as said where true ${among.sql}`,
      bindings: [account.id, ...body.bindings, ...among.bindings],
    },
  ];
}

/** Where a word is looked for, as (ticket_id, score). */
function placesOf(saying: Saying, account: Account, among: Condition): Condition {
  const isInternal = seesInternals(account);
  const subject = saying('search_fold(subject)');
  const content = saying('search_text(subject, description)');
  const body = saying('search_fold(body)');
  const name = saying('search_fold(display_name)');
  const tagged = saying('folded');
  const parts: Condition[] = [
    {
      sql: `select ticket_id, case when ${subject.sql} then ${scores.subject} else ${scores.description} end as score
        from ticket_contents where ${content.sql} ${among.sql}`,
      bindings: [...subject.bindings, ...content.bindings, ...among.bindings],
    },
    ...saidParts(body, account, among),
  ];
  if (isInternal) {
    parts.push({
      // What is being said this moment, and may be refused, is not said yet.
      sql: `select ticket_id, ${scores.note} from notes
        where kind <> 'resolution' and ${body.sql} ${among.sql}
          and not exists (
            select from ticket_commands
            where seq is null and intended_at = notes.created_at
              and ticket_commands.ticket_id = notes.ticket_id)`,
      bindings: [...body.bindings, ...among.bindings],
    });
    parts.push({
      sql: `select ticket_id, ${scores.requester} from ticket_contents
        where requester_id in (select account_id from accounts where ${name.sql}) ${among.sql}`,
      bindings: [...name.bindings, ...among.bindings],
    });
    parts.push({
      sql: `select ticket_id, ${scores.tag} from tickets
        where tags && array(select word from tags where ${tagged.sql}) ${among.sql}`,
      bindings: [...tagged.bindings, ...among.bindings],
    });
  } else {
    // What was taken back or put otherwise since is for the desk.
    parts.push({
      sql: `select ticket_id, ${scores.field} from (
          select notes.ticket_id from notes
          join tickets on tickets.ticket_id = notes.ticket_id
          join lateral jsonb_each_text(tickets.state -> 'fields') as said (name, value)
            on value = note_id and name = any(?::text[])
          where kind = 'field' and ${body.sql}
        ) as said where true ${among.sql}`,
      bindings: [textFieldNames(), ...body.bindings, ...among.bindings],
    });
    parts.push(...followedParts(body, account, among));
  }
  return {
    sql: parts.map(({ sql }) => sql).join(' union all '),
    bindings: parts.flatMap(({ bindings }) => bindings),
  };
}
