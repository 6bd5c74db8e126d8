import type { Database } from './connection.ts';

/** Which texts of articles are meant: those that readers see, or those last written. */
export type Edition = 'published' | 'latest';

export function versionColumn(edition: Edition): string {
  return edition === 'published' ? 'articles.published_version' : 'articles.latest_version';
}

const wordsMax = 48;
/** From this likeness to a word of a heading on, an unknown word is taken for that word mistyped. */
const likenessMin = 0.45;
/** A result this much weaker than the best is noise. */
const weakestShare = 0.35;

/**
 * The articles that fit a question, as (article_id, score). It is read in both languages, so that
 * the language of the screen need not be that of the question. A word counts where it occurs,
 * whatever its accents and endings, more in a title than in a body, more if few articles have it.
 * A word that no article has counts by its likeness to a word of a title or summary. One word in
 * title or summary makes a result, or else every word in the body.
 */
export function matchesOf(database: Database, question: string, edition: Edition) {
  return database.raw(
    `
    with asked as (
      select
        each.locale,
        lexeme,
        min(search_fold(part.token)) as word,
        plainto_tsquery('simple', lexeme) as term
      from (values
        ('en', 'palier_en'::regconfig),
        ('fr', 'palier_fr'::regconfig)
      ) as each (locale, config)
      cross join lateral ts_debug(each.config, ?) as part
      cross join lateral unnest(part.lexemes) as lexeme
      group by each.locale, lexeme
      limit ${wordsMax}
    ),

    asked_counts as (
      select locale, count(*) as word_count from asked group by locale
    ),

    shown as (
      select texts.*
      from article_texts as texts
      join articles
        on articles.article_id = texts.article_id
        and ${versionColumn(edition)} = texts.version
      where ${edition === 'published' ? "articles.state = 'published'" : 'true'}
    ),

    written as (
      select
        shown.article_id,
        asked.locale,
        asked.lexeme,
        ts_rank('{0, 0.15, 0.5, 1}', shown.words, asked.term) as weight,
        ts_rank('{0, 0, 0.5, 1}', shown.words, asked.term) > 0 as is_in_heading
      from asked
      join shown on shown.locale = asked.locale and shown.words @@ asked.term
    ),

    mistyped as (
      select
        shown.article_id,
        asked.locale,
        asked.lexeme,
        0.3 * strict_word_similarity(asked.word, shown.heading) as weight,
        true as is_in_heading
      from asked
      join shown on shown.locale = asked.locale
      where length(asked.word) >= 4
        and (asked.locale, asked.lexeme) not in (select locale, lexeme from written)
        and strict_word_similarity(asked.word, shown.heading) >= ${likenessMin}
    ),

    found as (
      select *, count(*) over (partition by locale, lexeme) as article_count
      from (select * from written union all select * from mistyped) as either_way
    ),

    scored as (
      select
        found.article_id,
        sum(found.weight / (1 + ln(found.article_count))) as score
      from found
      join asked_counts using (locale)
      group by found.article_id, found.locale, asked_counts.word_count
      having bool_or(found.is_in_heading) or count(*) = asked_counts.word_count
    )

    select article_id, max(score) as score
    from scored
    group by article_id
    having max(score) >= ${weakestShare} * (select max(score) from scored)`,
    [question],
  );
}
