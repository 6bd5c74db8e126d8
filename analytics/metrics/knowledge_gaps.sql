-- title: Knowledge gaps
-- title_fr: Lacunes de la base de connaissances
-- question: What do people look for in vain, and what do they ask for that no article is about?
-- question_fr: Que cherche-t-on en vain, et que demande-t-on dont aucun article ne parle ?
-- grain: one row per period and category (or words searched for) with a search or a ticket
-- grain_fr: une ligne par période et par catégorie (ou mots cherchés) avec une recherche ou un ticket
-- unit: tickets and searches
-- unit_fr: tickets et recherches
-- exclusions: Merged and cancelled tickets. Words are shown only once two different people searched for
--   them: what one person typed is theirs. Words drafted in a form are never here.
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

with covered as (
  select
    coalesce(category, '(none)') as category,
    count(*) as article_count
  from articles
  where state = 'published'
  group by all
),

shared_queries as (
  select query
  from knowledge_searches
  where query is not null
  group by query
  having count(distinct requester_hash) >= 2
),

events as (
  select
    period_of($period, tickets.opened_date) as period,
    case when $segment = 'category' then coalesce(tickets.category, '(none)') else 'all' end
      as segment,
    1 as ticket_count,
    case when covered.category is null then 1 else 0 end as uncovered_ticket_count,
    0 as search_count,
    0 as empty_search_count,
    null as requester_hash
  from tickets
  left join covered on covered.category = coalesce(tickets.category, '(none)')
  where $segment <> 'query'
    and tickets.opened_date between $from and $to
    and not tickets.is_merged
    and not tickets.is_cancelled
    and ($only_group is null or tickets.group_id = $only_group)
    and ($only_priority is null or tickets.priority = $only_priority)
  union all
  select
    period_of($period, searches.searched_date) as period,
    case $segment
      when 'category' then coalesce(searches.category, '(none)')
      when 'query' then searches.query
      else 'all'
    end as segment,
    0 as ticket_count,
    0 as uncovered_ticket_count,
    1 as search_count,
    case when searches.result_count = 0 then 1 else 0 end as empty_search_count,
    searches.requester_hash
  from knowledge_searches as searches
  where searches.searched_date between $from and $to
    and $only_group is null
    and $only_priority is null
    and ($segment <> 'query' or searches.query in (select query from shared_queries))
),

totals as (
  select
    period,
    segment,
    sum(ticket_count)::bigint as ticket_count,
    sum(uncovered_ticket_count)::bigint as uncovered_ticket_count,
    sum(search_count)::bigint as search_count,
    sum(empty_search_count)::bigint as empty_search_count,
    count(distinct requester_hash) as searcher_count
  from events
  group by all
),

final as (
  select
    totals.period,
    totals.segment,
    case when $segment <> 'query' then totals.ticket_count end as ticket_count,
    case $segment
      when 'category' then coalesce(covered.article_count, 0)
      when 'all' then (select coalesce(sum(article_count), 0)::bigint from covered)
    end as article_count,
    case when $segment <> 'query' then totals.uncovered_ticket_count end as uncovered_ticket_count,
    totals.search_count,
    totals.empty_search_count,
    totals.empty_search_count / nullif(totals.search_count, 0) as empty_share,
    totals.searcher_count
  from totals
  left join covered on covered.category = totals.segment and $segment = 'category'
  order by totals.period, uncovered_ticket_count desc, totals.empty_search_count desc, totals.segment
)

select * from final;

-- rows
select
  ticket_id,
  priority,
  group_id,
  category,
  opened_at,
  status
from tickets
where $segment <> 'query'
  and opened_date between $from and $to
  and not is_merged
  and not is_cancelled
  and ($only_group is null or group_id = $only_group)
  and ($only_priority is null or priority = $only_priority)
  and ($only_segment is null or $only_segment = case $segment
    when 'category' then coalesce(category, '(none)')
    else 'all'
  end)
order by opened_at desc, ticket_id
