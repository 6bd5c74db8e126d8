-- title: Tasks done
-- title_fr: Tâches terminées
-- question: How long did tasks take, and how many were done on time?
-- question_fr: Combien de temps les tâches ont-elles pris, et combien ont été terminées à temps ?
-- grain: one row per period and segment, dated by when the task was done
-- grain_fr: une ligne par période et par segment, à la date où la tâche a été terminée
-- unit: hours
-- unit_fr: heures
-- exclusions: Cancelled tasks, and those of merged and cancelled tickets. Tasks without a due date are in
--   no share.
-- exclusions_fr: Les tâches annulées, et celles des tickets fusionnés ou annulés. Les tâches sans échéance ne
--   comptent dans aucune part.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: median_hours
-- by: month,group
-- variants: From when a task could be worked on. Wall clock; elapsed_support_seconds of tasks has the
--   hours of its group. A task opened again counts once, when it is done at last.
-- variants_fr: À partir du moment où la tâche pouvait être commencée. En heures calendaires ;
--   elapsed_support_seconds de tasks donne les heures du groupe. Une tâche rouverte compte une fois, quand elle
--   est enfin terminée.
-- columns:
--   done_count: tasks done in the period
--   due_count: of those, with a due date
--   on_time_count: of those with a due date, done in time
--   on_time_share: on_time_count / due_count; null without one
--   median_hours: half took longer
--   mean_hours: mean
--   p90_hours: one in ten took longer
-- columns_fr:
--   done_count: tâches terminées pendant la période
--   due_count: dont celles qui avaient une échéance
--   on_time_count: de ces dernières, celles terminées à temps
--   on_time_share: on_time_count / due_count ; null sans échéance
--   median_hours: la moitié ont pris plus longtemps
--   mean_hours: moyenne
--   p90_hours: une sur dix a pris plus longtemps

-- counted
select
  *,
  ended_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment,
  epoch(ended_at - opened_at) / 3600 as wall_hours
from tasks
where outcome = 'done'
  and not is_merged
  and not is_cancelled

-- figure
select
  period,
  segment,
  count(*) as done_count,
  count(due_at) as due_count,
  count(*) filter (where due_at is not null and not is_overdue) as on_time_count,
  on_time_count / nullif(due_count, 0) as on_time_share,
  unnest(hours_of(wall_hours))
from counted
group by period, segment

-- rows
select ticket.*, n, task, assignee_id, opened_at, due_at, ended_at, is_overdue, wall_hours
from counted
order by ended_at desc, ticket_id, n
