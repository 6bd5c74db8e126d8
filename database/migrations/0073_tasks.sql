-- Tasks on tickets: what is open of them stands in the ticket's state, what was is in its events.

-- Their titles, descriptions and checklists, beside the other texts of a ticket.
alter table notes drop constraint notes_kind_check;
alter table notes add constraint notes_kind_check check (kind in ('reason', 'requested_outcome',
  'resolution', 'root_cause', 'comment', 'diagnostic_step', 'statement', 'field', 'task'));

-- Whose open tasks a ticket has: the agents that have one, and the groups of all of them.
alter table tickets
  add column task_agent_ids text[] not null default '{}',
  add column task_group_ids text[] not null default '{}';

create index tickets_task_agents on tickets using gin (task_agent_ids)
  where task_agent_ids <> '{}';
create index tickets_task_groups on tickets using gin (task_group_ids)
  where task_group_ids <> '{}';
