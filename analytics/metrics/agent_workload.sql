-- title: Agents' workload and outcomes
-- title_fr: Charge et résultats des agents
-- question: What did each agent carry and resolve in the period, and how well did it hold?
-- question_fr: Quels tickets chaque agent a-t-il reçus et résolus pendant la période, et ces résolutions
--   ont-elles tenu ?
-- grain: one row per period and agent (or group) that was given or resolved a ticket
-- grain_fr: une ligne par période et par agent (ou groupe) à qui un ticket a été confié, ou qui en a
--   résolu un
-- unit: tickets
-- unit_fr: tickets
-- exclusions: Merged and cancelled tickets. Resolutions younger than 7 days are in resolved_count, and
--   in no share of what held or was solved at the first contact.
-- exclusions_fr: Les tickets fusionnés ou annulés. Les résolutions de moins de 7 jours comptent dans
--   resolved_count, mais dans aucune part de ce qui a tenu ou a été résolu au premier contact.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: resolved_count
-- by: agent
-- segments: agent, group, priority, category, channel, origin, type, customer
-- variants: Every share stands beside its number of cases and its 95 % Wilson interval. Agents with
--   fewer than 20 mature resolutions are not ranked (is_ranked): their share says little. A queue of
--   hard tickets is no fault of those who work it: compare within a category.
-- variants_fr: Chaque part est donnée avec son nombre de cas et son intervalle de Wilson à 95 %. Les
--   agents de moins de 20 résolutions mûres ne sont pas classés (is_ranked) : leur part dit peu de chose.
--   Une file d’attente de tickets difficiles n’est pas la faute de ceux qui la traitent : comparer au sein
--   d’une même catégorie.
-- columns:
--   assigned_count: times a ticket was given to the agent in the period
--   resolved_count: resolutions given in the period
--   mature_count: of those, 7 days old or older
--   first_contact_count: of the mature ones, solved at the first contact (as first_contact_resolution)
--   first_contact_share: first_contact_count / mature_count; null without a case
--   first_contact_low: lower end of the share's 95 % interval
--   first_contact_high: upper end of the share's 95 % interval
--   reopened_count: of the mature ones, reopened within 7 days
--   reopened_share: reopened_count / mature_count; null without a case
--   answered_count: satisfaction surveys answered about these resolutions
--   satisfied_share: share of answers of 4 or 5; null without an answer
--   is_ranked: true from 20 mature resolutions on
-- columns_fr:
--   assigned_count: attributions d’un ticket à l’agent pendant la période
--   resolved_count: résolutions données pendant la période
--   mature_count: dont résolutions mûres, de 7 jours ou plus
--   first_contact_count: parmi les mûres, celles au premier contact (comme first_contact_resolution)
--   first_contact_share: first_contact_count / mature_count ; null sans cas
--   first_contact_low: borne basse de l’intervalle à 95 % de cette part
--   first_contact_high: borne haute de l’intervalle à 95 % de cette part
--   reopened_count: parmi les mûres, celles suivies d’une réouverture sous 7 jours
--   reopened_share: reopened_count / mature_count ; null sans cas
--   answered_count: enquêtes de satisfaction sur ces résolutions ayant reçu une réponse
--   satisfied_share: part des notes de 4 ou 5 ; null sans réponse
--   is_ranked: vrai à partir de 20 résolutions mûres

-- counted
with done as (
  select
    *,
    assigned_date as on_date,
    assignee_id as agent_id
  from assignments
  union all by name
  select
    *,
    resolved_date as on_date,
    by_id as agent_id,
    is_mature(resolved_at) as is_mature,
    is_reopened_soon(resolved_at, reopened_at) as is_reopened_soon,
    is_single_contact(by_tier, agent_count, agent_change_count, requester_message_count)
      as is_single_contact
  from resolutions
  where by_kind = 'agent'
)

select
  *,
  case $segment
    when 'agent' then agent_id
    else segment_of($segment, group_id, priority, category, channel, origin, type, customer)
  end as segment
from done
where not is_merged
  and not is_cancelled

-- ranking
select
  period,
  segment,
  count(assigned_at) as assigned_count,
  count(resolved_at) as resolved_count,
  count(*) filter (where is_mature) as mature_count,
  count(*) filter (where is_mature and n = 1 and is_single_contact and not is_reopened_soon)
    as first_contact_count,
  first_contact_count / nullif(mature_count, 0) as first_contact_share,
  wilson_low(first_contact_count, mature_count) as first_contact_low,
  wilson_high(first_contact_count, mature_count) as first_contact_high,
  count(*) filter (where is_mature and is_reopened_soon) as reopened_count,
  reopened_count / nullif(mature_count, 0) as reopened_share,
  count(satisfaction_score) as answered_count,
  count(*) filter (where satisfaction_score >= 4) / nullif(answered_count, 0) as satisfied_share,
  mature_count >= 20 as is_ranked
from counted
group by all
order by period, resolved_count desc, segment

-- rows
select ticket.*, agent_id, resolved_at, reopened_at
from counted
where resolved_at is not null
order by resolved_at desc, ticket_id
