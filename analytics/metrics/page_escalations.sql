-- title: Pages passed on
-- title_fr: Appels d’astreinte transmis
-- question: How many pages had to go to the next person, and how many did nobody answer?
-- question_fr: Combien d’appels d’astreinte ont dû passer à la personne suivante, et combien sont restés sans
--   réponse ?
-- grain: one row per period and segment, dated by when the page was asked for
-- grain_fr: une ligne par période et par segment, à la date de la demande de l’appel
-- unit: pages
-- unit_fr: appels
-- exclusions: Nothing: pages of merged and cancelled tickets rang all the same. What is still open or was
--   withdrawn is in no share.
-- exclusions_fr: Aucune : les appels des tickets fusionnés ou annulés ont sonné tout de même. Les appels en
--   cours ou retirés ne comptent dans aucune part.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: escalated_share
-- by: month,group
-- segments: group, rule, priority, category, channel, origin, type, customer
-- variants: One page is one wish of a rule for one group, whatever the number of people it went to. It was
--   passed on where its first level had nobody, or nobody who answered in time.
-- variants_fr: Un appel est la demande d’une règle pour un groupe, quel que soit le nombre de personnes
--   jointes. Il a été transmis quand le premier niveau n’avait personne, ou personne qui réponde à temps.
-- columns:
--   page_count: pages asked for in the period
--   acknowledged_first_count: of those, acknowledged at the level that was tried first
--   acknowledged_later_count: acknowledged after they were passed on
--   ended_count: acknowledged or unanswered
--   escalated_count: of the ended ones, passed on at least once
--   escalated_share: escalated_count / ended_count; null without one
--   unanswered_count: of the ended ones, that nobody answered at any level
--   unanswered_share: unanswered_count / ended_count; null without one
--   open_count: that somebody is still to acknowledge
--   withdrawn_count: that the ticket needed no more
-- columns_fr:
--   page_count: appels demandés pendant la période
--   acknowledged_first_count: dont pris en charge au premier niveau essayé
--   acknowledged_later_count: pris en charge après avoir été transmis
--   ended_count: pris en charge ou sans réponse
--   escalated_count: de ces derniers, ceux transmis au moins une fois
--   escalated_share: escalated_count / ended_count ; null sans cas
--   unanswered_count: parmi ceux qui ont pris fin, ceux restés sans réponse à tous les niveaux
--   unanswered_share: unanswered_count / ended_count ; null sans cas
--   open_count: appels que personne n’a encore pris en charge
--   withdrawn_count: appels dont le ticket n’avait plus besoin

-- counted
select
  *,
  requested_date as on_date,
  case $segment
    when 'rule' then rule
    else segment_of($segment, group_id, priority, category, channel, origin, type, customer)
  end as segment,
  outcome in ('acknowledged', 'unanswered') as has_ended
from pages
-- The level at which the page stands, or ended: the levels before it were passed on.
where outcome <> 'escalated'

-- figure
select
  period,
  segment,
  count(*) as page_count,
  count(*) filter (where outcome = 'acknowledged' and attempt = 1) as acknowledged_first_count,
  count(*) filter (where outcome = 'acknowledged' and attempt > 1) as acknowledged_later_count,
  count(*) filter (where has_ended) as ended_count,
  count(*) filter (where has_ended and attempt > 1) as escalated_count,
  escalated_count / nullif(ended_count, 0) as escalated_share,
  count(*) filter (where outcome = 'unanswered') as unanswered_count,
  unanswered_count / nullif(ended_count, 0) as unanswered_share,
  count(*) filter (where outcome = 'open') as open_count,
  count(*) filter (where outcome = 'withdrawn') as withdrawn_count
from counted
group by period, segment

-- rows
select ticket.*, n, attempt, person_id, requested_at, outcome, ended_at, ended_why
from counted
order by requested_at desc, ticket_id, n
