-- title: First resolution time
-- title_fr: Délai de première résolution
-- question: How long did it take until a ticket was first resolved, whether or not that held?
-- question_fr: Combien de temps a-t-il fallu pour qu’un ticket soit résolu une première fois, que cela ait
--   tenu ou non ?
-- grain: one row per period and segment, dated by the first resolution
-- grain_fr: une ligne par période et par segment, à la date de la première résolution
-- unit: hours
-- unit_fr: heures
-- exclusions: Merged and cancelled tickets; tickets never resolved, which are in the backlog's age.
--   What its requester opened and resolved alone counts in wall-clock hours; it has no support hours,
--   for nothing was kept or broken.
-- exclusions_fr: Les tickets fusionnés ou annulés ; les tickets jamais résolus, qui comptent dans
--   l’ancienneté des tickets ouverts. Ce que le demandeur a ouvert puis résolu seul compte en heures
--   calendaires ; il n’a pas d’heures de service, car rien n’a été tenu ni manqué.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: median_hours
-- by: month
-- variants: total_resolution_time counts to the last resolution. Neither is just "MTTR". Support hours
--   are those of the desk's resolution clock, pauses left out.
-- variants_fr: total_resolution_time compte jusqu’à la dernière résolution. Aucun des deux n’est simplement
--   le « MTTR ». Les heures de service sont celles du compteur de résolution du centre de services, pauses
--   exclues.
-- columns:
--   resolved_count: tickets first resolved in the period
--   median_hours: half took longer, wall clock
--   mean_hours: mean, wall clock
--   p90_hours: one in ten took longer, wall clock
--   median_support_hours: median in support hours
--   mean_support_hours: mean in support hours
--   p90_support_hours: one in ten took longer, in support hours
-- columns_fr:
--   resolved_count: tickets résolus pour la première fois pendant la période
--   median_hours: la moitié ont pris plus longtemps, en heures calendaires
--   mean_hours: moyenne, en heures calendaires
--   p90_hours: un sur dix a pris plus longtemps, en heures calendaires
--   median_support_hours: médiane en heures de service
--   mean_support_hours: moyenne en heures de service
--   p90_support_hours: un sur dix a pris plus longtemps, en heures de service

-- counted
select
  *,
  first_resolved_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment,
  epoch(first_resolved_at - opened_at) / 3600 as wall_hours,
  resolution_support_seconds / 3600 as support_hours
from tickets
where not is_merged
  and not is_cancelled

-- figure
select
  period,
  segment,
  count(*) as resolved_count,
  unnest(hours_of(wall_hours)),
  unnest(support_hours_of(support_hours))
from counted
group by period, segment

-- rows
select ticket.*, opened_at, first_resolved_at, support_hours
from counted
order by first_resolved_at desc, ticket_id
