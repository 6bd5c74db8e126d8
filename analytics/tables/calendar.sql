create table calendar (
  calendar_date date not null,
  year integer not null,
  quarter integer not null,
  month integer not null,
  iso_week integer not null,
  iso_year integer not null,
  day_of_week integer not null,
  is_weekend boolean not null,
  week_start_date date not null,
  month_start_date date not null,
  starts_at timestamp not null,
  ends_at timestamp not null
);

comment on table calendar is 'One row per business date from 2000 to 2049, so that days without tickets are not missing.';
comment on column calendar.calendar_date is 'The date in the business zone.';
comment on column calendar.year is 'Calendar year.';
comment on column calendar.quarter is '1 to 4.';
comment on column calendar.month is '1 to 12.';
comment on column calendar.iso_week is 'ISO 8601 week, 1 to 53.';
comment on column calendar.iso_year is 'Year that ISO week belongs to.';
comment on column calendar.day_of_week is '1 is Monday, 7 is Sunday.';
comment on column calendar.is_weekend is 'Saturday or Sunday. Holidays are a matter of each support-hours calendar, not of this table.';
comment on column calendar.week_start_date is 'Its Monday.';
comment on column calendar.month_start_date is 'First of its month.';
comment on column calendar.starts_at is 'Its first instant, UTC.';
comment on column calendar.ends_at is 'First instant of the next date, UTC: 23 or 25 hours later when the clocks change.';
