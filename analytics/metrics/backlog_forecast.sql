-- title: Forecast of the backlog
-- title_fr: Prévision des tickets ouverts
-- question: How many tickets will be open at the end of each of the next 28 days?
-- question_fr: Combien de tickets seront ouverts à la fin de chacun des 28 prochains jours ?
-- grain: one row per future date, from the day after the period (or the last full day of data) ends
-- grain_fr: une ligne par date à venir, à partir du lendemain de la période (ou du dernier jour complet de
--   données)
-- unit: tickets
-- unit_fr: tickets
-- exclusions: As backlog. Holidays, campaigns and hirings to come are not known to it.
-- exclusions_fr: Comme backlog. Les jours fériés, les campagnes et les embauches à venir sont
--   inconnus de la prévision.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: expected_count
-- by: day
-- periods: day
-- segments: origin
-- variants: The backlog goes on changing as each weekday changed it over the last 8 weeks (at least 4).
--   Beside it stands how wrong that was: tried from the end of each of 16 earlier weeks, with what was
--   known then, errors kept apart by the week ahead; how wrong repeating the last week (seasonal
--   naive) was on the same days; and how wrong "it stays as it is" was, which is hard to
--   beat for a stock. A skill at or under 0 is a forecast not worth drawing. The interval holds 80 % of the
--   errors made.
-- variants_fr: Le nombre de tickets ouverts continue de varier comme chaque jour de la semaine l’a fait
--   varier sur les 8 dernières semaines (4 au moins). À côté figure l’erreur de cette méthode, essayée
--   depuis la fin de 16 semaines passées avec ce qui était connu alors, les erreurs étant séparées par
--   semaine d’avance ; celle qu’aurait donnée, les mêmes jours, la répétition de la dernière semaine
--   (naïve saisonnière) ; et celle de « rien ne change », difficile à battre pour un stock. Un gain nul ou
--   négatif désigne une prévision qui ne mérite pas d’être tracée. L’intervalle contient 80 % des erreurs
--   commises.
-- columns:
--   expected_count: tickets expected to be open
--   low_count: 10 % of days would be lower; null without enough history to try
--   high_count: 10 % of days would be higher
--   model_error: mean absolute error of the model that many weeks ahead, back-tested, tickets
--   naive_error: mean absolute error of repeating the last week, on the same days
--   unchanged_error: mean absolute error of "it stays as it is", on the same days
--   skill: 1 - model_error / the smaller of these two: 0 is no better than the better of them
-- columns_fr:
--   expected_count: tickets ouverts attendus
--   low_count: 10 % des jours seraient plus bas ; null sans assez d’historique pour un essai
--   high_count: 10 % des jours seraient plus hauts
--   model_error: erreur absolue moyenne du modèle à autant de semaines, testée sur le passé, en tickets
--   naive_error: erreur absolue moyenne en répétant la dernière semaine, les mêmes jours
--   unchanged_error: erreur absolue moyenne de « rien ne change », les mêmes jours
--   skill: gain : 1 - model_error / la plus petite de ces deux erreurs ; 0 : pas mieux que la meilleure

-- forecast
with standing as (
  select
    case $segment when 'origin' then origin else 'all' end as segment,
    snapshot_date as on_date,
    sum(open_count)::bigint as open_count
  from backlog_snapshot
  where $period = 'day'
    and ($only_group is null or group_id = $only_group)
    and ($only_priority is null or priority = $only_priority)
    and ($only_customer is null or customer = $only_customer)
  group by all
),

days as (
  select
    segments.segment,
    full_days.on_date,
    full_days.day_of_week,
    coalesce(standing.open_count, 0) as open_count,
    coalesce(standing.open_count, 0) - lag(coalesce(standing.open_count, 0), 1, 0) over (
      partition by segments.segment order by full_days.on_date
    ) as net_count
  from full_days($to) as full_days
  cross join (select distinct segment from standing) as segments
  left join standing
    on standing.segment = segments.segment
    and standing.on_date = full_days.on_date
),

starts as (
  select *
  from forecast_starts($to, 16)
),

profiles as (
  select
    starts.start_date,
    starts.is_now,
    days.segment,
    days.day_of_week,
    avg(days.net_count) as net_count
  from starts
  inner join days
    on days.on_date > starts.start_date - 56
    and days.on_date <= starts.start_date
  group by all
  having count(*) >= 4
),

predicted as (
  select
    profiles.start_date,
    profiles.is_now,
    profiles.segment,
    calendar.calendar_date as on_date,
    (datediff('day', profiles.start_date, calendar.calendar_date) + 6) // 7 as weeks_ahead,
    last_day.open_count as unchanged_count,
    greatest(0, last_day.open_count + sum(profiles.net_count) over (
      partition by profiles.start_date, profiles.segment order by calendar.calendar_date
    )) as model_count
  from profiles
  inner join days as last_day
    on last_day.segment = profiles.segment
    and last_day.on_date = profiles.start_date
  inner join calendar
    on calendar.calendar_date > profiles.start_date
    and calendar.calendar_date <= profiles.start_date + 28
    and calendar.day_of_week = profiles.day_of_week
),

tried as (
  select
    predicted.segment,
    predicted.weeks_ahead,
    days.open_count - predicted.model_count as model_error,
    days.open_count - last_week.open_count as naive_error,
    days.open_count - predicted.unchanged_count as unchanged_error
  from predicted
  inner join days
    on days.segment = predicted.segment
    and days.on_date = predicted.on_date
  inner join days as last_week
    on last_week.segment = predicted.segment
    and last_week.on_date = predicted.on_date - (7 * predicted.weeks_ahead)::integer
  where not predicted.is_now
),

errors as (
  select
    segment,
    weeks_ahead,
    avg(abs(model_error)) as model_error,
    avg(abs(naive_error)) as naive_error,
    avg(abs(unchanged_error)) as unchanged_error,
    quantile_cont(model_error, 0.1) as low_error,
    quantile_cont(model_error, 0.9) as high_error
  from tried
  group by all
),

final as (
  select
    predicted.on_date as period,
    predicted.segment,
    predicted.model_count as expected_count,
    case when errors.low_error is not null
      then greatest(0, predicted.model_count + errors.low_error)
    end as low_count,
    case when errors.high_error is not null
      then greatest(0, predicted.model_count + errors.high_error)
    end as high_count,
    errors.model_error,
    errors.naive_error,
    errors.unchanged_error,
    1 - errors.model_error / nullif(least(errors.naive_error, errors.unchanged_error), 0) as skill
  from predicted
  left join errors
    on errors.segment = predicted.segment
    and errors.weeks_ahead = predicted.weeks_ahead
  where predicted.is_now
    and $from::date <= predicted.start_date
  order by period, predicted.segment
)

select * from final
