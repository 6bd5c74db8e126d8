-- title: Total resolution time
-- title_fr: Délai de résolution totale
-- question: How long did it take until a ticket was resolved for good, reopenings included?
-- question_fr: Combien de temps a-t-il fallu pour qu’un ticket soit résolu pour de bon, réouvertures
--   comprises ?
-- grain: one row per period and segment, dated by the last resolution
-- grain_fr: une ligne par période et par segment, à la date de la dernière résolution
-- unit: hours
-- unit_fr: heures
-- exclusions: Open tickets (a reopened one leaves its period until it is resolved again); merged and
--   cancelled ones. What its requester opened and resolved alone counts as any other.
-- exclusions_fr: Les tickets ouverts (un ticket rouvert quitte sa période jusqu’à sa nouvelle
--   résolution) ; les tickets fusionnés ou annulés. Ce que le demandeur a ouvert puis résolu seul
--   compte comme le reste.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: median_hours
-- by: month
-- variants: median_own_hours leaves out the time spent waiting, for the requester or for others. Support
--   hours are those of the desk's clock that measures the total resolution.
-- variants_fr: median_own_hours laisse de côté l’attente, du demandeur ou de tiers. Les heures de
--   service sont celles du compteur du centre de services qui mesure la résolution totale.
-- columns:
--   resolved_count: tickets last resolved in the period and not open now
--   median_hours: half took longer, wall clock
--   mean_hours: mean, wall clock
--   p90_hours: one in ten took longer, wall clock
--   median_own_hours: median without waits, wall clock
--   median_support_hours: median in support hours
--   mean_support_hours: mean in support hours
--   p90_support_hours: one in ten took longer, in support hours
-- columns_fr:
--   resolved_count: tickets résolus pour la dernière fois pendant la période, et non ouverts à présent
--   median_hours: la moitié ont pris plus longtemps, en heures calendaires
--   mean_hours: moyenne, en heures calendaires
--   p90_hours: un sur dix a pris plus longtemps, en heures calendaires
--   median_own_hours: médiane sans les attentes, en heures calendaires
--   median_support_hours: médiane en heures de service
--   mean_support_hours: moyenne en heures de service
--   p90_support_hours: un sur dix a pris plus longtemps, en heures de service

-- counted
select
  *,
  last_resolved_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment,
  epoch(last_resolved_at - opened_at) / 3600 as wall_hours,
  (epoch(last_resolved_at - opened_at) - pending_seconds) / 3600 as own_hours,
  pending_seconds / 3600 as pending_hours,
  total_resolution_support_seconds / 3600 as support_hours
from tickets
where not is_open
  and not is_merged
  and not is_cancelled

-- figure
select
  period,
  segment,
  count(*) as resolved_count,
  unnest(hours_of(wall_hours)),
  median(own_hours) as median_own_hours,
  unnest(support_hours_of(support_hours))
from counted
group by period, segment

-- rows
select ticket.*, opened_at, last_resolved_at, pending_hours, support_hours
from counted
order by last_resolved_at desc, ticket_id
