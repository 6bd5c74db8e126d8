-- title: Reassignments
-- title_fr: Réaffectations
-- question: How often did tickets change groups and agents before they were first resolved?
-- question_fr: Combien de fois les tickets ont-ils changé de groupe et d’agent avant leur première
--   résolution ?
-- grain: one row per period and segment, dated by a ticket's first resolution
-- grain_fr: une ligne par période et par segment, à la date de la première résolution du ticket
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Merged and cancelled tickets. Being given to a first agent, and being opened in a group, are
--   no changes.
-- exclusions_fr: Les tickets fusionnés ou annulés. La première affectation à un agent et le groupe
--   d’ouverture ne sont pas des changements.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: reassigned_share
-- by: month
-- variants: Each change counts, whoever made it: an escalation that was refused is two changes of group.
--   Some count changes of group alone (“reassignment count”): that is group_changes_per_ticket.
-- variants_fr: Chaque changement compte, quel qu’en soit l’auteur : une escalade refusée fait deux
--   changements de groupe. Certains ne comptent que les changements de groupe : c’est
--   group_changes_per_ticket.
-- columns:
--   resolved_count: tickets first resolved in the period
--   reassigned_count: of those, had changed groups or agents before
--   reassigned_share: reassigned_count / resolved_count; null without a ticket
--   group_change_count: changes of group of those tickets before they were resolved
--   agent_change_count: changes of agent of those tickets before they were resolved
--   group_changes_per_ticket: group_change_count / resolved_count; null without a ticket
--   agent_changes_per_ticket: agent_change_count / resolved_count; null without a ticket
-- columns_fr:
--   resolved_count: tickets résolus pour la première fois pendant la période
--   reassigned_count: dont passés auparavant d’un groupe ou d’un agent à un autre
--   reassigned_share: reassigned_count / resolved_count ; null sans ticket
--   group_change_count: changements de groupe de ces tickets avant leur résolution
--   agent_change_count: changements d’agent de ces tickets avant leur résolution
--   group_changes_per_ticket: group_change_count / resolved_count ; null sans ticket
--   agent_changes_per_ticket: agent_change_count / resolved_count ; null sans ticket

-- counted
with group_changes as (
  select ticket_id, started_at as changed_at
  from ticket_periods
  qualify group_id <> lag(group_id) over (partition by ticket_id order by n)
),

agent_changes as (
  select ticket_id, assigned_at as changed_at
  from assignments
  qualify assignee_id <> lag(assignee_id) over (partition by ticket_id order by n)
),

changes as (
  select ticket_id, changed_at, true as is_of_group from group_changes
  union all
  select ticket_id, changed_at, false as is_of_group from agent_changes
),

change_counts as (
  select
    resolutions.ticket_id,
    count(*) filter (where changes.is_of_group) as group_change_count,
    count(*) filter (where not changes.is_of_group) as agent_change_count
  from resolutions
  inner join changes
    on changes.ticket_id = resolutions.ticket_id
    and changes.changed_at <= resolutions.resolved_at
  where resolutions.n = 1
  group by resolutions.ticket_id
)

select
  resolutions.*,
  resolutions.resolved_date as on_date,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment,
  coalesce(change_counts.group_change_count, 0) as group_change_count,
  coalesce(change_counts.agent_change_count, 0) as agent_change_count
from resolutions
left join change_counts on change_counts.ticket_id = resolutions.ticket_id
where resolutions.n = 1
  and not resolutions.is_merged
  and not resolutions.is_cancelled

-- figure
select
  period,
  segment,
  count(*) as resolved_count,
  count(*) filter (where counted.group_change_count + counted.agent_change_count > 0)
    as reassigned_count,
  reassigned_count / nullif(resolved_count, 0) as reassigned_share,
  coalesce(sum(counted.group_change_count), 0)::bigint as group_change_count,
  coalesce(sum(counted.agent_change_count), 0)::bigint as agent_change_count,
  sum(counted.group_change_count) / nullif(resolved_count, 0) as group_changes_per_ticket,
  sum(counted.agent_change_count) / nullif(resolved_count, 0) as agent_changes_per_ticket
from counted
group by all

-- rows
select ticket.*, resolved_at, group_change_count, agent_change_count
from counted
order by group_change_count + agent_change_count desc, resolved_at desc, ticket_id
