-- title: Satisfaction
-- title_fr: Satisfaction
-- question: Of the requesters who answered the survey, which share was satisfied?
-- question_fr: Parmi les demandeurs qui ont répondu à l’enquête de satisfaction, quelle part était
--   satisfaite ?
-- grain: one row per period and segment, dated by the resolution the survey asks about
-- grain_fr: une ligne par période et par segment, à la date de la résolution sur laquelle porte l’enquête
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Surveys cancelled because the ticket was reopened before an answer; merged and cancelled
--   tickets. An answer that comes weeks later changes the period of its resolution.
-- exclusions_fr: Les enquêtes retirées parce que le ticket a été rouvert avant une réponse ; les tickets
--   fusionnés ou annulés. Une réponse arrivée des semaines plus tard modifie la période de sa résolution.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: satisfied_share
-- by: month
-- variants: mean_score is the mean of 1 to 5. Read either beside response_share: few answers say
--   little about those who did not answer.
-- variants_fr: mean_score est la moyenne des notes, de 1 à 5. La lire, comme la part, avec
--   response_share : peu de réponses disent peu de ceux qui n’ont pas répondu.
-- columns:
--   asked_count: surveys sent
--   answered_count: surveys answered
--   response_share: answered_count / asked_count; null without a survey
--   satisfied_count: answers of 4 or 5
--   satisfied_share: satisfied_count / answered_count; null without an answer
--   mean_score: mean score, 1 to 5; null without an answer
--   waiting_count: surveys that can still be answered
-- columns_fr:
--   asked_count: enquêtes envoyées
--   answered_count: enquêtes ayant reçu une réponse
--   response_share: answered_count / asked_count ; null sans enquête
--   satisfied_count: notes de 4 ou 5
--   satisfied_share: satisfied_count / answered_count ; null sans réponse
--   mean_score: note moyenne, de 1 à 5 ; null sans réponse
--   waiting_count: enquêtes auxquelles on peut encore répondre

-- counted
select
  *,
  resolved_date as on_date,
  resolved_group_id as group_id,
  segment_of($segment, resolved_group_id, priority, category, channel, origin, type, customer) as segment
from satisfaction
where state <> 'cancelled'
  and not is_merged
  and not is_cancelled

-- figure
select
  period,
  segment,
  count(*) as asked_count,
  count(score) as answered_count,
  answered_count / nullif(asked_count, 0) as response_share,
  count(*) filter (where score >= 4) as satisfied_count,
  satisfied_count / nullif(answered_count, 0) as satisfied_share,
  avg(score) as mean_score,
  count(*) filter (where state = 'open') as waiting_count
from counted
group by all

-- rows
select ticket.*, resolved_at, resolved_by_id, state, score, has_comment
from counted
order by score, resolved_at desc, ticket_id
