-- title: Time until mail is judged
-- title_fr: Délai de traitement des messages
-- question: How long after its server got it was a message judged, and what still waits?
-- question_fr: Combien de temps après son arrivée sur le serveur un message a-t-il été jugé, et
--   qu’est-ce qui attend encore ?
-- grain: one row per period and segment, dated by when the message came
-- grain_fr: une ligne par période et par segment, à la date d’arrivée du message
-- unit: minutes
-- unit_fr: minutes
-- exclusions: Messages that were there before the mailbox was read, and duplicates, which nobody judges.
--   Messages judged again are in no delay, for when they were judged first is not known any more;
--   replayed_count says how many.
-- exclusions_fr: Les messages présents avant la première lecture de la boîte, et les doublons, que
--   personne ne juge. Les messages jugés à nouveau n’entrent dans aucun délai, car on ne sait plus quand
--   ils l’ont été la première fois ; replayed_count en donne le nombre.
-- owner: desk administration
-- owner_fr: administration du support
-- measure: median_minutes
-- by: day
-- segments: mailbox, fate
-- filters: none
-- variants: median_minutes counts from the delivery, by the clock of the mail server: where that clock is
--   slow, it is too long by as much; where it is fast, it counts from when the desk had the message.
--   median_desk_minutes counts from then for all, by the desk's own clock.
-- variants_fr: median_minutes court depuis la remise, à l’horloge du serveur de messagerie : si elle
--   retarde, le délai est trop long d’autant ; si elle avance, il court depuis que le support a le
--   message. median_desk_minutes court pour tous depuis ce moment, à l’horloge du support.
-- columns:
--   judged_count: messages judged once, of which the delays are told
--   median_minutes: half waited longer, from the delivery
--   p90_minutes: one in ten waited longer, from the delivery
--   slowest_minutes: the longest, from the delivery
--   median_desk_minutes: half waited longer, from when the desk had them
--   p90_desk_minutes: one in ten waited longer, from when the desk had them
--   waiting_count: not judged yet
--   oldest_waiting_minutes: how long the oldest of those has waited, up to the end of the data
--   replayed_count: judged again, or waiting for it
-- columns_fr:
--   judged_count: messages jugés une fois, dont viennent les délais
--   median_minutes: la moitié ont attendu plus longtemps, depuis la remise
--   p90_minutes: un sur dix a attendu plus longtemps, depuis la remise
--   slowest_minutes: le plus long, depuis la remise
--   median_desk_minutes: la moitié ont attendu plus longtemps, depuis que le support les a
--   p90_desk_minutes: un sur dix a attendu plus longtemps, depuis que le support les a
--   waiting_count: pas encore jugés
--   oldest_waiting_minutes: attente du plus ancien de ceux-là, jusqu’à la fin des données
--   replayed_count: jugés à nouveau, ou en attente de l’être

-- counted
select
  *,
  arrived_date as on_date,
  case $segment when 'mailbox' then mailbox_id when 'fate' then fate else 'all' end as segment,
  -- A message comes before any ticket: it has no group and no priority.
  null::varchar as group_id,
  null::varchar as priority,
  null::varchar as customer,
  case when replay_count = 0 then epoch(judged_at - arrived_at) / 60 end as minutes,
  case when replay_count = 0 then epoch(judged_at - stored_at) / 60 end as desk_minutes,
  case
    when replay_count = 0 and fate = 'waiting'
      then epoch((select data_through_at from warehouse_info) - arrived_at) / 60
  end as waiting_minutes
from mails
where not was_there_before
  and fate not in ('skipped', 'duplicate')

-- figure
select
  period,
  segment,
  count(minutes) as judged_count,
  quantile_cont(minutes, [0.5, 0.9])[1] as median_minutes,
  quantile_cont(minutes, [0.5, 0.9])[2] as p90_minutes,
  max(minutes) as slowest_minutes,
  quantile_cont(desk_minutes, [0.5, 0.9])[1] as median_desk_minutes,
  quantile_cont(desk_minutes, [0.5, 0.9])[2] as p90_desk_minutes,
  count(*) filter (where fate = 'waiting') as waiting_count,
  -- What came while the data were read has not waited yet.
  case when max(waiting_minutes) < 0 then 0 else max(waiting_minutes) end as oldest_waiting_minutes,
  count(*) filter (where replay_count > 0) as replayed_count
from counted
group by all

-- rows
none
