-- Whether a run wants a ticket opened is asked every few seconds.
create index playbook_steps_openings on playbook_steps (run_id)
  where kind = 'ticket' and status = 'running';
