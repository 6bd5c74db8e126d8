import type { Database } from './connection.ts';

/**
 * Words for tickets as the desk spells them: one that differs from a known word by accents or hyphens
 * alone becomes that one, any other is known from then on.
 * @returns in the order of `words`, each once
 */
export async function spellTags(
  database: Database,
  words: readonly string[],
  accountId: string,
): Promise<string[]> {
  if (words.length === 0) return [];
  const { rows } = await database.raw<{ rows: { word: string }[] }>(
    `with given as (
       select distinct on (folded) word, folded, place
       from (
         select word, search_fold(word) as folded, place
         from unnest(:words::text[]) with ordinality as each (word, place)
       ) as folded
       order by folded, place
     ),
     made as (
       insert into tags (word, folded, created_by)
       select word, folded, :accountId from given
       on conflict do nothing
       returning word, folded
     )
     select coalesce(tags.word, made.word, given.word) as word
     from given
     left join tags using (folded)
     left join made using (folded)
     order by given.place`,
    { words: [...words], accountId },
  );
  return rows.map(({ word }) => word);
}
