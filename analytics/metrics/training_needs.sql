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

-- counted
with cases as (
  select
    *,
    escalated_date as on_date,
    from_group_id as group_id,
    'escalated' as what
  from escalations
  where kind = 'functional'
  union all by name
  select
    *,
    resolved_date as on_date,
    case
      when is_reopened_soon(resolved_at, reopened_at) then 'reopened'
      else 'resolved'
    end as what
  from resolutions
  where is_mature(resolved_at)
)

select
  *,
  case $segment when 'agent' then by_id when 'group' then group_id else 'all' end as segment
from cases
where by_kind = 'agent'
  and category is not null
  and not is_merged
  and not is_cancelled

-- ranking
with struggles as (
  select
    period,
    segment,
    category,
    count(*) as case_count,
    count(*) filter (where what = 'escalated') as escalated_count,
    count(*) filter (where what = 'reopened') as reopened_count,
    escalated_count + reopened_count as struggle_count
  from counted
  group by all
),

compared as (
  select
    *,
    sum(case_count) over peers - case_count as peer_case_count,
    sum(struggle_count) over peers - struggle_count as peer_struggle_count
  from struggles
  window peers as (partition by period, category)
)

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
  (peer_struggle_count / nullif(compared.peer_case_count, 0))::double as peer_share,
  coalesce(case_count >= 10 and struggle_low > peer_share, false) as is_need
from compared
order by period, is_need desc, struggle_low desc, segment, category

-- rows
select ticket.*, by_id as agent_id, on_date, what
from counted
order by what, on_date desc, ticket_id
