-- title: Backlog
-- title_fr: Tickets en attente de résolution
-- question: How many tickets were open at the end of the period?
-- question_fr: Combien de tickets étaient ouverts à la fin de la période ?
-- grain: one row per period and segment: the last date of the period, or of the data
-- grain_fr: une ligne par période et par segment : la dernière date de la période, ou des données
-- unit: tickets
-- unit_fr: tickets
-- exclusions: Resolved tickets, until they are reopened; merged and cancelled ones. Waiting for the
--   requester is open (pending_count).
-- exclusions_fr: Les tickets résolus, tant qu’ils ne sont pas rouverts ; les tickets fusionnés ou annulés.
--   Un ticket en attente du demandeur est ouvert (pending_count).
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: open_count
-- by: day
-- variants: A stock, not a flow: never add it up over periods. Facts that arrive late restate the
--   past. Groups and priorities are those of that date.
-- variants_fr: Un stock, pas un flux : ne jamais l’additionner sur plusieurs périodes. Des faits arrivés
--   tard corrigent le passé. Les groupes et les priorités sont ceux de cette date.
-- columns:
--   on_date: the date the counts stand for, at its end
--   open_count: tickets open
--   pending_count: of those, waiting, for their requester or for others
--   unassigned_count: of those, without an agent
--   breached_count: of those, past their resolution target
--   mean_age_days: mean age in calendar days; null without a ticket
-- columns_fr:
--   on_date: date à la fin de laquelle ces nombres valent
--   open_count: tickets ouverts
--   pending_count: dont en attente du demandeur ou de tiers
--   unassigned_count: dont sans agent
--   breached_count: dont hors délai de résolution
--   mean_age_days: âge moyen en jours calendaires ; null sans ticket

-- counted
select
  *,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment
from open_at_ends($from, $to, $period)

-- stock
select
  *,
  snapshot_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment
from backlog_snapshot

-- figure
select
  on_date,
  segment,
  sum(open_count)::bigint as open_count,
  sum(pending_count)::bigint as pending_count,
  sum(unassigned_count)::bigint as unassigned_count,
  sum(breached_count)::bigint as breached_count,
  sum(age_days_sum)::bigint / sum(open_count)::bigint as mean_age_days
from stock
group by all

-- rows
select
  ticket.*,
  assignee_id,
  is_pending,
  is_breached,
  opened_at,
  datediff('day', opened_date, on_date) as age_days
from counted
order by opened_at, ticket_id
