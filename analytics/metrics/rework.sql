-- title: Rework
-- title_fr: Reprises
-- question: Of the tickets opened in the period, which share came back to a state it had left?
-- question_fr: Parmi les tickets ouverts pendant la période, quelle part est revenue à un état quitté ?
-- grain: one row per period and segment, dated by the opening
-- grain_fr: une ligne par période et par segment, à la date d’ouverture
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets. What a ticket was only within one command it never was.
-- exclusions_fr: Les tickets fusionnés ou annulés. Ce qu’un ticket n’a été qu’au cours d’une commande ne
--   compte pas.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: reworked_share
-- by: month
-- segments: process, priority, category, channel, origin, type, customer
-- variants: To go on after a wait counts, too: the state before the wait comes again. Of groups alone, see
--   group_ping_pong; of resolutions, reopen_rate.
-- variants_fr: Continuer après une attente compte aussi, puisque l’état d’avant revient. Pour les seuls
--   groupes, voir group_ping_pong ; pour les résolutions, reopen_rate.
-- columns:
--   case_count: tickets opened in the period
--   reworked_count: of those, were in a state again that they had left
--   reworked_share: reworked_count / case_count; null without a ticket
--   repeat_count: times a ticket was in a state again
--   hand_off_count: times the next step was another agent's
--   hand_offs_per_ticket: hand_off_count / case_count; null without a ticket
-- columns_fr:
--   case_count: tickets ouverts pendant la période
--   reworked_count: dont revenus à un état quitté
--   reworked_share: reworked_count / case_count ; null sans ticket
--   repeat_count: nombre de retours à un état
--   hand_off_count: fois où l’étape suivante a été celle d’un autre agent
--   hand_offs_per_ticket: hand_off_count / case_count ; null sans ticket

-- counted
select
  *,
  case $segment
    when 'process' then process_id
    else segment_of($segment, null, priority, category, channel, origin, type, customer)
  end as segment
from (
  select
    ticket_id,
    any_value(opened_date) as on_date,
    any_value(opened_at) as opened_at,
    arg_max(group_id, seq) as group_id,
    any_value(process_id) as process_id,
    any_value(priority) as priority,
    any_value(category) as category,
    any_value(channel) as channel,
    any_value(origin) as origin,
    any_value(type) as type,
    any_value(customer) as customer,
    count(*) filter (where level = 'status' and is_repeated) as repeat_count,
    count(*) filter (where level = 'step' and is_hand_off) as hand_off_count
  from activities
  where level in ('status', 'step')
    and not is_merged
    and not is_cancelled
  group by ticket_id
)

-- figure
select
  period,
  segment,
  count(*) as case_count,
  count(*) filter (where counted.repeat_count > 0) as reworked_count,
  reworked_count / nullif(case_count, 0) as reworked_share,
  coalesce(sum(counted.repeat_count), 0)::bigint as repeat_count,
  coalesce(sum(counted.hand_off_count), 0)::bigint as hand_off_count,
  sum(counted.hand_off_count) / nullif(case_count, 0) as hand_offs_per_ticket
from counted
group by all

-- rows
select ticket.*, opened_at, repeat_count, hand_off_count
from counted
order by repeat_count + hand_off_count desc, opened_at desc, ticket_id
