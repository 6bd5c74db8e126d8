-- title: Recurring problems
-- title_fr: Problèmes récurrents
-- question: Which incidents come again and again, is that more than before, and does anybody treat the cause?
-- question_fr: Quels incidents reviennent sans cesse, est-ce plus qu’avant, et quelqu’un en traite-t-il la
--   cause ?
-- grain: one row per period and topic (category and service), category, service or problem with an incident
--   in the period or in the one before it
-- grain_fr: une ligne par période et par sujet (catégorie et service), catégorie, service ou problème
--   ayant eu un incident pendant la période ou la précédente
-- unit: incidents
-- unit_fr: incidents
-- exclusions: Service requests; merged and cancelled tickets. The words of tickets are not in the warehouse:
--   alike means of the same category and service. The console compares words, for its proposals.
-- exclusions_fr: Les demandes de service ; les tickets fusionnés ou annulés. Les mots des tickets ne sont
--   pas dans l’entrepôt : se ressembler veut dire même catégorie et même service. La console, elle,
--   compare les mots pour ses propositions.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: ticket_count
-- by: topic
-- segments: topic, category, service, problem
-- variants: The period before is the day, week or month before, or as many days before the first date.
--   What is linked to a problem record, or covered by an article, is seen as it is now. It recurs from
--   three incidents on.
-- variants_fr: La période précédente est le jour, la semaine ou le mois d’avant, ou autant de jours avant
--   la première date. Le rattachement à une fiche de problème et l’existence d’un article sont vus tels
--   qu’ils sont à présent. Un sujet est récurrent à partir de trois incidents.
-- columns:
--   ticket_count: incidents opened in the period
--   previous_ticket_count: incidents opened in the period before
--   change_count: ticket_count - previous_ticket_count
--   requester_count: different people they came from
--   is_recurring: true from three incidents on
--   linked_count: of the incidents, those that belong to a problem record
--   linked_share: linked_count / ticket_count; null without an incident
--   problem_count: different problem records they belong to
--   has_open_problem: true where one of these is not resolved
--   answered_count: of the incidents, those last resolved with an article
--   has_article: true where an article is published about the category (and the service, if it names
--     one), or one of the incidents was resolved with one
--   is_untreated: true where it recurs and has neither a problem record nor an article
-- columns_fr:
--   ticket_count: incidents ouverts pendant la période
--   previous_ticket_count: incidents ouverts pendant la période précédente
--   change_count: ticket_count - previous_ticket_count
--   requester_count: personnes différentes dont ils viennent
--   is_recurring: vrai à partir de trois incidents
--   linked_count: parmi les incidents, ceux rattachés à une fiche de problème
--   linked_share: linked_count / ticket_count ; null sans incident
--   problem_count: fiches de problème différentes auxquelles ils sont rattachés
--   has_open_problem: vrai si l’une d’elles n’est pas résolue
--   answered_count: parmi les incidents, ceux résolus en dernier lieu par un article
--   has_article: vrai si un article est publié sur la catégorie (et le service, s’il en nomme un), ou si
--     l’un des incidents a été résolu par un article
--   is_untreated: vrai s’il est récurrent et n’a ni fiche de problème ni article

-- counted
with shifts as (
  select
    to_days(0) as length,
    false as is_before
  union all
  select
    case $period
      when 'day' then interval 1 day
      when 'week' then interval 7 days
      when 'month' then interval 1 month
      else to_days(date_diff('day', $from::date, $to::date) + 1)
    end as length,
    true as is_before
),

incidents as (
  select
    tickets.*,
    problems.number as problem_number,
    coalesce(problems.is_open, false) as is_problem_open,
    case $segment
      when 'topic' then concat_ws(' / ', coalesce(tickets.category, '(none)'), tickets.service)
      when 'category' then coalesce(tickets.category, '(none)')
      when 'service' then coalesce(tickets.service, '(none)')
      when 'problem' then coalesce('PRB-' || problems.number, '(none)')
      else 'all'
    end as segment
  from tickets
  left join problems using (problem_id)
  where tickets.type = 'incident'
    -- Not before the period before.
    and tickets.opened_date
      between $from::date - greatest(31, date_diff('day', $from::date, $to::date) + 1)::integer
      and $to
    and not tickets.is_merged
    and not tickets.is_cancelled
)

-- Each incident stands in its own period, and in the one after as an incident of the period before.
select
  incidents.*,
  shifts.is_before,
  (incidents.opened_date + shifts.length)::date as on_date
from incidents
cross join shifts

-- ranking
with judged as (
  select
    *,
    exists (
      from articles
      where articles.state = 'published'
        and articles.category = counted.category
        and (articles.service is null or articles.service = counted.service)
    ) as is_covered
  from counted
)

select
  period,
  segment,
  count(*) filter (where not is_before) as ticket_count,
  count(*) filter (where is_before) as previous_ticket_count,
  ticket_count - previous_ticket_count as change_count,
  count(distinct requester_hash) filter (where not is_before) as requester_count,
  ticket_count >= 3 as is_recurring,
  count(problem_id) filter (where not is_before) as linked_count,
  linked_count / nullif(ticket_count, 0) as linked_share,
  count(distinct problem_id) filter (where not is_before) as problem_count,
  coalesce(bool_or(is_problem_open) filter (where not is_before), false) as has_open_problem,
  count(resolution_article_id) filter (where not is_before) as answered_count,
  coalesce(bool_or(is_covered) filter (where not is_before), false) or answered_count > 0
    as has_article,
  is_recurring and problem_count = 0 and not has_article as is_untreated
from judged
group by all
order by period, ticket_count desc, segment

-- rows
select ticket.*, service, opened_at, problem_number
from counted
where not is_before
order by opened_at desc, ticket_id
