-- title: Escalation rate
-- title_fr: Taux d’escalade
-- question: Of the tickets that reached a tier in the period, which share had to climb to more skill?
-- question_fr: Parmi les tickets arrivés à un niveau pendant la période, quelle part a dû monter vers plus
--   de compétence ?
-- grain: one row per period and segment, dated by a ticket's first arrival at the tier
-- grain_fr: une ligne par période et par segment, à la date de la première arrivée du ticket au niveau
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets. Triage that sends a ticket straight to tier 2 is no
--   escalation: it arrives there. Hierarchical escalations, which move nothing.
-- exclusions_fr: Les tickets fusionnés ou annulés. Le tri qui envoie un ticket droit au niveau 2 n’est pas
--   une escalade : le ticket y arrive. Les escalades hiérarchiques, qui ne déplacent rien.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: escalated_share
-- by: month,tier
-- segments: tier, group, priority, category, channel, origin, type
-- variants: Escalations that were refused count: the tier could not do it alone.
-- variants_fr: Les escalades refusées comptent : le niveau ne pouvait pas traiter le ticket seul.
-- columns:
--   entered_count: tickets that first reached the tier in the period
--   escalated_count: of those, escalated from that tier to a higher one, then or later
--   escalated_share: escalated_count / entered_count; null without a ticket
-- columns_fr:
--   entered_count: tickets arrivés au niveau pour la première fois pendant la période
--   escalated_count: dont escaladés de ce niveau vers un niveau supérieur, alors ou plus tard
--   escalated_share: escalated_count / entered_count ; null sans ticket

with days as (
  select
    arrived_date,
    tier,
    segment_of($segment, group_id, priority, category, channel, origin, type) as segment,
    count(*) as entered_count,
    count(*) filter (where is_escalated) as escalated_count
  from tier_arrivals
  where arrived_date between $from and $to
    and not is_merged
    and not is_cancelled
    and ($only_group is null or group_id = $only_group)
    and ($only_priority is null or priority = $only_priority)
  group by all
),

-- Days are counted first: the names of periods and segments are then made for few rows.
totals as (
  select
    period_of($period, arrived_date) as period,
    case when $segment = 'tier' then tier::varchar else segment end as segment,
    sum(entered_count)::bigint as entered_count,
    sum(escalated_count)::bigint as escalated_count
  from days
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
    coalesce(totals.entered_count, 0) as entered_count,
    coalesce(totals.escalated_count, 0) as escalated_count
  from spine
  left join totals
    on totals.period is not distinct from spine.period
    and totals.segment = spine.segment
),

final as (
  select
    period,
    segment,
    entered_count,
    escalated_count,
    escalated_count / nullif(entered_count, 0) as escalated_share
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
  tier,
  arrived_at,
  is_escalated
from tier_arrivals
where arrived_date between $from and $to
  and not is_merged
  and not is_cancelled
  and ($only_group is null or group_id = $only_group)
  and ($only_priority is null or priority = $only_priority)
  and (
    $only_segment is null
    or case when $segment = 'tier' then tier::varchar
      else segment_of($segment, group_id, priority, category, channel, origin, type)
    end = $only_segment
  )
order by arrived_at desc, ticket_id
