-- Where a step is written: what stops a run after it can be told where to look.
alter table playbook_steps add column place text;
