-- title: Time to own
-- title_fr: Délai de prise en charge
-- question: How long did a ticket wait until an agent began to work on it?
-- question_fr: Combien de temps un ticket a-t-il attendu qu’un agent commence à y travailler ?
-- grain: one row per period and segment, dated by the beginning of the work
-- grain_fr: une ligne par période et par segment, à la date du début du travail
-- unit: hours
-- unit_fr: heures
-- exclusions: Merged and cancelled tickets; tickets nobody has begun.
-- exclusions_fr: Les tickets fusionnés ou annulés ; les tickets que personne n’a commencés.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: median_hours
-- by: month
-- variants: Being assigned is not owning: an agent owns a ticket by accepting it, or by the first thing
--   they do on it. Wall clock.
-- variants_fr: Être assigné n’est pas prendre en charge : un agent prend un ticket en charge en
--   l’acceptant, ou par la première chose qu’il y fait. En heures calendaires.
-- columns:
--   owned_count: tickets an agent first began in the period
--   median_hours: half waited longer
--   mean_hours: mean
--   p90_hours: one in ten waited longer
-- columns_fr:
--   owned_count: tickets commencés par un agent pour la première fois pendant la période
--   median_hours: la moitié ont attendu plus longtemps
--   mean_hours: moyenne
--   p90_hours: un sur dix a attendu plus longtemps

with owned as (
  select
    period_of($period, work_started_date) as period,
    segment_of($segment, group_id, priority, category, channel, origin, type) as segment,
    epoch(work_started_at - opened_at) / 3600 as wall_hours
  from tickets
  where work_started_date between $from and $to
    and not is_merged
    and not is_cancelled
    and ($only_group is null or group_id = $only_group)
    and ($only_priority is null or priority = $only_priority)
),

totals as (
  select
    period,
    segment,
    count(wall_hours) as owned_count,
    quantile_cont(wall_hours, [0.5, 0.9]) as wall_hours_quantiles,
    avg(wall_hours) as mean_hours
  from owned
  group by all
),

spine as (
  select
    spans.period,
    segments.segment
  from periods_between($from, $to, $period) as spans
  cross join (select segment from totals union select 'all' where $segment = 'all') as segments
),

final as (
  select
    spine.period,
    spine.segment,
    coalesce(totals.owned_count, 0) as owned_count,
    totals.wall_hours_quantiles[1] as median_hours,
    totals.mean_hours,
    totals.wall_hours_quantiles[2] as p90_hours
  from spine
  left join totals
    on totals.period is not distinct from spine.period
    and totals.segment = spine.segment
  order by spine.period, spine.segment
)

select * from final;

-- rows
select
  ticket_id,
  priority,
  group_id,
  category,
  opened_at,
  work_started_at,
  epoch(work_started_at - opened_at) / 3600 as wall_hours
from tickets
where work_started_date between $from and $to
  and not is_merged
  and not is_cancelled
  and ($only_group is null or group_id = $only_group)
  and ($only_priority is null or priority = $only_priority)
  and ($only_segment is null or segment_of($segment, group_id, priority, category, channel, origin, type) = $only_segment)
order by work_started_at desc, ticket_id
