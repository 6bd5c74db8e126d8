-- title: Escalation rate
-- title_fr: Taux d’escalade
-- question: Of the tickets that reached a tier in the period, which share had to climb to more skill?
-- question_fr: Parmi les tickets arrivés à un niveau pendant la période, quelle part a dû monter vers plus
--   de compétence ?
-- grain: one row per period and segment, dated by a ticket's first arrival at the tier
-- grain_fr: une ligne par période et par segment, à la date de la première arrivée du ticket au niveau
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets. Triage that sends a ticket straight to tier 2 is no
--   escalation: it arrives there. Hierarchical escalations, which move nothing.
-- exclusions_fr: Les tickets fusionnés ou annulés. Le tri qui envoie un ticket droit au niveau 2 n’est pas
--   une escalade : le ticket y arrive. Les escalades hiérarchiques, qui ne déplacent rien.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: escalated_share
-- by: month,tier
-- segments: tier, group, priority, category, channel, origin, type, customer
-- variants: Escalations that were refused count: the tier could not do it alone.
-- variants_fr: Les escalades refusées comptent : le niveau ne pouvait pas traiter le ticket seul.
-- columns:
--   entered_count: tickets that first reached the tier in the period
--   escalated_count: of those, escalated from that tier to a higher one, then or later
--   escalated_share: escalated_count / entered_count; null without a ticket
-- columns_fr:
--   entered_count: tickets arrivés au niveau pour la première fois pendant la période
--   escalated_count: dont escaladés de ce niveau vers un niveau supérieur, alors ou plus tard
--   escalated_share: escalated_count / entered_count ; null sans ticket

-- counted
select
  *,
  arrived_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as trait,
  case $segment when 'tier' then tier::varchar else trait end as segment
from tier_arrivals
where not is_merged
  and not is_cancelled

-- figure
with days as (
  select
    on_date,
    tier,
    trait,
    count(*) as entered_count,
    count(*) filter (where is_escalated) as escalated_count
  from counted
  group by all
)

-- Days are counted first: the names of periods and tiers are then made for few rows.
select
  period_of($period, on_date) as period,
  case $segment when 'tier' then tier::varchar else trait end as segment,
  sum(days.entered_count)::bigint as entered_count,
  sum(days.escalated_count)::bigint as escalated_count,
  sum(days.escalated_count) / nullif(sum(days.entered_count), 0) as escalated_share
from days
group by all

-- rows
select ticket.*, tier, arrived_at, is_escalated
from counted
order by arrived_at desc, ticket_id
