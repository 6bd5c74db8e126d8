-- title: Ping-pong between groups
-- title_fr: Allers-retours entre groupes
-- question: Of the moves between groups, which share brought a ticket back to a group it had left?
-- question_fr: Parmi les passages d’un groupe à un autre, quelle part a ramené un ticket dans un groupe
--   qu’il avait quitté ?
-- grain: one row per period and segment, dated by the move
-- grain_fr: une ligne par période et par segment, à la date du passage
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets.
-- exclusions_fr: Les tickets fusionnés ou annulés.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: return_share
-- by: month
-- segments: group, to_group, priority, category, channel, origin, type, customer
-- variants: Segment group is the group that the ticket left, to_group the one that got it; priority and
--   category are those of that moment. Every return counts, also of an escalation that was refused, or
--   after a reopening.
-- variants_fr: Le segment group est le groupe que le ticket a quitté, to_group celui qui l’a reçu ;
--   priorité et catégorie sont celles du moment. Tout retour compte, y compris celui d’une escalade
--   refusée ou après une réouverture.
-- columns:
--   move_count: moves from one group to another
--   return_count: of those, back to a group that the ticket had left before
--   return_share: return_count / move_count; null without a move
--   moved_ticket_count: different tickets that moved
--   returned_ticket_count: different tickets that came back
-- columns_fr:
--   move_count: passages d’un groupe à un autre
--   return_count: dont retours dans un groupe que le ticket avait déjà quitté
--   return_share: return_count / move_count ; null sans passage
--   moved_ticket_count: tickets différents passés à un autre groupe
--   returned_ticket_count: tickets différents revenus

-- counted
with stays as (
  select
    *,
    lag(group_id) over (partition by ticket_id order by n) as from_group_id,
    list(group_id) over (
      partition by ticket_id order by n rows between unbounded preceding and 1 preceding
    ) as past_group_ids
  from ticket_periods
)

select
  stays.ticket_id,
  stays.started_at as moved_at,
  stays.started_date as on_date,
  stays.from_group_id as group_id,
  stays.group_id as to_group_id,
  list_contains(stays.past_group_ids, stays.group_id) as is_return,
  stays.priority,
  stays.category,
  stays.channel,
  stays.origin,
  stays.type,
  stays.customer,
  case $segment
    when 'to_group' then stays.group_id
    else segment_of(
      $segment, stays.from_group_id, stays.priority, stays.category, stays.channel, stays.origin,
      stays.type, stays.customer
    )
  end as segment
from stays
inner join tickets on tickets.ticket_id = stays.ticket_id
where stays.group_id <> stays.from_group_id
  and not tickets.is_merged
  and not tickets.is_cancelled

-- figure
select
  period,
  segment,
  count(*) as move_count,
  count(*) filter (where is_return) as return_count,
  return_count / nullif(move_count, 0) as return_share,
  count(distinct ticket_id) as moved_ticket_count,
  count(distinct ticket_id) filter (where is_return) as returned_ticket_count
from counted
group by all

-- rows
select ticket_id, priority, group_id as from_group_id, to_group_id, category, moved_at, is_return
from counted
order by moved_at desc, ticket_id
