import type { Database } from '../../../database/connection.ts';
import { findStanding } from '../../../database/standing.ts';
import { withDatabase } from '../../http/database.ts';
import type { Account } from '../../people/directory.ts';
import type { ReportedIncident } from '../parts.ts';
import type { MajorIncident } from './contract.ts';

interface Row {
  ticket_id: string;
  statement: string;
  category: string | null;
  service: string | null;
  opened_at: Date;
  report_count: number;
  own_ticket_id: string | null;
}

/** More than these at once, and nobody reads them. */
const listedMax = 20;

/**
 * The open major incidents, the newest first, for everybody who may open a ticket: only what the
 * desk chose to say about them, never the ticket they are followed on.
 */
export function findMajorIncidents(database: Database, account: Account): Promise<MajorIncident[]> {
  return withDatabase(async () => {
    const { rows } = await database.raw<{ rows: Row[] }>(
      // Its own links and those of major incidents that were merged into it. A report that was merged
      // is its requester's report still.
      `select tickets.ticket_id, notes.body as statement, tickets.category, tickets.service,
          tickets.opened_at,
          count(distinct reports.ticket_id) filter (where reports.status <> 'merged')::int
            as report_count,
          min(reports.ticket_id) filter (where reports.requester_id = :caller) as own_ticket_id
       from tickets
       join notes on notes.note_id = tickets.state ->> 'majorStatementId'
       left join lateral (
         with recursive followed (id) as (
           select link ->> 'id' from (
             select jsonb_path_query(tickets.state, '$.links[*]')
             union all
             select jsonb_path_query(tickets.state, '$.mergedFrom[*].links[*]')
           ) as links (link)
           where link ->> 'kind' = 'child'
           union
           select merged.state ->> 'mergedInto'
           from followed
           join tickets as merged on merged.ticket_id = followed.id and merged.status = 'merged'
         )
         select id from followed
       ) as reporting on true
       left join tickets as reports
         on reports.ticket_id = reporting.id and reports.ticket_id <> tickets.ticket_id
       where tickets.is_open and (tickets.state ->> 'isMajor')::boolean
       group by tickets.ticket_id, notes.body
       order by tickets.opened_at desc, tickets.ticket_id
       limit :limit`,
      { caller: account.id, limit: listedMax },
    );
    return rows.map((row) => ({
      id: row.ticket_id,
      statement: row.statement,
      category: row.category,
      service: row.service,
      since: row.opened_at.toISOString(),
      reportCount: row.report_count,
      ownTicketId: row.own_ticket_id,
    }));
  });
}

/**
 * What a report may say of the major incident it belongs to: its number, and what everybody is told.
 * @param parentId the ticket it is a child of
 */
export function findReported(
  database: Database,
  parentId: string,
): Promise<ReportedIncident | undefined> {
  return withDatabase(async () => {
    const standing = (await findStanding(database, [parentId])).get(parentId) ?? parentId;
    const row = await database('tickets')
      .join('ticket_contents', 'ticket_contents.ticket_id', 'tickets.ticket_id')
      .joinRaw("join notes on notes.note_id = tickets.state ->> 'majorStatementId'")
      .where('tickets.ticket_id', standing)
      .whereRaw("(tickets.state ->> 'isMajor')::boolean")
      .first<{ number: string; body: string; is_open: boolean }>(
        'ticket_contents.number',
        'notes.body',
        'tickets.is_open',
      );
    return row && { number: Number(row.number), statement: row.body, isOpen: row.is_open };
  });
}

/** Whether a ticket is followed on a major incident that is open: then anybody may say they are affected. */
export function isOpenMajorIncident(database: Database, ticketId: string): Promise<boolean> {
  return withDatabase(async () => {
    const standing = (await findStanding(database, [ticketId])).get(ticketId) ?? ticketId;
    const row = await database('tickets')
      .where({ ticket_id: standing, is_open: true })
      .whereRaw("(state ->> 'isMajor')::boolean")
      .first('ticket_id');
    return row !== undefined;
  });
}
