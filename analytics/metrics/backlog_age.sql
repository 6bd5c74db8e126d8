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

-- counted
select
  *,
  segment_of($segment, group_id, priority, category, channel, origin, type, customer) as segment,
  datediff('day', opened_date, on_date) as age_days
from open_at_ends($from, $to, $period)

-- figure
select
  on_date,
  segment,
  count(*) as open_count,
  median(age_days) as median_age_days,
  quantile_cont(age_days, 0.9) as p90_age_days,
  steady_mean(age_days) as mean_age_days,
  max(age_days) as oldest_age_days,
  count(*) filter (where age_days < 3) as under_3_days_count,
  count(*) filter (where age_days between 3 and 6) as from_3_to_7_days_count,
  count(*) filter (where age_days between 7 and 29) as from_7_to_30_days_count,
  count(*) filter (where age_days >= 30) as over_30_days_count
from counted
group by all

-- rows
select ticket.*, assignee_id, is_pending, is_breached, opened_at, age_days
from counted
order by opened_at, ticket_id
