import type { Database } from './connection.ts';

/** Where a warehouse is written. */
export interface Exporter {
  /** Told apart by a file in the home: a folder that is moved stays the same. */
  homeId: string;
  host: string;
  home: string;
}

/** Whoever has not been heard of for so long has left the warehouse to others. */
const silentHours = 1;

/**
 * Makes a home the one whose worker exports, unless another one is and was heard of lately.
 * @returns who exports now
 */
export async function claimExport(database: Database, mine: Exporter): Promise<Exporter> {
  await database.raw(
    `insert into warehouse_exporter as kept (home_id, host, home)
     values (:homeId, :host, :home)
     on conflict (is_only) do update
       set home_id = :homeId, host = :host, home = :home, seen_at = now()
       where kept.home_id = :homeId
         or (kept.host = :host and kept.home = :home)
         or kept.seen_at < now() - make_interval(hours => :silentHours)`,
    { ...mine, silentHours },
  );
  const row = await database('warehouse_exporter').first('home_id', 'host', 'home');
  return row ? { homeId: row.home_id, host: row.host, home: row.home } : mine;
}
