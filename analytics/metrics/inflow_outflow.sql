-- title: Inflow and outflow
-- title_fr: Entrées et sorties
-- question: How many tickets entered and left the backlog in the period?
-- grain: one row per period and segment, dated by the entry or the exit
-- unit: tickets
-- exclusions: None: what is merged or cancelled enters and leaves too, each counted on its own, so
--   that inflow minus outflow is exactly the change of the backlog.
-- owner: support analytics
-- measure: inflow_count
-- by: week
-- columns:
--   opened_count: tickets opened
--   reopened_count: tickets that came back: a resolution that did not hold, a merge undone
--   inflow_count: opened_count + reopened_count
--   resolved_count: tickets resolved (and resolved again)
--   withdrawn_count: open tickets cancelled or merged into another
--   outflow_count: resolved_count + withdrawn_count
--   net_count: inflow_count - outflow_count

with movements as (
  select
    started_date as moved_date,
    start_cause as cause,
    ticket_periods.*
  from ticket_periods
  where start_cause <> 'changed'
  union all
  select
    ended_date as moved_date,
    end_cause as cause,
    ticket_periods.*
  from ticket_periods
  where end_cause <> 'changed'
),

moved as (
  select
    period_of($period, moved_date) as period,
    segment_of($segment, group_id, priority, category, channel, origin, type) as segment,
    cause
  from movements
  where moved_date between $from and $to
    and ($only_group is null or group_id = $only_group)
    and ($only_priority is null or priority = $only_priority)
),

totals as (
  select
    period,
    segment,
    count(*) filter (where cause = 'opened') as opened_count,
    count(*) filter (where cause in ('reopened', 'unmerged')) as reopened_count,
    count(*) filter (where cause in ('resolved', 'closed')) as resolved_count,
    count(*) filter (where cause in ('cancelled', 'merged')) as withdrawn_count
  from moved
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
    coalesce(totals.opened_count, 0) as opened_count,
    coalesce(totals.reopened_count, 0) as reopened_count,
    coalesce(totals.resolved_count, 0) as resolved_count,
    coalesce(totals.withdrawn_count, 0) as withdrawn_count
  from spine
  left join totals
    on totals.period is not distinct from spine.period
    and totals.segment = spine.segment
),

final as (
  select
    period,
    segment,
    opened_count,
    reopened_count,
    opened_count + reopened_count as inflow_count,
    resolved_count,
    withdrawn_count,
    resolved_count + withdrawn_count as outflow_count,
    opened_count + reopened_count - resolved_count - withdrawn_count as net_count
  from filled
  order by period, segment
)

select * from final;

-- rows
with movements as (
  select
    started_at as moved_at,
    started_date as moved_date,
    start_cause as cause,
    ticket_periods.*
  from ticket_periods
  where start_cause <> 'changed'
  union all
  select
    ended_at as moved_at,
    ended_date as moved_date,
    end_cause as cause,
    ticket_periods.*
  from ticket_periods
  where end_cause <> 'changed'
)

select
  movements.ticket_id,
  movements.priority,
  movements.group_id,
  movements.category,
  movements.moved_at,
  movements.cause
from movements
where movements.moved_date between $from and $to
  and ($only_group is null or movements.group_id = $only_group)
  and ($only_priority is null or movements.priority = $only_priority)
  and ($only_segment is null or segment_of(
    $segment, movements.group_id, movements.priority, movements.category, movements.channel,
    movements.origin, movements.type
  ) = $only_segment)
order by movements.moved_at desc, movements.ticket_id
