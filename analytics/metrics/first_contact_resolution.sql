-- title: First-contact resolution
-- title_fr: Résolution au premier contact
-- question: Of the tickets resolved in the period, which share was solved at the first contact?
-- question_fr: Parmi les tickets résolus pendant la période, quelle part l’a été au premier contact ?
-- grain: one row per period and segment, dated by a ticket's first resolution
-- grain_fr: une ligne par période et par segment, à la date de la première résolution du ticket
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets. Resolutions younger than 7 days are not counted yet
--   (immature_count): they may still be reopened. What its requester opened and resolved alone counts
--   as resolved.
-- exclusions_fr: Les tickets fusionnés ou annulés. Les résolutions de moins de 7 jours ne sont pas
--   encore comptées (immature_count) : le ticket peut encore être rouvert. Ce que le demandeur a
--   ouvert puis résolu seul compte comme résolu.
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

-- counted
select
  *,
  resolved_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment,
  is_mature(resolved_at) as is_mature,
  is_single_contact(by_tier, agent_count, agent_change_count, requester_message_count)
    as is_single_contact,
  is_reopened_soon(resolved_at, reopened_at) as is_reopened_soon
from resolutions
where n = 1
  and not is_merged
  and not is_cancelled

-- figure
select
  period,
  segment,
  count(*) filter (where is_mature) as resolved_count,
  count(*) filter (
    where is_mature and by_kind = 'agent' and is_single_contact and not is_reopened_soon
  ) as first_contact_count,
  first_contact_count / nullif(resolved_count, 0) as first_contact_share,
  count(*) filter (where is_mature and requester_message_count = 0) / nullif(resolved_count, 0)
    as no_requester_reply_share,
  count(*) filter (where is_mature and agent_public_message_count = 1 and not is_reopened_soon)
    / nullif(resolved_count, 0) as single_reply_share,
  count(*) filter (
    where is_mature and agent_count <= 1 and pending_count = 0 and reopened_at is null
  ) / nullif(resolved_count, 0) as one_touch_share,
  count(*) filter (where not is_mature) as immature_count
from counted
group by all

-- rows
select
  ticket.*,
  resolved_at,
  by_id,
  by_tier,
  agent_count,
  agent_change_count,
  requester_message_count,
  reopened_at
from counted
order by resolved_at desc, ticket_id
