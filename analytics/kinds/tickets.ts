import type pg from 'pg';
import type { ProcessSnapshot } from '../../workflows/domain/process.ts';
import type { Actor } from '../../workflows/domain/ticket.ts';
import { factsOf, type TicketTable, ticketTables } from '../facts/facts.ts';
import { type KeptCalendar, type KnownProcess, knownProcess } from '../facts/known_process.ts';
import type { SourceRun, SourceStep } from '../facts/playbooks.ts';
import { type SourceEvent, type SourceTicket, sourceEvent } from '../facts/source_ticket.ts';
import { mergeTickets } from '../merge.ts';
import type { Kind } from './kind.ts';

export const tickets: Kind<TicketTable> = {
  source: 'tickets',
  id: 'ticket_id',
  tables: ticketTables,
  readFacts: async (client, ids, pseudonym) =>
    (await readTickets(client, ids)).map((ticket) => factsOf(ticket, pseudonym)),
  merge: mergeTickets,
};

async function readTickets(client: pg.Client, ticketIds: string[]): Promise<SourceTicket[]> {
  const events = await readEvents(client, ticketIds);
  const runs = await readRuns(client, ticketIds);
  const { rows } = await client.query<TicketRow>(
    `select
       ticket_id as "ticketId",
       ticket_contents.number::float8 as "number",
       origin,
       is_open as "isOpen",
       last_seq as "lastSeq",
       problem_incidents.problem_id as "problemId",
       customers.name as "customer",
       state
     from tickets
     left join ticket_contents using (ticket_id)
     left join problem_incidents using (ticket_id)
     left join customers using (customer_id)
     where ticket_id = any($1)
     order by ticket_id`,
    [ticketIds],
  );
  const processes = await readProcesses(
    client,
    rows.map(({ state }) => state.processId),
  );
  return rows.map((row) => ({
    ...row,
    events: events.get(row.ticketId) ?? [],
    runs: runs.get(row.ticketId) ?? [],
    known: processes.get(row.state.processId) ?? null,
  }));
}

/** What the desk kept of these processes: small beside the events of a batch, so it is read with each. */
async function readProcesses(
  client: pg.Client,
  processIds: string[],
): Promise<Map<string, KnownProcess>> {
  const ids = [...new Set(processIds)];
  const { rows: snapshots } = await client.query<{ snapshot: ProcessSnapshot }>(
    `select snapshot from process_snapshots
     where process_id = any($1) order by version, first_seen_at`,
    [ids],
  );
  const { rows: calendars } = await client.query<KeptCalendar & { processId: string }>(
    `select
       process_id as "processId",
       calendar_id as "id",
       version,
       from_minute as "fromMinute",
       to_minute as "toMinute",
       minutes,
       (extract(epoch from first_seen_at) * 1000)::float8 as "firstSeenAt",
       (extract(epoch from last_seen_at) * 1000)::float8 as "lastSeenAt"
     from calendar_versions
     where process_id = any($1) order by first_seen_at`,
    [ids],
  );
  const known = ids.map((id): [string, KnownProcess] => {
    const own = snapshots.map(({ snapshot }) => snapshot).filter((one) => one.id === id);
    const hours = calendars.filter(({ processId }) => processId === id);
    return [id, knownProcess(own, hours)];
  });
  return new Map(known);
}

async function readEvents(
  client: pg.Client,
  ticketIds: string[],
): Promise<Map<string, SourceEvent[]>> {
  const { rows } = await client.query<EventRow>(
    `select
       ticket_id as "ticketId",
       seq,
       type,
       (extract(epoch from at) * 1000)::float8 as "at",
       actor_kind as "actorKind",
       actor_id as "actorId",
       command_id as "commandId",
       data::text as "dataText",
       source
     from ticket_events
     where ticket_id = any($1)
     order by ticket_id, seq`,
    [ticketIds],
  );
  const events = new Map<string, SourceEvent[]>();
  for (const row of rows) {
    const list = events.get(row.ticketId) ?? [];
    if (list.length === 0) events.set(row.ticketId, list);
    // Field by field: there are many of them.
    list.push(
      sourceEvent({
        seq: row.seq,
        type: row.type,
        at: row.at,
        actor: { kind: row.actorKind, id: row.actorId },
        commandId: row.commandId,
        dataText: row.dataText,
        source: row.source,
      }),
    );
  }
  return events;
}

/** What a run was given, what its steps gave and in which words it failed is not read. */
async function readRuns(client: pg.Client, ticketIds: string[]): Promise<Map<string, SourceRun[]>> {
  const { rows } = await client.query<RunRow>(
    `select
       ticket_id as "ticketId",
       run_id as "runId",
       n,
       playbook,
       version,
       retry_of as "retryOf",
       from_step as "fromStep",
       status,
       problem ->> 'step' as "parkedStep",
       problem ->> 'place' as "parkedPlace",
       (extract(epoch from started_at) * 1000)::float8 as "startedAt",
       (extract(epoch from ended_at) * 1000)::float8 as "endedAt"
     from playbook_runs
     where ticket_id = any($1)
     order by ticket_id, n`,
    [ticketIds],
  );
  const steps = Map.groupBy(
    await readSteps(
      client,
      rows.map(({ runId }) => runId),
    ),
    ({ runId }) => runId,
  );
  const runs = rows.map((row) => ({ ...row, steps: steps.get(row.runId) ?? [] }));
  return Map.groupBy(runs, ({ ticketId }) => ticketId);
}

async function readSteps(client: pg.Client, runIds: string[]): Promise<StepRow[]> {
  if (runIds.length === 0) return [];
  const { rows } = await client.query<StepRow>(
    `select
       run_id as "runId",
       key,
       position,
       kind,
       place,
       status,
       (extract(epoch from started_at) * 1000)::float8 as "startedAt",
       (extract(epoch from ended_at) * 1000)::float8 as "endedAt"
     from playbook_steps
     where run_id = any($1)
     order by run_id, position`,
    [runIds],
  );
  return rows;
}

type RunRow = Omit<SourceRun, 'steps'> & { ticketId: string };
type StepRow = SourceStep & { runId: string };

type TicketRow = Omit<SourceTicket, 'events' | 'runs' | 'known'>;

type EventRow = Omit<SourceEvent, 'actor' | 'data'> & {
  ticketId: string;
  actorKind: Actor['kind'];
  actorId: string;
};
