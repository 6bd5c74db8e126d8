-- title: Self-service
-- title_fr: Autonomie
-- question: Of those who opened an article, how many were helped by it, perhaps helped, or asked all the same?
-- question_fr: Parmi ceux qui ont ouvert un article, combien ont été aidés, peut-être aidés, ou ont
--   demandé quand même ?
-- grain: one row per period and segment, dated by the start of the knowledge session
-- grain_fr: une ligne par période et par segment, à la date du début de la session
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Sessions in which no article was opened: nothing was tried. Sessions of the last 7 days are
--   counted as waiting, in no share.
-- exclusions_fr: Les sessions où aucun article n’a été ouvert : rien n’a été essayé. Les sessions des 7
--   derniers jours sont comptées en attente, dans aucune part.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: confirmed_share
-- by: month
-- segments: place, locale
-- variants: Three different things, never to be added up. Confirmed: said to be solved, and no ticket of
--   the requester within 7 days. Implied: opened and left, and no ticket either: they may have given up.
--   Failed: opened, and the request was sent all the same. A ticket within 7 days that was not sent from
--   the session proves nothing either way and is counted apart.
-- variants_fr: Trois choses différentes, à ne jamais additionner. Confirmé : dit résolu, et aucun ticket
--   du demandeur sous 7 jours. Supposé : ouvert puis quitté, sans ticket non plus ; le lecteur a pu
--   renoncer. Échec : ouvert, et la demande a été envoyée quand même. Un ticket sous 7 jours qui n’a pas
--   été envoyé depuis la session ne prouve rien dans un sens ni dans l’autre, et est compté à part.
-- columns:
--   opened_count: sessions in which an article was opened
--   decided_count: of those, more than 7 days old or ended by a ticket
--   confirmed_count: said to be solved, no ticket within 7 days
--   implied_count: left without a word, no ticket within 7 days
--   failed_count: sent as a ticket all the same
--   followed_count: some ticket of the requester within 7 days, not sent from the session
--   waiting_count: of opened_count, those whose 7 days are not over
--   confirmed_share: confirmed_count / decided_count; null without a decided session
--   implied_share: implied_count / decided_count
--   failed_share: failed_count / decided_count
--   confirmed_low: lower end of the 95 % interval of confirmed_share
--   confirmed_high: upper end of the 95 % interval of confirmed_share
-- columns_fr:
--   opened_count: sessions où un article a été ouvert
--   decided_count: dont sessions jugées : de plus de 7 jours, ou terminées par un ticket
--   confirmed_count: dites résolues, sans ticket sous 7 jours
--   implied_count: quittées sans un mot, sans ticket sous 7 jours
--   failed_count: terminées quand même par l’envoi d’un ticket
--   followed_count: suivies sous 7 jours d’un ticket du demandeur, non envoyé depuis la session
--   waiting_count: parmi opened_count, celles dont les 7 jours ne sont pas écoulés
--   confirmed_share: confirmed_count / decided_count ; null sans session jugée
--   implied_share: implied_count / decided_count
--   failed_share: failed_count / decided_count
--   confirmed_low: borne basse de l’intervalle à 95 % de confirmed_share
--   confirmed_high: borne haute de l’intervalle à 95 % de confirmed_share

with sessions as (
  select
    period_of($period, started_date) as period,
    case $segment when 'place' then place when 'locale' then locale else 'all' end as segment,
    outcome
  from knowledge_sessions
  where started_date between $from and $to
    and outcome <> 'nothing_opened'
    -- Nobody's session belongs to a group or has a priority.
    and $only_group is null
    and $only_priority is null
),

spine as (
  select
    spans.period,
    segments.segment
  from periods_between($from, $to, $period) as spans
  cross join (select segment from sessions union select 'all' where $segment = 'all') as segments
),

totals as (
  select
    spine.period,
    spine.segment,
    count(sessions.outcome) as opened_count,
    count(*) filter (where sessions.outcome <> 'waiting') as decided_count,
    count(*) filter (where sessions.outcome = 'confirmed') as confirmed_count,
    count(*) filter (where sessions.outcome = 'implied') as implied_count,
    count(*) filter (where sessions.outcome = 'failed') as failed_count,
    count(*) filter (where sessions.outcome = 'followed') as followed_count,
    count(*) filter (where sessions.outcome = 'waiting') as waiting_count
  from spine
  left join sessions
    on sessions.period is not distinct from spine.period
    and sessions.segment = spine.segment
  group by all
),

final as (
  select
    period,
    segment,
    opened_count,
    decided_count,
    confirmed_count,
    implied_count,
    failed_count,
    followed_count,
    waiting_count,
    confirmed_count / nullif(decided_count, 0) as confirmed_share,
    implied_count / nullif(decided_count, 0) as implied_share,
    failed_count / nullif(decided_count, 0) as failed_share,
    wilson_low(confirmed_count, decided_count) as confirmed_low,
    wilson_high(confirmed_count, decided_count) as confirmed_high
  from totals
  order by period, segment
)

select * from final;

-- rows
select
  coalesce(sessions.ticket_id, sessions.next_ticket_id) as ticket_id,
  tickets.priority,
  tickets.group_id,
  tickets.category,
  sessions.started_at,
  sessions.place,
  sessions.locale,
  sessions.outcome,
  sessions.opened_count,
  sessions.session_id
from knowledge_sessions as sessions
left join tickets on tickets.ticket_id = coalesce(sessions.ticket_id, sessions.next_ticket_id)
where sessions.started_date between $from and $to
  and sessions.outcome <> 'nothing_opened'
  and $only_group is null
  and $only_priority is null
  and ($only_segment is null or $only_segment = case $segment
    when 'place' then sessions.place
    when 'locale' then sessions.locale
    else 'all'
  end)
order by sessions.started_at desc, sessions.session_id
