-- title: Hand-off bounces
-- title_fr: Renvois après escalade
-- question: Of the hand-offs to a higher tier, which share came back?
-- question_fr: Parmi les transferts vers un niveau supérieur, quelle part est revenue ?
-- grain: one row per period and segment, dated by the hand-off
-- grain_fr: une ligne par période et par segment, à la date du transfert
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Hierarchical escalations, which hand off nothing; merged and cancelled tickets.
--   Hand-offs nobody has answered yet are counted as open, those that ended before anybody did (handed
--   on, taken back, solved) as withdrawn, and neither in any share.
-- exclusions_fr: Les escalades hiérarchiques, qui ne transfèrent rien ; les tickets fusionnés ou annulés.
--   Les transferts encore sans réponse sont comptés en attente (open_count), ceux qui ont pris fin avant
--   toute réponse (transférés plus haut, repris, résolus) comme retirés (withdrawn_count), dans aucune part.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: bounced_share
-- by: month
-- segments: group, to_group, reason, priority, category, channel, origin, type, customer
-- variants: Segment group is the group that handed off. A hand-off that lapsed came back because
--   nobody answered in time; one that was refused came back with a reason.
-- variants_fr: Le segment group est le groupe qui a transféré. Un transfert échu est revenu parce que
--   personne n’a répondu à temps ; un transfert refusé est revenu avec un motif.
-- columns:
--   hand_off_count: tickets handed to a higher tier
--   accepted_count: of those, taken over
--   refused_count: of those, sent back with a reason
--   lapsed_count: of those, come back because nobody answered in time
--   withdrawn_count: of those, ended before anybody answered
--   open_count: of those, waiting for an answer
--   bounced_share: (refused_count + lapsed_count) / answered or lapsed ones; null without one
--   incomplete_count: handed off although something the receiving tier needs was missing
--   median_answer_hours: median wall-clock hours until the receiving tier answered
--   median_tier_hours: median wall-clock hours at the tier before it handed off
-- columns_fr:
--   hand_off_count: tickets transférés à un niveau supérieur
--   accepted_count: dont repris
--   refused_count: dont renvoyés avec un motif
--   lapsed_count: dont revenus sans réponse à temps
--   withdrawn_count: dont terminés avant toute réponse
--   open_count: dont en attente de réponse
--   bounced_share: (refused_count + lapsed_count) / transferts répondus ou échus ; null sans aucun
--   incomplete_count: transférés alors qu’il manquait ce dont le niveau destinataire a besoin
--   median_answer_hours: heures calendaires médianes jusqu’à la réponse du niveau destinataire
--   median_tier_hours: heures calendaires médianes passées au niveau avant le transfert

-- counted
select
  *,
  escalated_date as on_date,
  from_group_id as group_id,
  case $segment
    when 'to_group' then to_group_id
    when 'reason' then reason
    else segment_of($segment, from_group_id, priority, category, channel, origin, type, customer)
  end as segment
from escalations
where kind = 'functional'
  and not is_merged
  and not is_cancelled

-- figure
select
  period,
  segment,
  count(*) as hand_off_count,
  count(*) filter (where outcome = 'accepted') as accepted_count,
  count(*) filter (where outcome = 'refused') as refused_count,
  count(*) filter (where outcome = 'lapsed') as lapsed_count,
  count(*) filter (where outcome = 'withdrawn') as withdrawn_count,
  count(*) filter (where outcome = 'open') as open_count,
  (refused_count + lapsed_count) / nullif(accepted_count + refused_count + lapsed_count, 0)
    as bounced_share,
  count(*) filter (where hand_off_missing_count > 0) as incomplete_count,
  median(epoch(settled_at - escalated_at) / 3600) filter (where outcome in ('accepted', 'refused'))
    as median_answer_hours,
  median(time_at_tier_seconds / 3600) as median_tier_hours
from counted
group by all

-- rows
select
  ticket_id,
  priority,
  from_group_id,
  to_group_id,
  category,
  reason,
  outcome,
  escalated_at,
  settled_at,
  hand_off_missing_count
from counted
order by escalated_at desc, ticket_id
