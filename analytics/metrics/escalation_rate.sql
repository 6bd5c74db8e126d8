-- title: Escalation rate
-- title_fr: Taux d’escalade
-- question: Of the tickets that reached a tier in the period, which share had to climb to more skill?
-- grain: one row per period and segment, dated by a ticket's first arrival at the tier
-- unit: share (0 to 1)
-- exclusions: Merged and cancelled tickets. Triage that sends a ticket straight to tier 2 is no
--   escalation: it arrives there. Hierarchical escalations, which move nothing.
-- owner: support analytics
-- measure: escalated_share
-- by: month,tier
-- segments: tier, group, priority, category, channel, origin, type
-- variants: Escalations that were refused count: the tier could not do it alone.
-- columns:
--   entered_count: tickets that first reached the tier in the period
--   escalated_count: of those, escalated from that tier to a higher one, then or later
--   escalated_share: escalated_count / entered_count; null without a ticket

with arrivals as (
  select
    ticket_id,
    tier,
    min(started_date) as arrived_date,
    arg_min(group_id, n) as group_id
  from ticket_periods
  group by all
),

climbs as (
  select distinct
    ticket_id,
    from_tier
  from escalations
  where kind = 'functional'
    and to_tier > from_tier
),

counted as (
  select
    period_of($period, arrivals.arrived_date) as period,
    case when $segment = 'tier' then arrivals.tier::varchar
      else segment_of(
        $segment, arrivals.group_id, tickets.priority, tickets.category, tickets.channel,
        tickets.origin, tickets.type
      )
    end as segment,
    climbs.ticket_id is not null as is_escalated
  from arrivals
  inner join tickets using (ticket_id)
  left join climbs
    on climbs.ticket_id = arrivals.ticket_id
    and climbs.from_tier = arrivals.tier
  where arrivals.arrived_date between $from and $to
    and not tickets.is_merged
    and not tickets.is_cancelled
    and ($only_group is null or arrivals.group_id = $only_group)
    and ($only_priority is null or tickets.priority = $only_priority)
),

spine as (
  select
    spans.period,
    segments.segment
  from periods_between($from, $to, $period) as spans
  cross join (select segment from counted union select 'all' where $segment = 'all') as segments
),

totals as (
  select
    spine.period,
    spine.segment,
    count(counted.is_escalated) as entered_count,
    count(*) filter (where counted.is_escalated) as escalated_count
  from spine
  left join counted
    on counted.period is not distinct from spine.period
    and counted.segment = spine.segment
  group by all
),

final as (
  select
    period,
    segment,
    entered_count,
    escalated_count,
    escalated_count / nullif(entered_count, 0) as escalated_share
  from totals
  order by period, segment
)

select * from final;

-- rows
with arrivals as (
  select
    ticket_id,
    tier,
    min(started_at) as arrived_at,
    min(started_date) as arrived_date,
    arg_min(group_id, n) as group_id
  from ticket_periods
  group by all
)

select
  tickets.number,
  tickets.ticket_id,
  tickets.priority,
  arrivals.group_id,
  tickets.category,
  arrivals.tier,
  arrivals.arrived_at,
  exists (
    select 1
    from escalations
    where escalations.ticket_id = arrivals.ticket_id
      and escalations.from_tier = arrivals.tier
      and escalations.to_tier > escalations.from_tier
      and escalations.kind = 'functional'
  ) as is_escalated
from arrivals
inner join tickets using (ticket_id)
where arrivals.arrived_date between $from and $to
  and not tickets.is_merged
  and not tickets.is_cancelled
  and ($only_group is null or arrivals.group_id = $only_group)
  and ($only_priority is null or tickets.priority = $only_priority)
  and (
    $only_segment is null
    or case when $segment = 'tier' then arrivals.tier::varchar
      else segment_of(
        $segment, arrivals.group_id, tickets.priority, tickets.category, tickets.channel,
        tickets.origin, tickets.type
      )
    end = $only_segment
  )
order by arrivals.arrived_at desc, tickets.ticket_id
