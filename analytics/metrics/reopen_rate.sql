-- title: Reopen rate
-- title_fr: Taux de réouverture
-- question: Of the resolutions given in the period, which share did not hold for 7 days?
-- question_fr: Parmi les résolutions données pendant la période, quelle part n’a pas tenu 7 jours ?
-- grain: one row per period and segment, dated by the resolution
-- grain_fr: une ligne par période et par segment, à la date de la résolution
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets. Resolutions younger than 7 days are not counted yet
--   (immature_count). What its requester opened and resolved alone counts as resolved.
-- exclusions_fr: Les tickets fusionnés ou annulés. Les résolutions de moins de 7 jours ne sont pas
--   encore comptées (immature_count). Ce que le demandeur a ouvert puis résolu seul compte comme
--   résolu.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: reopened_share
-- by: month
-- variants: A cohort of resolutions, not the reopenings that happened in the period. A ticket resolved
--   twice counts twice.
-- variants_fr: Une cohorte de résolutions, et non les réouvertures survenues pendant la période. Un ticket
--   résolu deux fois compte deux fois.
-- columns:
--   resolution_count: resolutions given in the period, 7 days ago or longer
--   reopened_count: of those, reopened within 7 days
--   reopened_share: reopened_count / resolution_count; null without a resolution
--   immature_count: resolutions given less than 7 days ago, not in the share
-- columns_fr:
--   resolution_count: résolutions données pendant la période, il y a 7 jours ou plus
--   reopened_count: dont suivies d’une réouverture sous 7 jours
--   reopened_share: reopened_count / resolution_count ; null sans résolution
--   immature_count: résolutions données il y a moins de 7 jours, hors de la part

-- counted
select
  *,
  resolved_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment,
  is_mature(resolved_at) as is_mature,
  is_reopened_soon(resolved_at, reopened_at) as is_reopened_soon
from resolutions
where not is_merged
  and not is_cancelled

-- figure
select
  period,
  segment,
  count(*) filter (where is_mature) as resolution_count,
  count(*) filter (where is_mature and is_reopened_soon) as reopened_count,
  reopened_count / nullif(resolution_count, 0) as reopened_share,
  count(*) filter (where not is_mature) as immature_count
from counted
group by all

-- rows
select ticket.*, resolved_at, by_id, reopened_at, reopen_cause
from counted
order by resolved_at desc, ticket_id
