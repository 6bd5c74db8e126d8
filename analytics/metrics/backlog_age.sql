-- title: Age of the backlog
-- title_fr: Ancienneté des tickets ouverts
-- question: How old were the tickets that were open at the end of the period?
-- question_fr: Quel âge avaient les tickets ouverts à la fin de la période ?
-- grain: one row per period and segment: the last date of the period, or of the data
-- grain_fr: une ligne par période et par segment : la dernière date de la période, ou des données
-- unit: calendar days
-- unit_fr: jours calendaires
-- exclusions: Resolved tickets, until they are reopened; merged and cancelled ones.
-- exclusions_fr: Les tickets résolus, tant qu’ils ne sont pas rouverts ; les tickets fusionnés ou annulés.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: median_age_days
-- by: month
-- variants: Age counts from the opening, in calendar days; time spent resolved before a reopening is
--   in it. time_at_group is another question.
-- variants_fr: L’âge court depuis l’ouverture, en jours calendaires ; le temps passé résolu avant une
--   réouverture y est compris. Le temps passé dans un groupe (time_at_group) est une autre question.
-- columns:
--   on_date: the date the ages stand for, at its end
--   open_count: tickets open
--   median_age_days: half of them are older
--   p90_age_days: one in ten is older
--   mean_age_days: mean; null without a ticket
--   oldest_age_days: the oldest
--   under_3_days_count: opened less than 3 days before
--   from_3_to_7_days_count: opened 3 to 6 days before
--   from_7_to_30_days_count: opened 7 to 29 days before
--   over_30_days_count: opened 30 days before, or earlier
-- columns_fr:
--   on_date: date à la fin de laquelle ces âges valent
--   open_count: tickets ouverts
--   median_age_days: la moitié sont plus anciens
--   p90_age_days: un sur dix est plus ancien
--   mean_age_days: moyenne ; null sans ticket
--   oldest_age_days: le plus ancien
--   under_3_days_count: ouverts moins de 3 jours avant
--   from_3_to_7_days_count: ouverts 3 à 6 jours avant
--   from_7_to_30_days_count: ouverts 7 à 29 jours avant
--   over_30_days_count: ouverts 30 jours avant, ou plus tôt

with closing_dates as (
  select
    period_of($period, calendar.calendar_date) as period,
    max(calendar.calendar_date) as on_date
  from calendar
  cross join warehouse_info
  where calendar.calendar_date between $from and $to
    and calendar.calendar_date <= warehouse_info.data_through_date
  group by all
),

-- The first of these dates that is not before a date: most periods ended before theirs.
next_closings as (
  select
    days.calendar_date as started_date,
    min(closing_dates.on_date) as on_date
  from calendar as days
  inner join closing_dates on closing_dates.on_date >= days.calendar_date
  where days.calendar_date between $from and $to
  group by all
),

candidates as (
  select ticket_periods.*
  from ticket_periods
  inner join next_closings using (started_date)
  where coalesce(ticket_periods.ended_date, date '9999-12-31') > next_closings.on_date
  union all
  select *
  from ticket_periods
  where started_date < $from
    and coalesce(ended_date, date '9999-12-31') > $from
),

standing as (
  select
    closing_dates.on_date,
    datediff('day', candidates.opened_date, closing_dates.on_date) as age_days,
    segment_of($segment, group_id, priority, category, channel, origin, type) as segment
  from closing_dates
  inner join candidates
    on candidates.started_date <= closing_dates.on_date
    and coalesce(candidates.ended_date, date '9999-12-31') > closing_dates.on_date
  where ($only_group is null or group_id = $only_group)
    and ($only_priority is null or priority = $only_priority)
),

totals as (
  select
    on_date,
    segment,
    count(age_days) as open_count,
    median(age_days) as median_age_days,
    quantile_cont(age_days, 0.9) as p90_age_days,
    avg(age_days) as mean_age_days,
    max(age_days) as oldest_age_days,
    count(*) filter (where age_days < 3) as under_3_days_count,
    count(*) filter (where age_days between 3 and 6) as from_3_to_7_days_count,
    count(*) filter (where age_days between 7 and 29) as from_7_to_30_days_count,
    count(*) filter (where age_days >= 30) as over_30_days_count
  from standing
  group by all
),

spine as (
  select
    closing_dates.period,
    closing_dates.on_date,
    segments.segment
  from closing_dates
  cross join (select segment from totals union select 'all' where $segment = 'all') as segments
),

final as (
  select
    spine.period,
    spine.segment,
    spine.on_date,
    coalesce(totals.open_count, 0) as open_count,
    totals.median_age_days,
    totals.p90_age_days,
    totals.mean_age_days,
    totals.oldest_age_days,
    coalesce(totals.under_3_days_count, 0) as under_3_days_count,
    coalesce(totals.from_3_to_7_days_count, 0) as from_3_to_7_days_count,
    coalesce(totals.from_7_to_30_days_count, 0) as from_7_to_30_days_count,
    coalesce(totals.over_30_days_count, 0) as over_30_days_count
  from spine
  left join totals
    on totals.on_date = spine.on_date
    and totals.segment = spine.segment
  order by spine.period, spine.segment
)

select * from final;

-- rows
select
  ticket_id,
  priority,
  group_id,
  category,
  assignee_id,
  is_pending,
  is_breached,
  opened_at,
  datediff('day', opened_date, closing.on_date) as age_days
from ticket_periods
cross join (select least($to::date, data_through_date) as on_date from warehouse_info) as closing
where started_date <= closing.on_date
  and coalesce(ended_date, date '9999-12-31') > closing.on_date
  and closing.on_date >= $from
  and ($only_group is null or group_id = $only_group)
  and ($only_priority is null or priority = $only_priority)
  and ($only_segment is null or segment_of($segment, group_id, priority, category, channel, origin, type) = $only_segment)
order by opened_at, ticket_id
