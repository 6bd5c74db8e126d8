import pg from 'pg';
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
  /**
   * Everything recorded before this instant (milliseconds UTC) is readable here; 0 where a
   * transaction of somebody else is recording, of which nobody tells when it began.
   */
  readonly dataThrough: number;
  /** Something is recorded, or being recorded, that is not read: the data end before it. */
  readonly isHeldBack: boolean;
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
  /** Accounts of people who were erased. */
  erasedAccounts(): Promise<ReadonlySet<string>>;
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
  isHeldBack: boolean;
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
      case when open.is_unknown then 0
        else floor(extract(epoch from least(now(), open.began_at, held.recorded_at)) * 1000)::float8
      end as "dataThrough",
      open.is_unknown or open.began_at is not null or held.recorded_at is not null as "isHeldBack",
      export_outbox_floor.xid::text as "floorXid",
      export_outbox_floor.position::text as "floorPosition"
    from export_outbox_floor
    cross join lateral (
      -- Those that have written and not ended. A user sees when a transaction of
      -- another one holds a lock, and not since when.
      select
        min(pg_stat_activity.xact_start) as began_at,
        coalesce(bool_or(pg_stat_activity.xact_start is null), false) as is_unknown
      from (
        select pid from pg_locks
        where locktype = 'relation'
          and database = (select oid from pg_database where datname = current_database())
          and relation = 'export_outbox'::regclass
          and mode = 'RowExclusiveLock'
        union
        select pid from pg_stat_activity
        where datname = current_database() and backend_xid is not null
      ) as writers
      left join pg_stat_activity using (pid)
    ) as open
    cross join lateral (
      -- A transaction left open anywhere in the cluster keeps what came after it from being read.
      select min(at) as recorded_at from export_outbox
      where xid >= pg_snapshot_xmin(pg_current_snapshot())
    ) as held
  `);
  const [instant] = rows;
  if (!instant) throw new Error('Postgres did not say where it stands');
  return instant;
}

class PostgresSource implements Source {
  readonly identity: string;
  readonly horizonXid: string;
  readonly dataThrough: number;
  readonly isHeldBack: boolean;
  readonly #floor: Position;
  readonly client: pg.Client;

  constructor(client: pg.Client, instant: Instant) {
    this.#floor = { xid: instant.floorXid, position: instant.floorPosition };
    this.client = client;
    this.identity = instant.identity;
    this.horizonXid = instant.horizonXid;
    this.dataThrough = instant.dataThrough;
    this.isHeldBack = instant.isHeldBack;
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
    const ids = kinds.map(({ id }) => `'${id}', ${id}::text`).join(', ');
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
    const { source, id: column, sourceId = column } = kind;
    const { rows } = await this.client.query<{ id: string }>(
      `select ${sourceId} as id from ${source} where ${sourceId} > $1 order by ${sourceId} limit $2`,
      [id, limit],
    );
    return rows.map((row) => row.id);
  }

  async erasedAccounts(): Promise<ReadonlySet<string>> {
    const { rows } = await this.client.query<{ account_id: string }>(
      'select account_id from erasures',
    );
    return new Set(rows.map((row) => row.account_id));
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
