-- title: Open tasks
-- title_fr: Tâches ouvertes
-- question: How many tasks were open at the end of the period?
-- question_fr: Combien de tâches étaient ouvertes à la fin de la période ?
-- grain: one row per period and segment: the last date of the period, or of the data
-- grain_fr: une ligne par période et par segment : la dernière date de la période, ou des données
-- unit: tasks
-- unit_fr: tâches
-- exclusions: Tasks of merged and cancelled tickets. A task that waits for another is open.
-- exclusions_fr: Les tâches des tickets fusionnés ou annulés. Une tâche qui en attend une autre est ouverte.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: open_count
-- by: day,group
-- variants: A stock, not a flow: never add it up over periods. The group is that which has the task now,
--   not that of its ticket; a task that was opened again counts as open since it was added.
-- variants_fr: Un stock, pas un flux : ne jamais l’additionner sur plusieurs périodes. Le groupe est celui
--   qui a la tâche aujourd’hui, non celui du ticket ; une tâche rouverte compte comme ouverte depuis son
--   ajout.
-- columns:
--   on_date: the date the counts stand for, at its end
--   open_count: tasks open
--   overdue_count: of those, past their due date
--   mean_age_days: mean age in calendar days; null without a task
-- columns_fr:
--   on_date: date à la fin de laquelle ces nombres valent
--   open_count: tâches ouvertes
--   overdue_count: dont en retard
--   mean_age_days: âge moyen en jours calendaires ; null sans tâche

-- counted
select
  tasks.*,
  ends.end_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment,
  coalesce(due_date <= ends.end_date, false) as was_overdue
from periods_between($from, $to, $period) as ends
inner join tasks
  on tasks.added_date <= ends.end_date
  and coalesce(tasks.ended_date, date '9999-12-31') > ends.end_date
where not is_merged
  and not is_cancelled

-- figure
select
  on_date,
  segment,
  count(*) as open_count,
  count(*) filter (where was_overdue) as overdue_count,
  sum(datediff('day', added_date, on_date))::bigint / count(*) as mean_age_days
from counted
group by all

-- rows
select
  ticket.*,
  n,
  task,
  assignee_id,
  added_at,
  due_at,
  was_overdue,
  datediff('day', added_date, on_date) as age_days
from counted
order by added_at, ticket_id, n
