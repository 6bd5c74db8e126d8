import { type TicketTable, ticketTables } from './facts/facts.ts';
import type { KnowledgeTable } from './facts/knowledge.ts';
import type { ProblemTable } from './facts/problems.ts';
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
export async function mergeStaged(
  warehouse: Warehouse,
  staging: Staging<TicketTable>,
): Promise<Merged> {
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

/** Into tables that hold none of these rows: a rebuild. */
export async function insertStaged<Table extends string>(
  warehouse: Warehouse,
  staging: Staging<Table>,
): Promise<void> {
  await warehouse.run(staging.tables.map((table) => staging.insertSql(table)).join('; '));
}

/**
 * Brings the staged sessions and articles into the warehouse in place of what it had of those that
 * changed, inside the caller's transaction. They are staged as they are now, so doing it again does
 * nothing; what is gone from the desk goes from here.
 */
export async function mergeKnowledge(
  warehouse: Warehouse,
  staging: Staging<KnowledgeTable>,
  changed: { sessionIds: string[]; articleIds: string[] },
): Promise<void> {
  for (const table of ['knowledge_sessions', 'knowledge_searches', 'article_views'] as const) {
    await deleteIds(warehouse, table, 'session_id', changed.sessionIds);
  }
  await deleteIds(warehouse, 'articles', 'article_id', changed.articleIds);
  await insertStaged(warehouse, staging);
}

/** The same for problems. */
export async function mergeProblems(
  warehouse: Warehouse,
  staging: Staging<ProblemTable>,
  problemIds: string[],
): Promise<void> {
  await deleteIds(warehouse, 'problems', 'problem_id', problemIds);
  await insertStaged(warehouse, staging);
}

async function deleteIds(
  warehouse: Warehouse,
  table: KnowledgeTable | ProblemTable,
  column: string,
  ids: string[],
): Promise<void> {
  await warehouse.run(
    `delete from ${table} where ${column} in (
       select unnest(from_json($ids::json, '["varchar"]')))`,
    { ids: JSON.stringify(ids) },
  );
}
