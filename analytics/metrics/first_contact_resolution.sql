-- title: First-contact resolution
-- title_fr: Résolution au premier contact
-- question: Of the tickets resolved in the period, which share was solved at the first contact?
-- question_fr: Parmi les tickets résolus pendant la période, quelle part l’a été au premier contact ?
-- grain: one row per period and segment, dated by a ticket's first resolution
-- grain_fr: une ligne par période et par segment, à la date de la première résolution du ticket
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets. Resolutions younger than 7 days are not counted yet
--   (immature_count): they may still be reopened.
-- exclusions_fr: Les tickets fusionnés ou annulés. Les résolutions de moins de 7 jours ne sont pas encore
--   comptées (immature_count) : le ticket peut encore être rouvert.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: first_contact_share
-- by: month
-- variants: Five published rules go by this name. Beside ours: no_requester_reply_share (zero
--   replies of the requester, any number of agents), single_reply_share (one public reply of an
--   agent, not reopened) and one_touch_share (one agent, never pending, never reopened).
--   First-level resolution is another metric.
-- variants_fr: Cinq règles publiées portent ce nom. À côté de la nôtre : no_requester_reply_share (aucune
--   réponse du demandeur, quel que soit le nombre d’agents), single_reply_share (une seule réponse
--   publique d’un agent, sans réouverture) et one_touch_share (un seul agent, jamais en attente, jamais
--   rouvert). La résolution au premier niveau est un autre indicateur.
-- columns:
--   resolved_count: tickets first resolved in the period, 7 days ago or longer
--   first_contact_count: of those, resolved at tier 1 by the agent who began it and had it all
--     along, no requester message after the request, not reopened within 7 days
--   first_contact_share: first_contact_count / resolved_count; null without a ticket
--   no_requester_reply_share: variant without replies of the requester, however many agents
--   single_reply_share: variant with exactly one public reply of an agent, not reopened
--   one_touch_share: variant with one agent, no wait, not reopened
--   immature_count: tickets first resolved in the period less than 7 days ago, not in any share
-- columns_fr:
--   resolved_count: tickets résolus pour la première fois pendant la période, il y a 7 jours ou plus
--   first_contact_count: dont résolus au niveau 1 par l’agent qui les a commencés et gardés de bout en
--     bout, sans message du demandeur après la demande, sans réouverture sous 7 jours
--   first_contact_share: first_contact_count / resolved_count ; null sans ticket
--   no_requester_reply_share: variante sans réponse du demandeur, quel que soit le nombre d’agents
--   single_reply_share: variante avec exactement une réponse publique d’un agent, sans réouverture
--   one_touch_share: variante avec un seul agent, sans attente, sans réouverture
--   immature_count: premières résolutions de la période de moins de 7 jours, dans aucune part

with first_resolutions as (
  select
    resolutions.*,
    period_of($period, resolutions.resolved_date) as period,
    segment_of($segment, group_id, priority, category, channel, origin, type) as segment,
    resolutions.resolved_at + to_days(holding_days()) <= warehouse_info.data_through_at
      as is_mature,
    coalesce(resolutions.reopened_at < resolutions.resolved_at + to_days(holding_days()), false)
      as is_reopened_soon
  from resolutions
  cross join warehouse_info
  where resolutions.n = 1
    and resolutions.resolved_date between $from and $to
    and not resolutions.is_merged
    and not resolutions.is_cancelled
    and ($only_group is null or resolutions.group_id = $only_group)
    and ($only_priority is null or resolutions.priority = $only_priority)
),

counted as (
  select
    period,
    segment,
    is_mature,
    is_mature
      and by_kind = 'agent'
      and by_tier = 1
      and agent_count = 1
      and agent_change_count = 0
      and requester_message_count = 0
      and not is_reopened_soon as is_first_contact,
    is_mature and requester_message_count = 0 as is_without_requester_reply,
    is_mature and agent_public_message_count = 1 and not is_reopened_soon as is_single_reply,
    is_mature and agent_count <= 1 and pending_count = 0 and reopened_at is null
      as is_one_touch
  from first_resolutions
),

totals as (
  select
    period,
    segment,
    count(*) filter (where is_mature) as resolved_count,
    count(*) filter (where is_first_contact) as first_contact_count,
    count(*) filter (where is_without_requester_reply) as no_requester_reply_count,
    count(*) filter (where is_single_reply) as single_reply_count,
    count(*) filter (where is_one_touch) as one_touch_count,
    count(*) filter (where not is_mature) as immature_count
  from counted
  group by all
),

spine as (
  select
    spans.period,
    segments.segment
  from periods_between($from, $to, $period) as spans
  cross join (select segment from totals union select 'all' where $segment = 'all') as segments
),

filled as (
  select
    spine.period,
    spine.segment,
    coalesce(totals.resolved_count, 0) as resolved_count,
    coalesce(totals.first_contact_count, 0) as first_contact_count,
    coalesce(totals.no_requester_reply_count, 0) as no_requester_reply_count,
    coalesce(totals.single_reply_count, 0) as single_reply_count,
    coalesce(totals.one_touch_count, 0) as one_touch_count,
    coalesce(totals.immature_count, 0) as immature_count
  from spine
  left join totals
    on totals.period is not distinct from spine.period
    and totals.segment = spine.segment
),

final as (
  select
    period,
    segment,
    resolved_count,
    first_contact_count,
    first_contact_count / nullif(resolved_count, 0) as first_contact_share,
    no_requester_reply_count / nullif(resolved_count, 0) as no_requester_reply_share,
    single_reply_count / nullif(resolved_count, 0) as single_reply_share,
    one_touch_count / nullif(resolved_count, 0) as one_touch_share,
    immature_count
  from filled
  order by period, segment
)

select * from final;

-- rows
select
  ticket_id,
  priority,
  group_id,
  category,
  resolved_at,
  by_id,
  by_tier,
  agent_count,
  agent_change_count,
  requester_message_count,
  reopened_at
from resolutions
where n = 1
  and resolved_date between $from and $to
  and not is_merged
  and not is_cancelled
  and ($only_group is null or group_id = $only_group)
  and ($only_priority is null or priority = $only_priority)
  and ($only_segment is null or segment_of($segment, group_id, priority, category, channel, origin, type) = $only_segment)
order by resolved_at desc, ticket_id
