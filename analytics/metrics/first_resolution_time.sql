-- title: First resolution time
-- title_fr: Délai de première résolution
-- question: How long did it take until a ticket was first resolved, whether or not that held?
-- question_fr: Combien de temps a-t-il fallu pour qu’un ticket soit résolu une première fois, que cela ait
--   tenu ou non ?
-- grain: one row per period and segment, dated by the first resolution
-- grain_fr: une ligne par période et par segment, à la date de la première résolution
-- unit: hours
-- unit_fr: heures
-- exclusions: Merged and cancelled tickets; tickets never resolved, which are in the backlog's age.
-- exclusions_fr: Les tickets fusionnés ou annulés ; les tickets jamais résolus, qui comptent dans
--   l’ancienneté des tickets ouverts.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: median_hours
-- by: month
-- variants: full_resolution_time counts to the last resolution. Neither is just "MTTR". Support hours
--   are those of the desk's resolution clock, pauses left out.
-- variants_fr: full_resolution_time compte jusqu’à la dernière résolution. Aucun des deux n’est simplement
--   le « MTTR ». Les heures de service sont celles du compteur de résolution du centre de services, pauses
--   exclues.
-- columns:
--   resolved_count: tickets first resolved in the period
--   median_hours: half took longer, wall clock
--   mean_hours: mean, wall clock
--   p90_hours: one in ten took longer, wall clock
--   median_support_hours: median in support hours
--   mean_support_hours: mean in support hours
--   p90_support_hours: one in ten took longer, in support hours
-- columns_fr:
--   resolved_count: tickets résolus pour la première fois pendant la période
--   median_hours: la moitié ont pris plus longtemps, en heures calendaires
--   mean_hours: moyenne, en heures calendaires
--   p90_hours: un sur dix a pris plus longtemps, en heures calendaires
--   median_support_hours: médiane en heures de service
--   mean_support_hours: moyenne en heures de service
--   p90_support_hours: un sur dix a pris plus longtemps, en heures de service

with resolved as (
  select
    period_of($period, first_resolved_date) as period,
    segment_of($segment, group_id, priority, category, channel, origin, type) as segment,
    epoch(first_resolved_at - opened_at) / 3600 as wall_hours,
    resolution_support_seconds / 3600 as support_hours
  from tickets
  where first_resolved_date between $from and $to
    and not is_merged
    and not is_cancelled
    and ($only_group is null or group_id = $only_group)
    and ($only_priority is null or priority = $only_priority)
),

totals as (
  select
    period,
    segment,
    count(wall_hours) as resolved_count,
    quantile_cont(wall_hours, [0.5, 0.9]) as wall_hours_quantiles,
    avg(wall_hours) as mean_hours,
    quantile_cont(support_hours, [0.5, 0.9]) as support_hours_quantiles,
    avg(support_hours) as mean_support_hours
  from resolved
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
    coalesce(totals.resolved_count, 0) as resolved_count,
    totals.wall_hours_quantiles[1] as median_hours,
    totals.mean_hours,
    totals.wall_hours_quantiles[2] as p90_hours,
    totals.support_hours_quantiles[1] as median_support_hours,
    totals.mean_support_hours,
    totals.support_hours_quantiles[2] as p90_support_hours
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
  first_resolved_at,
  resolution_support_seconds / 3600 as support_hours
from tickets
where first_resolved_date between $from and $to
  and not is_merged
  and not is_cancelled
  and ($only_group is null or group_id = $only_group)
  and ($only_priority is null or priority = $only_priority)
  and ($only_segment is null or segment_of($segment, group_id, priority, category, channel, origin, type) = $only_segment)
order by first_resolved_at desc, ticket_id
