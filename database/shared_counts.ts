import type { Database } from './connection.ts';

/** How often something happened in a minute. */
export interface MinuteCount {
  key: string;
  /** When the minute began; epoch milliseconds. */
  minuteAt: number;
  count: number;
}

/** Adds to what all have counted. @returns the sums; what is ten minutes old is removed */
export async function addCounts(
  database: Database,
  counts: readonly MinuteCount[],
): Promise<MinuteCount[]> {
  const { rows } = await database.raw<{ rows: { key: string; minute: Date; count: string }[] }>(
    `with old as (delete from shared_counts where minute < now() - interval '10 minutes')
     insert into shared_counts as counted (key, minute, count)
     select key, to_timestamp(minute_at / 1000), count
     from unnest(?::text[], ?::bigint[], ?::bigint[]) as given (key, minute_at, count)
     on conflict (key, minute) do update set count = counted.count + excluded.count
     returning key, minute, count`,
    [
      counts.map(({ key }) => key),
      counts.map(({ minuteAt }) => minuteAt),
      counts.map(({ count }) => count),
    ],
  );
  return rows.map(({ key, minute, count }) => ({
    key,
    minuteAt: minute.getTime(),
    count: Number(count),
  }));
}
