-- Where playbooks are that are not over: each run once with no step, and with each of its steps so far,
-- of which it is at those that are running or, once it is parked, at the last that failed.
create or replace function playbook_places()
returns table (
  ticket_id text,
  playbook text,
  version integer,
  status text,
  step text,
  kind text,
  step_position integer,
  is_here boolean,
  since timestamptz
) language sql stable as $$
  select
    playbook_runs.ticket_id,
    playbook_runs.playbook,
    playbook_runs.version,
    playbook_runs.status,
    coalesce(steps.name, ''),
    steps.kind,
    coalesce(steps.position, 0),
    coalesce(steps.is_here, true),
    coalesce(steps.started_at, playbook_runs.started_at)
  from playbook_runs
  cross join lateral (
    select null::text as name, null::text as kind, null::integer as position, null::boolean as is_here, null::timestamptz as started_at
    union all
    select
      playbook_steps.name,
      playbook_steps.kind,
      playbook_steps.position,
      playbook_steps.status = 'running' or (
        playbook_runs.status = 'parked'
        and playbook_steps.status = 'failed'
        and playbook_steps.position = max(playbook_steps.position) filter (where playbook_steps.status = 'failed') over ()
      ),
      playbook_steps.started_at
    from playbook_steps
    where playbook_steps.run_id = playbook_runs.run_id
  ) as steps
  where playbook_runs.status in ('running', 'parked')
$$;
