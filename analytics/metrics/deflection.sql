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

-- counted
select
  *,
  started_date as on_date,
  case $segment when 'place' then place when 'locale' then locale else 'all' end as segment,
  -- Nobody's session belongs to a group or has a priority.
  null::varchar as group_id,
  null::varchar as priority,
  null::varchar as customer
from knowledge_sessions
where outcome <> 'nothing_opened'

-- figure
select
  period,
  segment,
  count(*) as opened_count,
  count(*) filter (where outcome <> 'waiting') as decided_count,
  count(*) filter (where outcome = 'confirmed') as confirmed_count,
  count(*) filter (where outcome = 'implied') as implied_count,
  count(*) filter (where outcome = 'failed') as failed_count,
  count(*) filter (where outcome = 'followed') as followed_count,
  count(*) filter (where outcome = 'waiting') as waiting_count,
  confirmed_count / nullif(decided_count, 0) as confirmed_share,
  implied_count / nullif(decided_count, 0) as implied_share,
  failed_count / nullif(decided_count, 0) as failed_share,
  wilson_low(confirmed_count, decided_count) as confirmed_low,
  wilson_high(confirmed_count, decided_count) as confirmed_high
from counted
group by all

-- rows
select
  coalesce(counted.ticket_id, counted.next_ticket_id) as ticket_id,
  tickets.priority,
  tickets.group_id,
  tickets.category,
  counted.started_at,
  counted.place,
  counted.locale,
  counted.outcome,
  counted.opened_count,
  counted.session_id
from counted
left join tickets on tickets.ticket_id = coalesce(counted.ticket_id, counted.next_ticket_id)
order by counted.started_at desc, counted.session_id
