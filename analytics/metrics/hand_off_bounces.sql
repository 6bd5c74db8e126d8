-- title: Hand-off bounces
-- title_fr: Renvois après escalade
-- question: Of the hand-offs to a higher tier, which share came back?
-- question_fr: Parmi les transferts vers un niveau supérieur, quelle part est revenue ?
-- grain: one row per period and segment, dated by the hand-off
-- grain_fr: une ligne par période et par segment, à la date du transfert
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Hierarchical escalations, which hand nothing over; merged and cancelled tickets.
--   Hand-offs nobody has answered yet are counted as open, and in no share.
-- exclusions_fr: Les escalades hiérarchiques, qui ne transfèrent rien ; les tickets fusionnés ou annulés.
--   Les transferts encore sans réponse sont comptés en attente (open_count), dans aucune part.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: bounced_share
-- by: month
-- segments: group, to_group, reason, priority, category, channel, origin, type
-- variants: Segment group is the group that handed over. A hand-off that lapsed came back because
--   nobody answered in time; one that was refused came back with a reason.
-- variants_fr: Le segment group est le groupe qui a transféré. Un transfert échu est revenu parce que
--   personne n’a répondu à temps ; un transfert refusé est revenu avec un motif.
-- columns:
--   hand_off_count: tickets handed to a higher tier
--   accepted_count: of those, taken over
--   refused_count: of those, sent back with a reason
--   lapsed_count: of those, come back because nobody answered in time
--   open_count: of those, waiting for an answer
--   bounced_share: (refused_count + lapsed_count) / answered or lapsed ones; null without one
--   incomplete_count: handed over although something the receiving tier needs was missing
--   median_answer_hours: median wall-clock hours until the receiving tier answered
--   median_tier_hours: median wall-clock hours at the tier before it handed over
-- columns_fr:
--   hand_off_count: tickets transférés à un niveau supérieur
--   accepted_count: dont repris
--   refused_count: dont renvoyés avec un motif
--   lapsed_count: dont revenus sans réponse à temps
--   open_count: dont en attente de réponse
--   bounced_share: (refused_count + lapsed_count) / transferts répondus ou échus ; null sans aucun
--   incomplete_count: transférés alors qu’il manquait ce dont le niveau destinataire a besoin
--   median_answer_hours: heures calendaires médianes jusqu’à la réponse du niveau destinataire
--   median_tier_hours: heures calendaires médianes passées au niveau avant le transfert

with hand_offs as (
  select
    period_of($period, escalations.escalated_date) as period,
    case $segment
      when 'to_group' then escalations.to_group_id
      when 'reason' then escalations.reason
      else segment_of($segment, from_group_id, priority, category, channel, origin, type)
    end as segment,
    escalations.outcome,
    escalations.hand_off_missing_count > 0 as is_incomplete,
    epoch(escalations.settled_at - escalations.escalated_at) / 3600 as answer_hours,
    escalations.time_at_tier_seconds / 3600 as tier_hours
  from escalations
  where escalations.kind = 'functional'
    and escalations.escalated_date between $from and $to
    and not escalations.is_merged
    and not escalations.is_cancelled
    and ($only_group is null or escalations.from_group_id = $only_group)
    and ($only_priority is null or escalations.priority = $only_priority)
),

totals as (
  select
    period,
    segment,
    count(outcome) as hand_off_count,
    count(*) filter (where outcome = 'accepted') as accepted_count,
    count(*) filter (where outcome = 'refused') as refused_count,
    count(*) filter (where outcome = 'lapsed') as lapsed_count,
    count(*) filter (where outcome = 'open') as open_count,
    count(*) filter (where is_incomplete) as incomplete_count,
    median(answer_hours) filter (where outcome <> 'lapsed')
      as median_answer_hours,
    median(tier_hours) as median_tier_hours
  from hand_offs
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
    coalesce(totals.hand_off_count, 0) as hand_off_count,
    coalesce(totals.accepted_count, 0) as accepted_count,
    coalesce(totals.refused_count, 0) as refused_count,
    coalesce(totals.lapsed_count, 0) as lapsed_count,
    coalesce(totals.open_count, 0) as open_count,
    coalesce(totals.incomplete_count, 0) as incomplete_count,
    totals.median_answer_hours,
    totals.median_tier_hours
  from spine
  left join totals
    on totals.period is not distinct from spine.period
    and totals.segment = spine.segment
),

final as (
  select
    period,
    segment,
    hand_off_count,
    accepted_count,
    refused_count,
    lapsed_count,
    open_count,
    (refused_count + lapsed_count) / nullif(hand_off_count - open_count, 0) as bounced_share,
    incomplete_count,
    median_answer_hours,
    median_tier_hours
  from filled
  order by period, segment
)

select * from final;

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
from escalations
where kind = 'functional'
  and escalated_date between $from and $to
  and not is_merged
  and not is_cancelled
  and ($only_group is null or from_group_id = $only_group)
  and ($only_priority is null or priority = $only_priority)
  and (
    $only_segment is null
    or case $segment
      when 'to_group' then to_group_id
      when 'reason' then reason
      else segment_of($segment, from_group_id, priority, category, channel, origin, type)
    end = $only_segment
  )
order by escalated_at desc, ticket_id
