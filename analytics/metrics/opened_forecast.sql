-- title: Forecast of tickets opened
-- title_fr: Prévision des ouvertures
-- question: How many tickets will enter the backlog on each of the next 28 days?
-- question_fr: Combien de tickets s’ajouteront aux tickets ouverts chacun des 28 prochains jours ?
-- grain: one row per future date, from the day after the period (or the last full day of data) ends
-- grain_fr: une ligne par date à venir, à partir du lendemain de la période (ou du dernier jour complet de
--   données)
-- unit: tickets per day
-- unit_fr: tickets par jour
-- exclusions: As entered_count of opened_and_resolved: reopened tickets are in it. Holidays to come are
--   not known to it. What had nothing in its last 14 full days has stopped, and has no forecast.
-- exclusions_fr: Comme entered_count d’opened_and_resolved : les tickets rouverts y sont. Les jours fériés
--   à venir sont inconnus de la prévision. Ce qui n’a rien eu pendant ses 14 derniers jours complets s’est
--   arrêté, et n’a pas de prévision.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: expected_count
-- by: day
-- periods: day
-- segments: origin
-- variants: Each weekday is expected to be the mean of its last 8 weeks (at least 4). Beside it stands
--   how wrong that was: tried from the end of each of 8 earlier weeks, 28 days ahead, with what was
--   known then; and how wrong repeating the last week (seasonal naive) was on the same days. A skill at
--   or under 0 is a forecast not worth drawing. The interval holds 80 % of the errors made then.
-- variants_fr: Chaque jour de la semaine est attendu à la moyenne de ses 8 dernières semaines (4 au
--   moins). À côté figure l’erreur de cette méthode, essayée depuis la fin de 8 semaines passées, à 28
--   jours, avec ce qui était connu alors ; et celle qu’aurait donnée, les mêmes jours, la répétition de la
--   dernière semaine (naïve saisonnière). Un gain nul ou négatif désigne une prévision qui ne mérite pas
--   d’être tracée. L’intervalle contient 80 % des erreurs commises alors.
-- columns:
--   expected_count: tickets expected
--   low_count: 10 % of days would be lower; null without enough history to try
--   high_count: 10 % of days would be higher
--   model_error: mean absolute error of the model, back-tested, tickets per day
--   naive_error: mean absolute error of repeating the last week, on the same days
--   skill: 1 - model_error / naive_error: 0 is no better than repeating the last week
-- columns_fr:
--   expected_count: tickets attendus
--   low_count: 10 % des jours seraient plus bas ; null sans assez d’historique pour un essai
--   high_count: 10 % des jours seraient plus hauts
--   model_error: erreur absolue moyenne du modèle, testée sur le passé, en tickets par jour
--   naive_error: erreur absolue moyenne en répétant la dernière semaine, les mêmes jours
--   skill: gain : 1 - model_error / naive_error ; 0 : pas mieux que répéter la dernière semaine

-- forecast
with entered as (
  select
    case $segment when 'origin' then origin else 'all' end as segment,
    started_date as on_date,
    count(*) as entered_count
  from ticket_periods
  where start_cause <> 'changed'
    and $period = 'day'
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
    coalesce(entered.entered_count, 0) as entered_count
  from full_days($to) as full_days
  cross join (select distinct segment from entered) as segments
  left join entered
    on entered.segment = segments.segment
    and entered.on_date = full_days.on_date
  where full_days.on_date > last_full_date($to) - 140
),

running as (
  select segment
  from days
  where on_date > last_full_date($to) - 14
  group by segment
  having sum(entered_count) > 0
),

starts as (
  select *
  from forecast_starts($to, 8)
),

profiles as (
  select
    starts.start_date,
    starts.is_now,
    days.segment,
    days.day_of_week,
    avg(days.entered_count) as model_count,
    arg_max(days.entered_count, days.on_date) as naive_count
  from starts
  inner join days
    on days.on_date > starts.start_date - 56
    and days.on_date <= starts.start_date
  group by all
  having count(*) >= 4
),

errors as (
  select
    profiles.segment,
    avg(abs(days.entered_count - profiles.model_count)) as model_error,
    avg(abs(days.entered_count - profiles.naive_count)) as naive_error,
    quantile_cont(days.entered_count - profiles.model_count, 0.1) as low_error,
    quantile_cont(days.entered_count - profiles.model_count, 0.9) as high_error
  from profiles
  inner join days
    on days.segment = profiles.segment
    and days.day_of_week = profiles.day_of_week
    and days.on_date > profiles.start_date
    and days.on_date <= profiles.start_date + 28
  where not profiles.is_now
  group by all
),

final as (
  select
    calendar.calendar_date as period,
    profiles.segment,
    profiles.model_count as expected_count,
    case when errors.low_error is not null
      then greatest(0, profiles.model_count + errors.low_error)
    end as low_count,
    profiles.model_count + errors.high_error as high_count,
    errors.model_error,
    errors.naive_error,
    1 - errors.model_error / nullif(errors.naive_error, 0) as skill
  from profiles
  inner join running on running.segment = profiles.segment
  inner join calendar
    on calendar.calendar_date > profiles.start_date
    and calendar.calendar_date <= profiles.start_date + 28
    and calendar.day_of_week = profiles.day_of_week
  left join errors on errors.segment = profiles.segment
  where profiles.is_now
    and $from::date <= profiles.start_date
  order by period, profiles.segment
)

select * from final
