-- title: Opened and resolved
-- title_fr: Ouverts et résolus
-- question: How many tickets entered and left the backlog in the period?
-- question_fr: Combien de tickets se sont ajoutés aux tickets ouverts pendant la période, et combien en
--   sont sortis ?
-- grain: one row per period and segment, dated by the entry or the exit
-- grain_fr: une ligne par période et par segment, à la date de l’entrée ou de la sortie
-- unit: tickets
-- unit_fr: tickets
-- exclusions: None: what is merged or cancelled enters and leaves too, each counted on its own, so
--   that entered minus left is exactly the change of the backlog. What its requester opened and
--   resolved alone enters and leaves like any other.
-- exclusions_fr: Aucune : les tickets fusionnés ou annulés entrent et sortent aussi, chacun compté
--   pour lui-même, si bien que les entrées moins les sorties donnent exactement la variation des
--   tickets ouverts. Ce que le demandeur a ouvert puis résolu seul entre et sort comme le reste.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: entered_count
-- by: week
-- columns:
--   opened_count: tickets opened
--   reopened_count: tickets that came back: a resolution that did not hold, a merge undone
--   entered_count: opened_count + reopened_count
--   resolved_count: tickets resolved (and resolved again)
--   withdrawn_count: open tickets cancelled or merged into another
--   left_count: resolved_count + withdrawn_count
--   net_count: entered_count - left_count
-- columns_fr:
--   opened_count: ouvertures de tickets
--   reopened_count: tickets revenus : une résolution qui n’a pas tenu, une fusion défaite
--   entered_count: opened_count + reopened_count
--   resolved_count: tickets résolus (ou résolus de nouveau)
--   withdrawn_count: tickets ouverts annulés, ou fusionnés dans un autre
--   left_count: resolved_count + withdrawn_count
--   net_count: entered_count - left_count

-- counted
with moves as (
  select
    *,
    started_at as moved_at,
    started_date as on_date,
    start_cause as cause
  from ticket_periods
  union all
  select
    *,
    ended_at as moved_at,
    ended_date as on_date,
    end_cause as cause
  from ticket_periods
)

select
  *,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment
from moves
where cause <> 'changed'

-- figure
select
  period,
  segment,
  count(*) filter (where cause = 'opened') as opened_count,
  count(*) filter (where cause in ('reopened', 'unmerged')) as reopened_count,
  opened_count + reopened_count as entered_count,
  count(*) filter (where cause in ('resolved', 'closed')) as resolved_count,
  count(*) filter (where cause in ('cancelled', 'merged')) as withdrawn_count,
  resolved_count + withdrawn_count as left_count,
  entered_count - left_count as net_count
from counted
group by all

-- rows
select ticket.*, moved_at, cause
from counted
order by moved_at desc, ticket_id
