-- What metrics are cut by. A period is named by its first date; without one there is a single row.
create or replace macro period_of(by_period, on_date) as
  case by_period
    when 'day' then on_date
    when 'week' then date_trunc('week', on_date)::date
    when 'month' then date_trunc('month', on_date)::date
    else null
  end;

create or replace macro segment_of(by_segment, group_id, priority, category, channel, origin, type) as
  case by_segment
    when 'group' then group_id
    when 'priority' then priority
    when 'category' then coalesce(category, '(none)')
    when 'channel' then channel
    when 'origin' then origin
    when 'type' then type
    else 'all'
  end;

-- Every period from one date to another, as far as there is data: periods without a ticket too.
create or replace macro periods_between(first_date, last_date, by_period) as table
  select distinct period_of(by_period, calendar_date) as period
  from calendar
  where calendar_date between first_date
    and least(last_date, (select data_through_date from warehouse_info));

-- How long a resolution must have held before it counts as one that holds.
create or replace macro holding_days() as 7;

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
