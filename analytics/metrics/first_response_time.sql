-- title: First response time
-- title_fr: Délai de première réponse
-- question: How long did a requester wait for the first answer of a person?
-- question_fr: Combien de temps un demandeur a-t-il attendu la première réponse d’une personne ?
-- grain: one row per period and segment, dated by the answer
-- grain_fr: une ligne par période et par segment, à la date de la réponse
-- unit: hours
-- unit_fr: heures
-- exclusions: Automatic answers and internal notes are no response. Merged and cancelled tickets;
--   tickets without an answer yet, whose clock is in sla_attainment once it runs out. A ticket
--   resolved without an answer, by the desk or by its requester alone, is not counted; nor is it in
--   sla_attainment, unless its clock had run out before.
-- exclusions_fr: Les réponses automatiques et les notes internes ne sont pas des réponses. Les tickets
--   fusionnés ou annulés ; les tickets encore sans réponse, dont le compteur entre dans sla_attainment
--   une fois l’échéance dépassée. Un ticket résolu sans réponse, par le centre de services ou par le
--   demandeur seul, n’est pas compté ; il ne l’est pas non plus dans sla_attainment, sauf si
--   l’échéance était déjà dépassée.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: median_hours
-- by: month
-- variants: Wall clock and support hours side by side. Support hours are those of the desk's own
--   clock, never recomputed; tickets whose process promises no first response have none.
-- variants_fr: Heures calendaires et heures de service côte à côte. Les heures de service sont celles du
--   compteur du centre de services, jamais recalculées ; les tickets dont le processus ne promet pas de
--   première réponse n’en ont pas.
-- columns:
--   answered_count: tickets first answered in the period
--   median_hours: half waited longer, wall clock
--   mean_hours: mean, wall clock
--   p90_hours: one in ten waited longer, wall clock
--   median_support_hours: median in support hours
--   mean_support_hours: mean in support hours
--   p90_support_hours: one in ten waited longer, in support hours
-- columns_fr:
--   answered_count: tickets ayant reçu leur première réponse pendant la période
--   median_hours: la moitié ont attendu plus longtemps, en heures calendaires
--   mean_hours: moyenne, en heures calendaires
--   p90_hours: un sur dix a attendu plus longtemps, en heures calendaires
--   median_support_hours: médiane en heures de service
--   mean_support_hours: moyenne en heures de service
--   p90_support_hours: un sur dix a attendu plus longtemps, en heures de service

-- counted
select
  *,
  first_response_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment,
  epoch(first_response_at - opened_at) / 3600 as wall_hours,
  first_response_support_seconds / 3600 as support_hours
from tickets
where not is_merged
  and not is_cancelled

-- figure
select
  period,
  segment,
  count(*) as answered_count,
  unnest(hours_of(wall_hours)),
  unnest(support_hours_of(support_hours))
from counted
group by period, segment

-- rows
select ticket.*, opened_at, first_response_at, support_hours
from counted
order by first_response_at desc, ticket_id
