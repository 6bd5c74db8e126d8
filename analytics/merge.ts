import { type TicketTable, ticketTables } from './facts/facts.ts';
import type { Kind } from './kinds/kind.ts';
import type { Staging } from './stage.ts';
import type { Warehouse } from './warehouse.ts';

/** Rows of these never change once written: only those after the last known event are new. */
const appendOnly: ReadonlySet<TicketTable> = new Set([
  'ticket_events',
  'messages',
  'diagnostic_steps',
]);

/**
 * Whoever opened a ticket or acted on it was erased since: nothing tells them from others any more,
 * and what was written of it does not stay.
 */
const isErased = `(
  known.requester_hash <> staged.requester_hash
  or exists (
    from temp.staged_ticket_events as told
    inner join ticket_events as written using (ticket_id, seq)
    where told.ticket_id = staged.ticket_id and told.actor_id <> written.actor_id))`;

/**
 * Brings the staged tickets into the warehouse, inside the caller's transaction. A ticket that the
 * warehouse knows in a later state stays as it is, so batches may come twice and in any order.
 *
 * @returns events that were not there before
 */
export async function mergeTickets(
  warehouse: Warehouse,
  staging: Staging<TicketTable>,
): Promise<number> {
  await warehouse.run(`
    create or replace temp table accepted as
    select
      staged.ticket_id,
      coalesce(known.last_seq, 0) as known_seq,
      case when ${isErased} then 0 else known_seq end as kept_seq
    from temp.staged_tickets as staged
    left join tickets as known using (ticket_id)
    where staged.last_seq >= coalesce(known.last_seq, 0)`);
  for (const table of ticketTables) {
    if (table === 'tickets') continue;
    if (appendOnly.has(table)) {
      await warehouse.run(`delete from ${table} where ticket_id in (
        select ticket_id from temp.accepted where kept_seq < known_seq)`);
      await warehouse.run(
        staging.insertSql(
          table,
          `exists (from temp.accepted where accepted.ticket_id = staged.ticket_id
             and staged.seq > accepted.kept_seq)`,
        ),
      );
    } else {
      await warehouse.run(`delete from ${table} where ticket_id in (
        select ticket_id from temp.accepted where known_seq > 0)`);
      await warehouse.run(
        staging.insertSql(table, 'staged.ticket_id in (select ticket_id from temp.accepted)'),
      );
    }
  }
  await warehouse.run(`
    merge into tickets
    using (${staging.selectSql('tickets')}) as staged
    on tickets.ticket_id = staged.ticket_id
    when matched and staged.last_seq >= tickets.last_seq then update by name
    when not matched then insert by name`);
  const [counted] = await warehouse.rows<{ count: number }>(`
    select coalesce(sum(staged.last_seq - accepted.known_seq), 0)::integer as count
    from temp.accepted
    inner join temp.staged_tickets as staged using (ticket_id)`);
  return counted?.count ?? 0;
}

/** Into tables that hold none of these rows: a rebuild. */
export async function insertStaged<Table extends string>(
  warehouse: Warehouse,
  staging: Staging<Table>,
): Promise<void> {
  await warehouse.run(staging.tables.map((table) => staging.insertSql(table)).join('; '));
}

/**
 * Brings what is staged in place of what the warehouse has of these things. They are staged as they
 * are now, so what is gone from the desk goes from here.
 *
 * @returns 0: no event of a ticket is among them
 */
export async function replaceStaged<Table extends string>(
  warehouse: Warehouse,
  staging: Staging<Table>,
  { tables, id }: Pick<Kind<Table>, 'tables' | 'id'>,
  ids: string[],
): Promise<number> {
  for (const table of tables) {
    await warehouse.run(
      `delete from ${table} where ${id}::varchar in (
         select unnest(from_json($ids::json, '["varchar"]')))`,
      { ids: JSON.stringify(ids) },
    );
    await warehouse.run(staging.insertSql(table));
  }
  return 0;
}
