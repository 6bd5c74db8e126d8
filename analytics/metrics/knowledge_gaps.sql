-- title: Knowledge gaps
-- title_fr: Lacunes de la base de connaissances
-- question: What do people look for in vain, and what do they ask for that no article is about?
-- question_fr: Que cherche-t-on en vain, et que demande-t-on dont aucun article ne parle ?
-- grain: one row per period and category (or words searched for) with a search or a ticket
-- grain_fr: une ligne par période et par catégorie (ou mots cherchés) avec une recherche ou un ticket
-- unit: tickets and searches
-- unit_fr: tickets et recherches
-- exclusions: Merged and cancelled tickets. A word is here once 5 different people searched for it, words
--   together once two did: what one person typed is theirs. Words drafted in a form are never here.
-- exclusions_fr: Les tickets fusionnés ou annulés. Des mots ne sont montrés qu’une fois cherchés par deux
--   personnes différentes : ce qu’une seule a tapé lui appartient. Les mots d’un formulaire en cours de
--   rédaction n’y sont jamais.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: uncovered_ticket_count
-- by: category
-- segments: category, query
-- variants: An article is about a category if it is published in it now, whatever it was in the past.
-- variants_fr: Un article traite d’une catégorie s’il y est publié à présent, quel qu’ait été le passé.
-- columns:
--   ticket_count: tickets opened; null for words
--   article_count: articles published in the category now; null for words
--   uncovered_ticket_count: tickets opened in categories without an article; null for words
--   search_count: searches made
--   empty_search_count: searches that found nothing
--   empty_share: empty_search_count / search_count; null without a search
--   searcher_count: different people who searched
-- columns_fr:
--   ticket_count: ouvertures de tickets ; null pour des mots
--   article_count: articles publiés dans la catégorie à présent ; null pour des mots
--   uncovered_ticket_count: ouvertures de tickets dans une catégorie sans article ; null pour des mots
--   search_count: recherches faites
--   empty_search_count: recherches sans résultat
--   empty_share: empty_search_count / search_count ; null sans recherche
--   searcher_count: personnes différentes qui ont cherché

-- counted
with shared_queries as (
  select query
  from knowledge_searches
  where query is not null
  group by query
  having count(distinct requester_hash) >= 2
)

select
  true as is_ticket,
  opened_date as on_date,
  case $segment when 'category' then coalesce(category, '(none)') else 'all' end as segment,
  priority,
  group_id,
  category,
  customer,
  ticket_id,
  opened_at,
  status,
  coalesce(category, '(none)') not in (
    select coalesce(category, '(none)') from articles where state = 'published'
  ) as is_uncovered
from tickets
where $segment <> 'query'
  and not is_merged
  and not is_cancelled
union all by name
select
  false as is_ticket,
  searched_date as on_date,
  case $segment
    when 'category' then coalesce(category, '(none)')
    when 'query' then query
    else 'all'
  end as segment,
  requester_hash,
  result_count
from knowledge_searches
where $segment <> 'query' or query in (select query from shared_queries)

-- ranking
select
  period,
  segment,
  case when $segment <> 'query' then count(*) filter (where is_ticket) end as ticket_count,
  case when $segment <> 'query' then (
    select count(*)
    from articles
    where articles.state = 'published'
      and ($segment = 'all' or coalesce(articles.category, '(none)') = counted.segment)
  ) end as article_count,
  case when $segment <> 'query' then count(*) filter (where is_uncovered) end
    as uncovered_ticket_count,
  count(*) filter (where not is_ticket) as search_count,
  count(*) filter (where result_count = 0) as empty_search_count,
  empty_search_count / nullif(search_count, 0) as empty_share,
  count(distinct requester_hash) as searcher_count
from counted
group by period, segment
order by period, uncovered_ticket_count desc, empty_search_count desc, segment

-- rows
select ticket.*, opened_at
from counted
where is_ticket
order by opened_at desc, ticket_id
