import type { OutgoingCommand } from '../workflows/domain/outgoing_commands.ts';
import type { Actor, SaidMessage, Visibility } from '../workflows/domain/ticket.ts';
import type { Database } from './connection.ts';

/**
 * What is for a ticket, or for those merged into it, of what was said on the tickets that stood for it:
 * the desk's answers, and what was written to it, notes among agents too, from its merge until each of
 * these parted with it. One that did not hear of the end of the merge stood for it until then. What a
 * ticket got back itself is told where it was said first.
 */
const saidSql = `
  with recursive stood (ticket_id, since, until) as (
    select :survivor::text, :since::timestamptz, 'infinity'::timestamptz
    union
    select merges.into_id, greatest(stood.since, merges.since), least(stood.until, merges.until)
    from stood
    cross join lateral (
      select type, data ->> 'into' as into_id, at as since,
        coalesce(lead(at) over (order by seq), 'infinity'::timestamptz) as until
      from ticket_events
      where ticket_events.ticket_id = stood.ticket_id
        and type in ('ticket_merged', 'merge_redirected', 'ticket_unmerged')
    ) as merges
    where merges.type <> 'ticket_unmerged'
      and greatest(stood.since, merges.since) <= least(stood.until, merges.until)
  )
  select stood.ticket_id, said.data ->> 'messageId' as message_id, said.actor_kind, said.actor_id,
    said.at, (said.data ->> 'isAutomatic')::boolean as is_automatic,
    said.data ->> 'visibility' as visibility, said.data ->> 'forTicketId' as for_ticket_id
  from stood
  join ticket_events as said on said.ticket_id = stood.ticket_id
  where said.type = 'message_added' and said.at between stood.since and least(
      stood.until,
      coalesce((
        select max(at) from ticket_events as parted
        where parted.ticket_id = stood.ticket_id and parted.type = 'merge_undone'
          and parted.data ->> 'ticketId' = :ticketId and parted.at >= :since
      ), :until))
    and said.data -> 'saidAt' is null
    and (said.data ->> 'forTicketId' = any(:waiting::text[])
      or (said.actor_kind = 'agent' and said.data ->> 'visibility' = 'public'))
  order by said.at, said.ticket_id, said.seq`;

interface SaidRow {
  ticket_id: string;
  message_id: string;
  actor_kind: Actor['kind'];
  actor_id: string;
  at: Date;
  is_automatic: boolean;
  visibility: Visibility;
  for_ticket_id: string | null;
}

/** What a ticket gets back once its merge is undone, in the order in which it was said. */
export async function findSaidWhileMerged(
  database: Database,
  {
    ticketId: survivor,
    fromTicketId: ticketId = '',
    payload,
    regains,
  }: OutgoingCommand<'undoMerge'>,
): Promise<SaidMessage[]> {
  if (!regains) return [];
  const { rows } = await database.raw<{ rows: SaidRow[] }>(saidSql, {
    survivor,
    ticketId,
    since: new Date(regains.since),
    until: new Date(regains.until),
    waiting: payload.tickets,
  });
  return rows.map((row) => ({
    messageId: row.message_id,
    fromTicketId: row.ticket_id,
    actor: { kind: row.actor_kind, id: row.actor_id },
    at: row.at.getTime(),
    isAutomatic: row.is_automatic,
    visibility: row.visibility,
    ...(row.for_ticket_id !== null && { forTicketId: row.for_ticket_id }),
  }));
}
