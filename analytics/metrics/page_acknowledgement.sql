-- title: Time to acknowledge a page
-- title_fr: Délai de réponse à un appel d’astreinte
-- question: How long did it take until somebody on call had what they were paged for?
-- question_fr: Combien de temps a-t-il fallu pour qu’un appel d’astreinte soit pris en charge ?
-- grain: one row per period and segment, dated by the acknowledgement
-- grain_fr: une ligne par période et par segment, à la date de la prise en charge
-- unit: minutes
-- unit_fr: minutes
-- exclusions: Pages that nobody acknowledged (page_escalations counts them). Pages of merged and
--   cancelled tickets are in: they rang all the same.
-- exclusions_fr: Les appels que personne n’a pris en charge (page_escalations les compte). Les appels des
--   tickets fusionnés ou annulés comptent : ils ont sonné tout de même.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: median_minutes
-- by: month,group
-- segments: group, agent, level, priority, category, channel, origin, type, customer
-- variants: From when the page was asked for, over all levels. Wall clock. The group is the one that was
--   paged, the agent whoever had it. To take, answer or resolve the ticket acknowledges too.
-- variants_fr: À partir de la demande de l’appel, tous niveaux compris. En heures calendaires. Le groupe est
--   celui qui a été appelé, l’agent celui qui a pris l’appel en charge. Prendre le ticket, y répondre ou le
--   résoudre vaut prise en charge.
-- columns:
--   acknowledged_count: pages acknowledged in the period
--   first_level_count: of those, at the first level of the first round
--   median_minutes: half took longer
--   mean_minutes: mean
--   p90_minutes: one in ten took longer
-- columns_fr:
--   acknowledged_count: appels pris en charge pendant la période
--   first_level_count: dont au premier niveau du premier tour
--   median_minutes: la moitié ont pris plus longtemps
--   mean_minutes: moyenne
--   p90_minutes: un sur dix a pris plus longtemps

-- counted
select
  *,
  ended_date as on_date,
  case $segment
    when 'agent' then acknowledged_by_id
    when 'level' then level::varchar
    else segment_of($segment, group_id, priority, category, channel, origin, type, customer)
  end as segment,
  seconds_to_acknowledge / 60 as wall_minutes
from pages
where outcome = 'acknowledged'

-- figure
select
  period,
  segment,
  count(*) as acknowledged_count,
  count(*) filter (where level = 1 and round = 1) as first_level_count,
  unnest(minutes_of(wall_minutes))
from counted
group by period, segment

-- rows
select ticket.*, n, level, person_id, requested_at, ended_at, acknowledged_by_id, wall_minutes
from counted
order by ended_at desc, ticket_id, n
