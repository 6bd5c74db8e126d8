-- title: Time to acknowledge
-- title_fr: Délai de prise en charge
-- question: How long did a ticket wait until an agent began to work on it?
-- question_fr: Combien de temps un ticket a-t-il attendu qu’un agent commence à y travailler ?
-- grain: one row per period and segment, dated by the beginning of the work
-- grain_fr: une ligne par période et par segment, à la date du début du travail
-- unit: hours
-- unit_fr: heures
-- exclusions: Merged and cancelled tickets; tickets nobody has begun.
-- exclusions_fr: Les tickets fusionnés ou annulés ; les tickets que personne n’a commencés.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: median_hours
-- by: month
-- variants: Being assigned does not acknowledge a ticket: accepting it does, or the first thing an agent
--   does on it. Wall clock.
-- variants_fr: Être assigné n’est pas prendre en charge : un agent prend un ticket en charge en
--   l’acceptant, ou par la première chose qu’il y fait. En heures calendaires.
-- columns:
--   acknowledged_count: tickets an agent first began in the period
--   median_hours: half waited longer
--   mean_hours: mean
--   p90_hours: one in ten waited longer
-- columns_fr:
--   acknowledged_count: tickets commencés par un agent pour la première fois pendant la période
--   median_hours: la moitié ont attendu plus longtemps
--   mean_hours: moyenne
--   p90_hours: un sur dix a attendu plus longtemps

-- counted
select
  *,
  work_started_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment,
  epoch(work_started_at - opened_at) / 3600 as wall_hours
from tickets
where not is_merged
  and not is_cancelled

-- figure
select
  period,
  segment,
  count(*) as acknowledged_count,
  unnest(hours_of(wall_hours))
from counted
group by period, segment

-- rows
select ticket.*, opened_at, work_started_at, wall_hours
from counted
order by work_started_at desc, ticket_id
