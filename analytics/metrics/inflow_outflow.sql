-- title: Inflow and outflow
-- title_fr: Entrées et sorties
-- question: How many tickets entered and left the backlog in the period?
-- question_fr: Combien de tickets se sont ajoutés aux tickets ouverts pendant la période, et combien en
--   sont sortis ?
-- grain: one row per period and segment, dated by the entry or the exit
-- grain_fr: une ligne par période et par segment, à la date de l’entrée ou de la sortie
-- unit: tickets
-- unit_fr: tickets
-- exclusions: None: what is merged or cancelled enters and leaves too, each counted on its own, so
--   that inflow minus outflow is exactly the change of the backlog.
-- exclusions_fr: Aucune : les tickets fusionnés ou annulés entrent et sortent aussi, chacun compté pour
--   lui-même, si bien que les entrées moins les sorties donnent exactement la variation des tickets
--   ouverts.
-- owner: support analytics
-- owner_fr: analyse du support
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
-- columns_fr:
--   opened_count: ouvertures de tickets
--   reopened_count: tickets revenus : une résolution qui n’a pas tenu, une fusion défaite
--   inflow_count: opened_count + reopened_count
--   resolved_count: tickets résolus (ou résolus de nouveau)
--   withdrawn_count: tickets ouverts annulés, ou fusionnés dans un autre
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
  ticket_id,
  priority,
  group_id,
  category,
  moved_at,
  cause
from movements
where moved_date between $from and $to
  and ($only_group is null or group_id = $only_group)
  and ($only_priority is null or priority = $only_priority)
  and ($only_segment is null or segment_of($segment, group_id, priority, category, channel, origin, type) = $only_segment)
order by moved_at desc, ticket_id
