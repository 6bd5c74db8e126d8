-- title: Mail that goes out
-- title_fr: Messages envoyés
-- question: How many of the mails that were due were sent, how soon, and how many came back?
-- question_fr: Combien de messages à envoyer sont partis, en combien de temps, et combien sont revenus ?
-- grain: one row per period and segment, dated by when the mail was due
-- grain_fr: une ligne par période et par segment, à la date où le message devait partir
-- unit: mails
-- unit_fr: messages
-- exclusions: Mails that are due after the end of the data, and those of people who were erased. Mails of
--   the sign-in and dashboards sent by mail are no news of tickets.
-- exclusions_fr: Les messages à envoyer après la fin des données, et ceux des personnes effacées. Les
--   messages de connexion et les tableaux de bord envoyés ne sont pas des nouvelles de tickets.
-- owner: desk administration
-- owner_fr: administration du support
-- measure: sent_count
-- by: day
-- segments: mailbox, kind, state
-- filters: none
-- variants: Sent means that a mail server took it; whether it arrived is known only where it came back. A
--   report may come days later and changes the past: bounced_share is of what was sent in the period.
-- variants_fr: Envoyé veut dire qu’un serveur l’a pris ; l’arrivée n’est démentie que par un retour. Un
--   avis peut venir des jours plus tard et change le passé : bounced_share porte sur les envois de la
--   période.
-- columns:
--   mail_count: mails that were due
--   sent_count: taken by a server, those that came back too
--   waiting_count: due, and not sent yet
--   refused_count: not taken by the server, or without a way to their reader
--   not_needed_count: not sent, for there was nothing to tell any more
--   bounced_count: of sent_count, those that came back
--   bounced_share: bounced_count / sent_count; null where none was sent
--   median_minutes: half went later than this after they were due
--   p90_minutes: one in ten went later
--   slowest_minutes: the latest
--   oldest_waiting_minutes: how long the oldest that waits has been due, up to the end of the data
--   retried_count: tried more than once
--   maybe_twice_count: that may have been sent twice
-- columns_fr:
--   mail_count: messages à envoyer
--   sent_count: pris par un serveur, ceux qui sont revenus compris
--   waiting_count: à envoyer, et pas encore partis
--   refused_count: non pris par le serveur, ou sans chemin vers leur lecteur
--   not_needed_count: non envoyés, n’ayant plus rien à dire
--   bounced_count: parmi sent_count, ceux qui sont revenus
--   bounced_share: bounced_count / sent_count ; null sans envoi
--   median_minutes: la moitié sont partis plus tard que cela après l’heure prévue
--   p90_minutes: un sur dix est parti plus tard
--   slowest_minutes: le plus tardif
--   oldest_waiting_minutes: retard du plus ancien en attente, jusqu’à la fin des données
--   retried_count: essayés plus d’une fois
--   maybe_twice_count: peut-être envoyés deux fois

-- counted
select
  *,
  due_date as on_date,
  case $segment
    when 'mailbox' then coalesce(mailbox_id, '(none)')
    when 'kind' then kind
    when 'state' then state
    else 'all'
  end as segment,
  -- A digest is of many tickets: mails have no group and no priority.
  null::varchar as group_id,
  null::varchar as priority,
  null::varchar as customer,
  -- A desk that is ahead of its server's clock sent nothing before it was due.
  case when sent_at < due_at then 0 else epoch(sent_at - due_at) / 60 end as minutes,
  case
    when state = 'waiting' then epoch((select data_through_at from warehouse_info) - due_at) / 60
  end as waiting_minutes
from mails_out
where due_at <= (select data_through_at from warehouse_info)

-- figure
select
  period,
  segment,
  count(*) as mail_count,
  count(*) filter (where state in ('sent', 'bounced')) as sent_count,
  count(*) filter (where state = 'waiting') as waiting_count,
  count(*) filter (where state = 'refused') as refused_count,
  count(*) filter (where state = 'not_needed') as not_needed_count,
  count(*) filter (where state = 'bounced') as bounced_count,
  bounced_count / nullif(sent_count, 0) as bounced_share,
  quantile_cont(minutes, [0.5, 0.9])[1] as median_minutes,
  quantile_cont(minutes, [0.5, 0.9])[2] as p90_minutes,
  max(minutes) as slowest_minutes,
  max(waiting_minutes) as oldest_waiting_minutes,
  count(*) filter (where attempts > 1) as retried_count,
  count(*) filter (where is_maybe_sent_twice) as maybe_twice_count
from counted
group by all

-- rows
none
