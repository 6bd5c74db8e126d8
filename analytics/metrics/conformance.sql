-- title: Conformance
-- title_fr: Conformité
-- question: Of the tickets opened in the period, which share went as their process says?
-- question_fr: Parmi les tickets ouverts pendant la période, quelle part a suivi son processus ?
-- grain: one row per period and segment, dated by the opening
-- grain_fr: une ligne par période et par segment, à la date d’ouverture
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets. What only a version that the desk did not keep could say is left
--   unsaid.
-- exclusions_fr: Les tickets fusionnés ou annulés. Ce que seule une version non conservée pourrait dire n’est
--   pas dit.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: conforming_share
-- by: month
-- segments: process, priority, category, channel, origin, type, customer
-- variants: docs/mining.md says what counts as a deviation; deviation_counts counts them by kind.
-- variants_fr: docs/mining.md dit ce qui compte comme écart ; deviation_counts les compte par sorte.
-- columns:
--   case_count: tickets opened in the period
--   deviating_count: of those, departed from their process at least once
--   conforming_share: share of tickets without a deviation; null without a ticket
--   conforming_low: lower end of its 95 % interval (Wilson)
--   conforming_high: upper end of its 95 % interval (Wilson)
--   deviation_count: deviations of these tickets
-- columns_fr:
--   case_count: tickets ouverts pendant la période
--   deviating_count: dont écartés au moins une fois de leur processus
--   conforming_share: part des tickets sans écart ; null sans ticket
--   conforming_low: borne basse de son intervalle à 95 % (Wilson)
--   conforming_high: borne haute de son intervalle à 95 % (Wilson)
--   deviation_count: écarts de ces tickets

-- counted
select
  tickets.ticket_id,
  tickets.opened_date as on_date,
  tickets.opened_at,
  tickets.group_id,
  tickets.priority,
  tickets.category,
  tickets.customer,
  case $segment
    when 'process' then tickets.process_id
    else segment_of(
      $segment, null, tickets.priority, tickets.category, tickets.channel, tickets.origin, tickets.type,
      tickets.customer
    )
  end as segment,
  coalesce(found.deviation_count, 0) as deviation_count,
  found.kinds
from tickets
left join (
  select
    ticket_id,
    count(*) as deviation_count,
    string_agg(distinct kind, ', ' order by kind) as kinds
  from deviations
  group by ticket_id
) as found using (ticket_id)
where not tickets.is_merged
  and not tickets.is_cancelled

-- figure
select
  period,
  segment,
  count(*) as case_count,
  count(*) filter (where counted.deviation_count > 0) as deviating_count,
  1 - deviating_count / nullif(case_count, 0) as conforming_share,
  wilson_low(case_count - deviating_count, case_count) as conforming_low,
  wilson_high(case_count - deviating_count, case_count) as conforming_high,
  coalesce(sum(counted.deviation_count), 0)::bigint as deviation_count
from counted
group by all

-- rows
select ticket.*, opened_at, deviation_count, kinds
from counted
order by deviation_count desc, opened_at desc, ticket_id
