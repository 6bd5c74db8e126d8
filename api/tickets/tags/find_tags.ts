import type { Database } from '../../../database/connection.ts';
import { withDatabase } from '../../http/database.ts';
import type { Tag } from './contract.ts';

const suggestedMax = 10;
/** Of one that is used everywhere it is enough to know that it is. */
const countedMax = 1_000;

/** Words of the desk that have the letters asked for, those on most of the tickets first. */
export function findTags(database: Database, q: string | undefined): Promise<Tag[]> {
  return withDatabase(async () => {
    const { rows } = await database.raw<{ rows: Tag[] }>(
      `select word, used as count
       from tags
       cross join lateral (
         select count(*)::integer as used from (
           select from tickets where tickets.tags @> array[tags.word] limit ${countedMax}
         ) as tagged
       ) as counted
       where (:q::text is null or folded like '%' || search_pattern(:q) || '%')
       order by used desc, word
       limit ${suggestedMax}`,
      { q: q ?? null },
    );
    return rows;
  });
}
