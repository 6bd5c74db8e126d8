-- title: First-level resolution
-- title_fr: Résolution au premier niveau
-- question: Of the tickets resolved in the period, which share never needed more than tier 1?
-- question_fr: Parmi les tickets résolus pendant la période, quelle part n’a jamais eu besoin de plus que
--   le niveau 1 ?
-- grain: one row per period and segment, dated by a ticket's first resolution
-- grain_fr: une ligne par période et par segment, à la date de la première résolution du ticket
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets. What its requester opened and resolved alone counts as
--   resolved.
-- exclusions_fr: Les tickets fusionnés ou annulés. Ce que le demandeur a ouvert puis résolu seul
--   compte comme résolu.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: first_level_share
-- by: month
-- variants: Some call this first-contact resolution. It is not: any number of contacts and agents of
--   tier 1 may have been needed.
-- variants_fr: Certains l’appellent résolution au premier contact. Ce n’en est pas une : il a pu falloir
--   plusieurs contacts et plusieurs agents du niveau 1.
-- columns:
--   resolved_count: tickets first resolved in the period
--   first_level_count: of those, resolved at tier 1 without ever having been escalated, or at a higher tier before
--   first_level_share: first_level_count / resolved_count; null without a ticket
-- columns_fr:
--   resolved_count: tickets résolus pour la première fois pendant la période
--   first_level_count: dont résolus au niveau 1 sans escalade, ni passage préalable à un niveau supérieur
--   first_level_share: first_level_count / resolved_count ; null sans ticket

-- counted
with above as (
  select ticket_id, min(arrived_at) as first_above_at
  from tier_arrivals
  where tier > 1
  group by ticket_id
)

select
  resolutions.*,
  resolved_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment,
  by_tier = 1
    and functional_escalation_count = 0
    and coalesce(above.first_above_at > resolutions.resolved_at, true) as is_first_level
from resolutions
left join above on above.ticket_id = resolutions.ticket_id
where n = 1
  and not is_merged
  and not is_cancelled

-- figure
select
  period,
  segment,
  count(*) as resolved_count,
  count(*) filter (where is_first_level) as first_level_count,
  first_level_count / nullif(resolved_count, 0) as first_level_share
from counted
group by all

-- rows
select ticket.*, resolved_at, by_id, by_tier, functional_escalation_count
from counted
order by resolved_at desc, ticket_id
