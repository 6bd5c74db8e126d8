import pg from 'pg';
import { AnalyticsError } from './errors.ts';
import type { Kind } from './kinds/kind.ts';

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
  readonly client: pg.Client;
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
  /** What the outbox names after `position`, at most `limit` rows of it, in its order. */
  changesAfter(position: Position, kinds: readonly Kind[], limit: number): Promise<Change[]>;
  /** Ids of all things of a kind, in order. */
  idsAfter(id: string, kind: Kind, limit: number): Promise<string[]>;
  close(): Promise<void>;
}

/** What changed: one id by its column, or none of those asked for. */
export interface Change extends Position {
  ids: Record<string, string | null>;
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
  readonly client: pg.Client;

  constructor(client: pg.Client, instant: Instant) {
    this.#floor = { xid: instant.floorXid, position: instant.floorPosition };
    this.client = client;
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

  async changesAfter(position: Position, kinds: readonly Kind[], limit: number): Promise<Change[]> {
    const ids = kinds.map(({ id }) => `'${id}', ${id}`).join(', ');
    const { rows } = await this.client.query<Change>(
      `select
         xid::text,
         position::text,
         json_build_object(${ids}) as ids
       from export_outbox
       where xid < $3::xid8 and (xid, position) > ($1::xid8, $2::bigint)
       order by export_outbox.xid, export_outbox.position
       limit $4`,
      [position.xid, position.position, this.horizonXid, limit],
    );
    return rows;
  }

  async idsAfter(id: string, kind: Kind, limit: number): Promise<string[]> {
    const { rows } = await this.client.query<{ id: string }>(
      `select ${kind.id} as id from ${kind.source}
       where ${kind.id} > $1 order by ${kind.id} limit $2`,
      [id, limit],
    );
    return rows.map((row) => row.id);
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
