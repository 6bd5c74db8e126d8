import { type TicketTable, ticketTables } from './facts/facts.ts';
import type { Staging } from './stage.ts';
import type { Warehouse } from './warehouse.ts';

export interface Merged {
  ticketCount: number;
  /** Events that were not there before. */
  eventCount: number;
}

/** Rows of these never change once written: only those after the last known event are new. */
const appendOnly: ReadonlySet<TicketTable> = new Set([
  'ticket_events',
  'messages',
  'diagnostic_steps',
]);

/**
 * Brings the staged tickets into the warehouse, inside the caller's transaction. A ticket that the
 * warehouse knows in a later state stays as it is, so batches may come twice and in any order.
 */
export async function mergeStaged(warehouse: Warehouse, staging: Staging): Promise<Merged> {
  await warehouse.run(`
    create or replace temp table accepted as
    select staged.ticket_id, coalesce(known.last_seq, 0) as known_seq
    from temp.staged_tickets as staged
    left join tickets as known using (ticket_id)
    where staged.last_seq >= coalesce(known.last_seq, 0)`);
  for (const table of ticketTables) {
    if (table === 'tickets') continue;
    if (appendOnly.has(table)) {
      await warehouse.run(
        staging.insertSql(
          table,
          `exists (from temp.accepted where accepted.ticket_id = staged.ticket_id
             and staged.seq > accepted.known_seq)`,
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
  return countMerged(warehouse);
}

async function countMerged(warehouse: Warehouse): Promise<Merged> {
  const [counts] = await warehouse.rows<Merged>(`
    select
      count(*)::integer as "ticketCount",
      coalesce(sum(staged.last_seq - accepted.known_seq), 0)::integer as "eventCount"
    from temp.accepted
    inner join temp.staged_tickets as staged using (ticket_id)`);
  return counts ?? { ticketCount: 0, eventCount: 0 };
}

/** Into tables that hold none of these tickets: a rebuild. */
export async function insertStaged(warehouse: Warehouse, staging: Staging): Promise<void> {
  for (const table of ticketTables) await warehouse.run(staging.insertSql(table));
}
