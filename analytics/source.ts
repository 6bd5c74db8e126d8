import pg from 'pg';
import type { Actor } from '../workflows/domain/ticket.ts';
import { AnalyticsError } from './errors.ts';
import type { SourceArticle, SourceSession } from './facts/knowledge.ts';
import type { SourceProblem } from './facts/problems.ts';
import { type SourceEvent, type SourceTicket, sourceEvent } from './facts/source_ticket.ts';
import { readArticles, readSessions, sessionIdsAfter } from './source_knowledge.ts';

/** A place in the outbox: everything up to it is in the warehouse. `xid` as Postgres writes it. */
export interface Position {
  xid: string;
  position: string;
}

export const firstPosition: Position = { xid: '0', position: '0' };

/**
 * The desk's database as it stood at one instant. All reads are of one repeatable-read transaction,
 * so a ticket's row and its events always agree.
 */
export interface Source {
  /** Tells this database from a restored or a different one: positions of one mean nothing in another. */
  readonly identity: string;
  /** Everything recorded before this instant (milliseconds UTC) is readable here. */
  readonly dataThrough: number;
  /**
   * Where reading has to go on after this transaction: every outbox row before it is visible here,
   * slow transactions that took their number early included.
   */
  readonly horizonXid: string;
  /** True where `position` lies beyond this database's own history: it was set back. */
  isAhead(position: Position): boolean;
  /** True where rows of the outbox after `position` were removed: it cannot be followed from there. */
  hasRemovedAfter(position: Position): boolean;
  changesAfter(position: Position, limit: number): Promise<Change[]>;
  /** All tickets, in order of id. */
  ticketIdsAfter(ticketId: string, limit: number): Promise<string[]>;
  readTickets(ticketIds: string[]): Promise<SourceTicket[]>;
  /** All knowledge sessions, in order of id. */
  sessionIdsAfter(sessionId: string, limit: number): Promise<string[]>;
  /** Sessions that are still there. */
  readSessions(sessionIds: string[]): Promise<SourceSession[]>;
  /** Articles that are still there; all of them where no ids are given. */
  readArticles(articleIds: string[] | null): Promise<SourceArticle[]>;
  /** Problems; all of them where no ids are given: they are few. */
  readProblems(problemIds: string[] | null): Promise<SourceProblem[]>;
  close(): Promise<void>;
}

/** What changed: one of these, or what the warehouse has no table of. */
export interface Change extends Position {
  ticketId: string | null;
  sessionId: string | null;
  articleId: string | null;
  problemId: string | null;
}

export async function openSource(databaseUrl: string): Promise<Source> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'palier export',
  });
  // Without a listener a lost connection would end the process instead of failing the query.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read, read only');
    return new PostgresSource(client, await readInstant(client));
  } catch (error) {
    await client.end();
    throw error;
  }
}

interface Instant {
  identity: string;
  horizonXid: string;
  dataThrough: number;
  /** Where the outbox begins: the last row removed. */
  floorXid: string;
  floorPosition: string;
}

async function readInstant(client: pg.Client): Promise<Instant> {
  const { rows } = await client.query<Instant>(`
    select
      (select system_identifier::text from pg_control_system())
        || '/' || (select oid::text from pg_database where datname = current_database())
        as "identity",
      pg_snapshot_xmin(pg_current_snapshot())::text as "horizonXid",
      floor(extract(epoch from least(
        now(),
        (select min(xact_start) from pg_stat_activity
          where datname = current_database() and backend_xid is not null)
      )) * 1000)::float8 as "dataThrough",
      export_outbox_floor.xid::text as "floorXid",
      export_outbox_floor.position::text as "floorPosition"
    from export_outbox_floor
  `);
  const [instant] = rows;
  if (!instant)
    throw new AnalyticsError('warehouse_damaged', 'Postgres did not say where it stands');
  return instant;
}

class PostgresSource implements Source {
  readonly identity: string;
  readonly horizonXid: string;
  readonly dataThrough: number;
  readonly #floor: Position;
  readonly #client: pg.Client;

  constructor(client: pg.Client, instant: Instant) {
    this.#floor = { xid: instant.floorXid, position: instant.floorPosition };
    this.#client = client;
    this.identity = instant.identity;
    this.horizonXid = instant.horizonXid;
    this.dataThrough = instant.dataThrough;
  }

  isAhead(position: Position): boolean {
    return BigInt(position.xid) > BigInt(this.horizonXid);
  }

  hasRemovedAfter(position: Position): boolean {
    const xid = BigInt(position.xid);
    const floorXid = BigInt(this.#floor.xid);
    if (xid !== floorXid) return xid < floorXid;
    return BigInt(position.position) < BigInt(this.#floor.position);
  }

  async changesAfter(position: Position, limit: number): Promise<Change[]> {
    const { rows } = await this.#client.query<Change>(
      `select
         xid::text,
         position::text,
         ticket_id as "ticketId",
         session_id as "sessionId",
         article_id as "articleId",
         problem_id as "problemId"
       from export_outbox
       where xid < $3::xid8 and (xid, position) > ($1::xid8, $2::bigint)
       order by export_outbox.xid, export_outbox.position
       limit $4`,
      [position.xid, position.position, this.horizonXid, limit],
    );
    return rows;
  }

  async ticketIdsAfter(ticketId: string, limit: number): Promise<string[]> {
    const { rows } = await this.#client.query<{ ticketId: string }>(
      `select ticket_id as "ticketId" from tickets
       where ticket_id > $1 order by ticket_id limit $2`,
      [ticketId, limit],
    );
    return rows.map((row) => row.ticketId);
  }

  async readTickets(ticketIds: string[]): Promise<SourceTicket[]> {
    const events = await this.#readEvents(ticketIds);
    const { rows } = await this.#client.query<TicketRow>(
      `select
         ticket_id as "ticketId",
         ticket_contents.number::float8 as "number",
         origin,
         is_open as "isOpen",
         last_seq as "lastSeq",
         problem_incidents.problem_id as "problemId",
         state
       from tickets
       left join ticket_contents using (ticket_id)
       left join problem_incidents using (ticket_id)
       where ticket_id = any($1)
       order by ticket_id`,
      [ticketIds],
    );
    return rows.map((row) => ({ ...row, events: events.get(row.ticketId) ?? [] }));
  }

  sessionIdsAfter(sessionId: string, limit: number): Promise<string[]> {
    return sessionIdsAfter(this.#client, sessionId, limit);
  }

  readSessions(sessionIds: string[]): Promise<SourceSession[]> {
    return readSessions(this.#client, sessionIds);
  }

  readArticles(articleIds: string[] | null): Promise<SourceArticle[]> {
    return readArticles(this.#client, articleIds);
  }

  async readProblems(problemIds: string[] | null): Promise<SourceProblem[]> {
    const { rows } = await this.#client.query<SourceProblem>(
      `select
         problem_id as "problemId",
         number::float8 as "number",
         origin,
         is_open as "isOpen",
         last_seq as "lastSeq",
         state
       from problems
       where $1::text[] is null or problem_id = any($1)
       order by problem_id`,
      [problemIds],
    );
    return rows;
  }

  async #readEvents(ticketIds: string[]): Promise<Map<string, SourceEvent[]>> {
    const { rows } = await this.#client.query<EventRow>(
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

  async close(): Promise<void> {
    await this.#client.end();
  }
}

type TicketRow = Omit<SourceTicket, 'events'>;

type EventRow = Omit<SourceEvent, 'actor' | 'data'> & {
  ticketId: string;
  actorKind: Actor['kind'];
  actorId: string;
};
