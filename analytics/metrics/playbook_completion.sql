-- title: Playbook runs
-- title_fr: Exécutions des scénarios
-- question: How many runs of playbooks came to their end, how many were parked, and how long did they take?
-- question_fr: Combien d’exécutions de scénarios sont arrivées à leur terme, combien se sont arrêtées en route, et
--   combien de temps ont-elles pris ?
-- grain: one row per period and segment, dated by when the run ended
-- grain_fr: une ligne par période et par segment, à la date où l’exécution a pris fin
-- unit: runs
-- unit_fr: exécutions
-- exclusions: Runs that still go on. Runs on merged and cancelled tickets are in: most of them were cancelled
--   with their ticket, and no cancelled run is in a share.
-- exclusions_fr: Les exécutions encore en cours. Celles de tickets fusionnés ou annulés comptent : la plupart ont
--   été annulées avec leur ticket, et aucune exécution annulée n’entre dans une part.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: parked_share
-- by: month,playbook
-- segments: playbook, group, priority, category, channel, origin, type, customer
-- variants: A run that is tried again is a run of its own: one parked once and then done counts as one parked and
--   one done. Wall clock, with all that it waited for: people, days, other systems.
-- variants_fr: Une exécution recommencée est une exécution à part : arrêtée une fois puis terminée, elle compte une
--   fois comme arrêtée et une fois comme terminée. En heures calendaires, attentes comprises : personnes, jours,
--   autres systèmes.
-- columns:
--   run_count: runs that ended in the period
--   done_count: of those, that came to their end
--   parked_count: that could not go on, so that somebody had to look
--   cancelled_count: that were cancelled, or whose ticket ended
--   retry_count: of all, that were tried again for a run parked before
--   parked_share: parked_count / (done_count + parked_count); null without one
--   median_hours: of those that are done, half took longer
--   mean_hours: mean
--   p90_hours: one in ten took longer
-- columns_fr:
--   run_count: exécutions qui ont pris fin pendant la période
--   done_count: dont celles arrivées à leur terme
--   parked_count: celles qui se sont arrêtées, et dont quelqu’un a dû s’occuper
--   cancelled_count: celles qui ont été annulées, ou dont le ticket a pris fin
--   retry_count: parmi toutes, celles qui recommencent une exécution arrêtée
--   parked_share: parked_count / (done_count + parked_count) ; null sans cas
--   median_hours: parmi celles terminées, la moitié ont pris plus longtemps
--   mean_hours: moyenne
--   p90_hours: une sur dix a pris plus longtemps

-- counted
select
  *,
  ended_date as on_date,
  case $segment
    when 'playbook' then playbook
    else segment_of($segment, group_id, priority, category, channel, origin, type, customer)
  end as segment,
  case when status = 'done' then epoch(ended_at - started_at) / 3600 end as wall_hours
from playbook_runs
where status <> 'running'

-- figure
select
  period,
  segment,
  count(*) as run_count,
  count(*) filter (where status = 'done') as done_count,
  count(*) filter (where status = 'parked') as parked_count,
  count(*) filter (where status = 'cancelled') as cancelled_count,
  count(retry_of) as retry_count,
  parked_count / nullif(done_count + parked_count, 0) as parked_share,
  unnest(hours_of(wall_hours))
from counted
group by period, segment

-- rows
select
  ticket.*, playbook, version, status as run_status, started_at, ended_at, parked_step,
  parked_place, wall_hours
from counted
order by ended_at desc, run_id
