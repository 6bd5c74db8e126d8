-- title: Pages by hour
-- title_fr: Appels d’astreinte par heure
-- question: Whom did pages reach, and at which hours of the day?
-- question_fr: Qui les appels d’astreinte ont-ils joint, et à quelles heures ?
-- grain: one row per period and segment, dated by when somebody was paged
-- grain_fr: une ligne par période et par segment, à la date où quelqu’un a été appelé
-- unit: pages
-- unit_fr: appels
-- exclusions: Levels at which nobody was on call. Pages of merged and cancelled tickets are in: they rang
--   all the same.
-- exclusions_fr: Les niveaux où personne n’était d’astreinte. Les appels des tickets fusionnés ou annulés
--   comptent : ils ont sonné tout de même.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: page_count
-- by: hour
-- segments: hour, agent, group, priority, category, channel, origin, type, customer
-- variants: Each person paged counts, at each level: one page that goes to three people counts three times. Hours
--   of the business zone; an hour without a page has no row. Night is from 22:00 to 06:00.
-- variants_fr: Chaque personne appelée compte, à chaque niveau : un appel qui joint trois personnes compte
--   trois fois. Heures du fuseau de référence ; une heure sans appel n’a pas de ligne. La nuit va de 22 h 00
--   à 6 h 00.
-- columns:
--   page_count: times somebody was paged in the period
--   person_count: different people paged
--   night_count: of the times, at night
--   night_share: night_count / page_count
--   weekend_count: of the times, on a Saturday or Sunday
--   woken_night_count: different nights on which somebody of the segment was paged, each with its people
-- columns_fr:
--   page_count: appels d’une personne pendant la période
--   person_count: personnes différentes appelées
--   night_count: dont la nuit
--   night_share: night_count / page_count
--   weekend_count: dont un samedi ou un dimanche
--   woken_night_count: nuits différentes pendant lesquelles quelqu’un du segment a été appelé, par personne

-- counted
with paged as (
  select
    *,
    hour_of_day(paged_at) as paged_hour
  from pages
  where paged_at is not null
)

select
  *,
  paged_date as on_date,
  case $segment
    when 'agent' then person_id
    when 'hour' then lpad(paged_hour::varchar, 2, '0')
    else segment_of($segment, group_id, priority, category, channel, origin, type, customer)
  end as segment,
  is_at_night(paged_hour) as was_at_night,
  isodow(paged_date) >= 6 as was_on_weekend,
  -- A night has the date on which it began.
  case when paged_hour < 6 then paged_date - 1 else paged_date end as night_date
from paged

-- figure
select
  period,
  segment,
  count(*) as page_count,
  count(distinct person_id) as person_count,
  count(*) filter (where was_at_night) as night_count,
  night_count / nullif(page_count, 0) as night_share,
  count(*) filter (where was_on_weekend) as weekend_count,
  count(distinct (person_id, night_date)) filter (where was_at_night) as woken_night_count
from counted
group by period, segment

-- rows
select ticket.*, n, level, person_id, paged_at, paged_hour, was_at_night, outcome, ended_at
from counted
order by paged_at desc, ticket_id, n, attempt
