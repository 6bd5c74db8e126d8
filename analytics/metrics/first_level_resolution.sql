-- title: First-level resolution
-- title_fr: Résolution au premier niveau
-- question: Of the tickets resolved in the period, which share never needed more than tier 1?
-- question_fr: Parmi les tickets résolus pendant la période, quelle part n’a jamais eu besoin de plus que
--   le niveau 1 ?
-- grain: one row per period and segment, dated by a ticket's first resolution
-- grain_fr: une ligne par période et par segment, à la date de la première résolution du ticket
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets.
-- exclusions_fr: Les tickets fusionnés ou annulés.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: first_level_share
-- by: month
-- variants: Some call this first-contact resolution. It is not: any number of contacts and agents of
--   tier 1 may have been needed.
-- variants_fr: Certains l’appellent résolution au premier contact. Ce n’en est pas une : il a pu falloir
--   plusieurs contacts et plusieurs agents du niveau 1.
-- columns:
--   resolved_count: tickets first resolved in the period
--   first_level_count: of those, resolved at tier 1 without ever having been escalated to more skill
--   first_level_share: first_level_count / resolved_count; null without a ticket
-- columns_fr:
--   resolved_count: tickets résolus pour la première fois pendant la période
--   first_level_count: dont résolus au niveau 1 sans jamais avoir été escaladés vers plus de compétence
--   first_level_share: first_level_count / resolved_count ; null sans ticket

with first_resolutions as (
  select
    period_of($period, resolutions.resolved_date) as period,
    segment_of($segment, group_id, priority, category, channel, origin, type) as segment,
    resolutions.by_tier = 1 and resolutions.functional_escalation_count = 0 as is_first_level
  from resolutions
  where resolutions.n = 1
    and resolutions.resolved_date between $from and $to
    and not resolutions.is_merged
    and not resolutions.is_cancelled
    and ($only_group is null or resolutions.group_id = $only_group)
    and ($only_priority is null or resolutions.priority = $only_priority)
),

totals as (
  select
    period,
    segment,
    count(is_first_level) as resolved_count,
    count(*) filter (where is_first_level) as first_level_count
  from first_resolutions
  group by all
),

spine as (
  select
    spans.period,
    segments.segment
  from periods_between($from, $to, $period) as spans
  cross join (select segment from totals union select 'all' where $segment = 'all') as segments
),

filled as (
  select
    spine.period,
    spine.segment,
    coalesce(totals.resolved_count, 0) as resolved_count,
    coalesce(totals.first_level_count, 0) as first_level_count
  from spine
  left join totals
    on totals.period is not distinct from spine.period
    and totals.segment = spine.segment
),

final as (
  select
    period,
    segment,
    resolved_count,
    first_level_count,
    first_level_count / nullif(resolved_count, 0) as first_level_share
  from filled
  order by period, segment
)

select * from final;

-- rows
select
  ticket_id,
  priority,
  group_id,
  category,
  resolved_at,
  by_id,
  by_tier,
  functional_escalation_count
from resolutions
where n = 1
  and resolved_date between $from and $to
  and not is_merged
  and not is_cancelled
  and ($only_group is null or group_id = $only_group)
  and ($only_priority is null or priority = $only_priority)
  and ($only_segment is null or segment_of($segment, group_id, priority, category, channel, origin, type) = $only_segment)
order by resolved_at desc, ticket_id
