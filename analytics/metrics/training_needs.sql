-- title: Training needs
-- title_fr: Besoins de formation
-- question: In which categories does an agent or a group escalate, or have reopened, far more than peers?
-- question_fr: Dans quelles catégories un agent ou un groupe escalade-t-il, ou voit-il rouvrir, bien plus
--   que ses pairs ?
-- grain: one row per period, agent (or group) and category with a case of theirs
-- grain_fr: une ligne par période, agent (ou groupe) et catégorie où il a au moins un cas
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets; tickets without a category; resolutions younger than 7 days.
-- exclusions_fr: Les tickets fusionnés ou annulés ; les tickets sans catégorie ; les résolutions de moins
--   de 7 jours.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: struggle_share
-- by: agent
-- segments: agent, group
-- variants: A case is a ticket the agent resolved, or escalated to more skill. Peers are all others in
--   the same category. A need is only said from 10 cases on, when even the low end of the 95 % Wilson
--   interval lies above the peers' share: a small sample shows nothing.
-- variants_fr: Un cas est un ticket que l’agent a résolu, ou escaladé vers plus de compétence. Les pairs
--   sont tous les autres dans la même catégorie. Un besoin n’est signalé qu’à partir de 10 cas, et si même
--   la borne basse de l’intervalle de Wilson à 95 % dépasse la part des pairs : un petit échantillon ne
--   montre rien.
-- columns:
--   category: the category
--   case_count: tickets resolved or escalated
--   escalated_count: of those, escalated to more skill
--   reopened_count: of those resolved, reopened within 7 days
--   struggle_share: (escalated_count + reopened_count) / case_count
--   struggle_low: lower end of its 95 % interval
--   struggle_high: upper end of its 95 % interval
--   peer_case_count: cases of all others in the category
--   peer_share: their share; null without peers
--   is_need: true where the share lies above the peers' beyond chance
-- columns_fr:
--   category: la catégorie
--   case_count: tickets résolus ou escaladés
--   escalated_count: dont escaladés vers plus de compétence
--   reopened_count: parmi les résolus, ceux rouverts sous 7 jours
--   struggle_share: (escalated_count + reopened_count) / case_count
--   struggle_low: borne basse de son intervalle à 95 %
--   struggle_high: borne haute de son intervalle à 95 %
--   peer_case_count: cas de tous les autres dans la catégorie
--   peer_share: leur part ; null sans pairs
--   is_need: vrai si la part dépasse celle des pairs au-delà du hasard

with escalated as (
  select
    period_of($period, escalations.escalated_date) as period,
    case $segment when 'agent' then escalations.by_id else escalations.from_group_id end
      as segment,
    escalations.category,
    true as is_escalated,
    false as is_reopened
  from escalations
  where escalations.kind = 'functional'
    and escalations.by_kind = 'agent'
    and escalations.escalated_date between $from and $to
    and escalations.category is not null
    and not escalations.is_merged
    and not escalations.is_cancelled
    and ($only_group is null or escalations.from_group_id = $only_group)
    and ($only_priority is null or escalations.priority = $only_priority)
),

resolved as (
  select
    period_of($period, resolutions.resolved_date) as period,
    case $segment when 'agent' then resolutions.by_id else resolutions.group_id end as segment,
    resolutions.category,
    false as is_escalated,
    coalesce(resolutions.reopened_at < resolutions.resolved_at + to_days(holding_days()), false)
      as is_reopened
  from resolutions
  cross join warehouse_info
  where resolutions.by_kind = 'agent'
    and resolutions.resolved_date between $from and $to
    and resolutions.resolved_at + to_days(holding_days()) <= warehouse_info.data_through_at
    and resolutions.category is not null
    and not resolutions.is_merged
    and not resolutions.is_cancelled
    and ($only_group is null or resolutions.group_id = $only_group)
    and ($only_priority is null or resolutions.priority = $only_priority)
),

cases as (
  select * from escalated
  union all
  select * from resolved
),

counted as (
  select
    period,
    case $segment when 'all' then 'all' else segment end as segment,
    category,
    count(*) as case_count,
    count(*) filter (where is_escalated) as escalated_count,
    count(*) filter (where is_reopened) as reopened_count,
    count(*) filter (where is_escalated or is_reopened) as struggle_count
  from cases
  group by all
),

compared as (
  select
    *,
    sum(case_count) over category_window - case_count as peer_case_count,
    sum(struggle_count) over category_window - struggle_count as peer_struggle_count
  from counted
  window category_window as (partition by period, category)
),

final as (
  select
    period,
    segment,
    category,
    case_count,
    escalated_count,
    reopened_count,
    struggle_count / case_count as struggle_share,
    wilson_low(struggle_count, case_count) as struggle_low,
    wilson_high(struggle_count, case_count) as struggle_high,
    peer_case_count::bigint as peer_case_count,
    (peer_struggle_count / nullif(peer_case_count, 0))::double as peer_share,
    coalesce(
      case_count >= 10
        and wilson_low(struggle_count, case_count) > peer_struggle_count / nullif(peer_case_count, 0),
      false
    ) as is_need
  from compared
  order by period, is_need desc, struggle_low desc, segment, category
)

select * from final;

-- rows
with cases as (
  select
    ticket_id,
    escalated_date as on_date,
    by_id as agent_id,
    from_group_id as group_id,
    priority,
    category,
    is_merged,
    is_cancelled,
    'escalated' as what
  from escalations
  where kind = 'functional'
    and by_kind = 'agent'
  union all
  select
    resolutions.ticket_id,
    resolutions.resolved_date as on_date,
    resolutions.by_id as agent_id,
    resolutions.group_id,
    resolutions.priority,
    resolutions.category,
    resolutions.is_merged,
    resolutions.is_cancelled,
    case when resolutions.reopened_at < resolutions.resolved_at + to_days(holding_days())
      then 'reopened'
      else 'resolved'
    end as what
  from resolutions
  cross join warehouse_info
  where resolutions.by_kind = 'agent'
    and resolutions.resolved_at + to_days(holding_days()) <= warehouse_info.data_through_at
)

select
  ticket_id,
  priority,
  group_id,
  category,
  agent_id,
  on_date,
  what
from cases
where on_date between $from and $to
  and category is not null
  and not is_merged
  and not is_cancelled
  and ($only_group is null or group_id = $only_group)
  and ($only_priority is null or priority = $only_priority)
  and (
    $only_segment is null
    or case $segment when 'agent' then agent_id else group_id end = $only_segment
  )
order by what, on_date desc, ticket_id
