-- What metrics are cut by. A period is named by its first date; without one there is a single row.
-- Days are taken off, which takes half as long as date_trunc, for each row that is counted.
create or replace macro period_of(by_period, on_date) as
  case by_period
    when 'day' then on_date
    when 'week' then on_date - (isodow(on_date) - 1)::integer
    when 'month' then on_date - (day(on_date) - 1)::integer
    else null
  end;

create or replace macro segment_of(
  by_segment, group_id, priority, category, channel, origin, type, customer
) as
  case by_segment
    when 'group' then group_id
    when 'priority' then priority
    when 'category' then coalesce(category, '(none)')
    when 'channel' then channel
    when 'origin' then origin
    when 'type' then type
    when 'customer' then coalesce(customer, '(none)')
    else 'all'
  end;

-- Every period from one date to another, as far as there is data: periods without a ticket too.
create or replace macro periods_between(first_date, last_date, by_period) as table
  select
    period_of(by_period, calendar_date) as period,
    max(calendar_date) as end_date
  from calendar
  where calendar_date between first_date
    and least(last_date, (select data_through_date from warehouse_info))
  group by all;

-- What was open at the end of each of these periods, as it was then, `on_date` the last date.
create or replace macro open_at_ends(first_date, last_date, by_period) as table
  select
    candidates.*,
    ends.end_date as on_date
  from periods_between(first_date, last_date, by_period) as ends
  inner join (
    -- Most stretches ended before the first of these dates that was to come when they began.
    select ticket_periods.*
    from ticket_periods
    inner join (
      select
        days.calendar_date as started_date,
        min(ends.end_date) as end_date
      from calendar as days
      inner join periods_between(first_date, last_date, by_period) as ends
        on ends.end_date >= days.calendar_date
      where days.calendar_date between first_date and last_date
      group by all
    ) as next_ends using (started_date)
    where coalesce(ticket_periods.ended_date, date '9999-12-31') > next_ends.end_date
    union all
    select *
    from ticket_periods
    where started_date < first_date
      and coalesce(ended_date, date '9999-12-31') > first_date
  ) as candidates
    on candidates.started_date <= ends.end_date
    and coalesce(candidates.ended_date, date '9999-12-31') > ends.end_date;

-- How long a resolution must have held before it counts as one that holds.
create or replace macro holding_days() as
  7;

create or replace macro is_mature(resolved_at) as
  resolved_at <= (select data_through_at - to_days(holding_days()) from warehouse_info);

-- Days are taken off the reopening, which few have, rather than added to every resolution.
create or replace macro is_reopened_soon(resolved_at, reopened_at) as
  coalesce(reopened_at - to_days(holding_days()) < resolved_at, false);

-- Up to the resolution one agent of tier 1 had the ticket, and its requester did not write again.
create or replace macro is_single_contact(tier, agents, agent_changes, requester_messages) as
  tier = 1 and agents = 1 and agent_changes = 0 and requester_messages = 0;

-- What a forecast knows: the last date is still going on.
create or replace macro last_full_date(last_date) as
  least(last_date::date, (select data_through_date - 1 from warehouse_info));

create or replace macro full_days(last_date) as table
  select
    calendar_date as on_date,
    day_of_week
  from calendar
  where calendar_date
    between (select min(opened_date) from tickets)
    and last_full_date(last_date);

-- Where a forecast is made from: the end of the data, and for its trial the ends of earlier weeks.
create or replace macro forecast_starts(last_date, trial_count) as table
  select
    last_full_date(last_date) - days_before::integer as start_date,
    days_before = 0 as is_now
  from (
    select 0 as days_before
    union all
    select 28 + 7 * week from range(trial_count) as weeks (week)
  );

-- 95 % interval of a share by Wilson's score, which holds for few cases and for shares near 0 or 1.
create or replace macro wilson_low(hits, cases) as
  case when cases > 0 then
    greatest(0, (
      hits / cases + 1.920729 / cases
        - 1.959964 * sqrt((hits / cases * (1 - hits / cases) + 0.960365 / cases) / cases)
    ) / (1 + 3.841459 / cases))
  end;

create or replace macro wilson_high(hits, cases) as
  case when cases > 0 then
    least(1, (
      hits / cases + 1.920729 / cases
        + 1.959964 * sqrt((hits / cases * (1 - hits / cases) + 0.960365 / cases) / cases)
    ) / (1 + 3.841459 / cases))
  end;

-- A mean of doubles depends in its last digit on the order of the rows, which is nobody's to choose.
create or replace macro steady_mean(measure) as
  round(favg(measure), 9);

-- How long things took, as columns: half of them longer than the median, one in ten longer than p90.
create or replace macro hours_of(hours) as
  {
    median_hours: quantile_cont(hours, [0.5, 0.9])[1],
    mean_hours: steady_mean(hours),
    p90_hours: quantile_cont(hours, [0.5, 0.9])[2]
  };

create or replace macro minutes_of(minutes) as
  {
    median_minutes: quantile_cont(minutes, [0.5, 0.9])[1],
    mean_minutes: steady_mean(minutes),
    p90_minutes: quantile_cont(minutes, [0.5, 0.9])[2]
  };

-- The hour of the day in the business zone. A zone computed per row is slow: of what is few.
create or replace macro hour_of_day(instant) as
  hour(
    timezone((select business_zone from warehouse_info), timezone('UTC', instant))
  )::integer;

-- From 22:00 to 06:00 of the business zone.
create or replace macro is_at_night(hour_of_day) as
  hour_of_day >= 22 or hour_of_day < 6;

create or replace macro support_hours_of(hours) as
  {
    median_support_hours: quantile_cont(hours, [0.5, 0.9])[1],
    mean_support_hours: steady_mean(hours),
    p90_support_hours: quantile_cont(hours, [0.5, 0.9])[2]
  };
