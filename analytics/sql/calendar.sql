insert into calendar
select
  day::date as calendar_date,
  year(day) as year,
  quarter(day) as quarter,
  month(day) as month,
  week(day) as iso_week,
  isoyear(day) as iso_year,
  isodow(day) as day_of_week,
  isodow(day) >= 6 as is_weekend,
  date_trunc('week', day)::date as week_start_date,
  date_trunc('month', day)::date as month_start_date,
  (day at time zone $zone) at time zone 'UTC' as starts_at,
  ((day + interval 1 day) at time zone $zone) at time zone 'UTC' as ends_at
from range(timestamp '2000-01-01', timestamp '2050-01-01', interval 1 day) as days (day);
