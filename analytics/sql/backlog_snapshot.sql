-- Makes backlog_snapshot again from ticket_periods, up to the date in warehouse_info.
-- A period is in the backlog of a date when it began by the end of that date and ended after it, so
-- the backlog is a running sum: +1 on the date it began, -1 on the date it ended.
insert into backlog_snapshot by name
with changes as (
  select
    started_date as change_date,
    1 as sign,
    ticket_periods.*
  from ticket_periods
  where started_date is distinct from ended_date
  union all
  select
    ended_date as change_date,
    -1 as sign,
    ticket_periods.*
  from ticket_periods
  where ended_date is not null and started_date is distinct from ended_date
),

daily_changes as (
  select
    change_date,
    group_id,
    tier,
    priority,
    category,
    channel,
    type,
    origin,
    customer,
    sum(sign) as open_change,
    sum(sign) filter (where is_pending) as pending_change,
    sum(sign) filter (where assignee_id is null) as unassigned_change,
    sum(sign) filter (where is_breached) as breached_change,
    sum(sign * datediff('day', date '2000-01-01', opened_date)) as opened_days_change
  from changes
  cross join warehouse_info
  where change_date <= warehouse_info.data_through_date
  group by all
),

standing as (
  select
    daily_changes.* exclude (
      open_change, pending_change, unassigned_change, breached_change, opened_days_change
    ),
    lead(change_date, 1, warehouse_info.data_through_date + 1) over combination as until_date,
    sum(open_change) over combination as open_count,
    sum(coalesce(pending_change, 0)) over combination as pending_count,
    sum(coalesce(unassigned_change, 0)) over combination as unassigned_count,
    sum(coalesce(breached_change, 0)) over combination as breached_count,
    sum(opened_days_change) over combination as opened_days_sum
  from daily_changes
  cross join warehouse_info
  window combination as (
    partition by group_id, tier, priority, category, channel, type, origin, customer
    order by change_date
  )
),

-- Each standing lasts until the next change. Unfolding it is many times faster than joining dates.
days as (
  select
    change_date + unnest(range(datediff('day', change_date, until_date)))::integer as snapshot_date,
    standing.*
  from standing
  where open_count > 0
)

select
  * exclude (change_date, until_date, opened_days_sum),
  open_count * datediff('day', date '2000-01-01', snapshot_date) - opened_days_sum as age_days_sum
from days
order by snapshot_date, group_id, priority;
