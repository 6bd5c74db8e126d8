-- title: SLA attainment
-- title_fr: Respect des engagements
-- question: Of the promises that were settled in the period, which share was kept?
-- question_fr: Parmi les engagements dont l’issue s’est décidée pendant la période, quelle part a été
--   tenue ?
-- grain: one row per period and segment, dated by the instant the clock was met, breached or, unbroken,
--   cancelled
-- grain_fr: une ligne par période et par segment, à la date où le compteur a été tenu, dépassé ou, sans
--   dépassement, annulé
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Clocks that are still running in time. Cancelled ones that were never breached are counted
--   on their own (cancelled_count), in no share. Clocks of merged and cancelled tickets. A breached clock counts as breached at once, whether or
--   not its ticket is still open. Only what was given is met: an answer, a resolution of the desk, an
--   acknowledgement. What nobody gave in the end is cancelled: the answer of a ticket closed without
--   one, and all of what its requester opened and resolved alone, and of what was not approved or ended by itself
--   without a word of the desk, unless it is reopened and resolved.
-- exclusions_fr: Les compteurs encore en cours et dans les temps. Ceux annulés sans avoir jamais été
--   dépassés sont comptés à part (cancelled_count), dans aucune part. Les compteurs des tickets fusionnés ou annulés. Un compteur dépassé compte aussitôt
--   comme tel, que son ticket soit encore ouvert ou non. Seul ce qui a été donné est tenu : une
--   réponse, une résolution du centre de services, une prise en charge. Ce que personne n’a donné à la
--   fin est annulé : la réponse d’un ticket fermé sans réponse, et tout ce que le demandeur a ouvert
--   puis résolu seul, ou qui n’a pas été approuvé ou s’est terminé de lui-même sans un mot du centre de
--   services, sauf s’il est rouvert puis résolu.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: met_share
-- by: month,clock
-- segments: clock, measures, group, priority, category, channel, origin, type, customer
-- variants: Dating by due date would put promises kept early into later periods, and into the future.
-- variants_fr: Dater par l’échéance rangerait les engagements tenus en avance dans des périodes
--   ultérieures, voire dans l’avenir.
-- columns:
--   met_count: clocks stopped in time
--   breached_count: clocks that ran out, open ones included
--   met_share: met_count / (met_count + breached_count); null without a clock
--   open_breached_count: of the breached ones, those still open
--   cancelled_count: clocks that ended neither met nor breached, in no share
-- columns_fr:
--   met_count: compteurs arrêtés à temps
--   breached_count: compteurs dépassés, y compris ceux encore ouverts
--   met_share: met_count / (met_count + breached_count) ; null sans compteur
--   open_breached_count: parmi les dépassés, ceux encore ouverts
--   cancelled_count: compteurs terminés sans être ni tenus ni dépassés, dans aucune part

-- counted
select
  *,
  coalesce(settled_date, stopped_date) as on_date,
  case $segment
    when 'clock' then clock_name
    when 'measures' then measures
    else segment_of($segment, group_id, priority, category, channel, origin, type, customer)
  end as segment
from clock_cycles
where not is_merged
  and not is_cancelled

-- figure
select
  period,
  segment,
  count(*) filter (where settled_date is not null and not is_breached) as met_count,
  count(*) filter (where is_breached) as breached_count,
  met_count / nullif(met_count + breached_count, 0) as met_share,
  count(*) filter (where is_breached and stopped_at is null) as open_breached_count,
  count(*) filter (where settled_date is null) as cancelled_count
from counted
group by all

-- rows
select
  ticket.*,
  clock_name,
  measures,
  cycle,
  is_breached,
  outcome,
  started_at,
  due_at,
  breached_at,
  stopped_at,
  elapsed_seconds / 3600 as elapsed_hours,
  target_seconds / 3600 as target_hours
from counted
order by is_breached desc, started_at desc, ticket_id, clock_name, cycle
