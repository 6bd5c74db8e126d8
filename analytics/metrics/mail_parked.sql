-- title: Mail set aside
-- title_fr: Messages mis de côté
-- question: What share of the mail waits for a person, and why?
-- question_fr: Quelle part des messages attend une personne, et pourquoi ?
-- grain: one row per period and segment that has any, dated by when the message came
-- grain_fr: une ligne par période et par segment non vide, à la date d’arrivée du message
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Messages not judged yet, duplicates, and those that were left alone because they were there
--   before. What was parked and got another fate since is counted by that one.
-- exclusions_fr: Les messages pas encore jugés, les doublons, et ceux laissés de côté parce que présents
--   auparavant. Un message mis de côté qui a reçu un autre sort depuis compte selon ce dernier.
-- owner: desk administration
-- owner_fr: administration du support
-- measure: parked_share
-- by: month,mail_reason
-- segments: mailbox, mail_reason
-- filters: none
-- variants: By mail_reason each share is of all mail of the period, so that the shares add up to that of
--   all; by mailbox it is of the mail of that mailbox. Refused messages are beside it, in no share.
-- variants_fr: Par mail_reason, chaque part porte sur tous les messages de la période, et leur somme est
--   la part totale ; par mailbox, sur les messages de la boîte. Les messages refusés sont à part.
-- columns:
--   parked_count: messages that wait for a person
--   mail_count: messages judged that the share is of
--   parked_share: parked_count / mail_count
--   refused_count: messages that were not taken
--   replayed_count: of parked_count, those that were judged again and set aside again
-- columns_fr:
--   parked_count: messages qui attendent une personne
--   mail_count: messages jugés auxquels la part se rapporte
--   parked_share: parked_count / mail_count
--   refused_count: messages refusés
--   replayed_count: parmi parked_count, ceux qui ont été jugés à nouveau et remis de côté

-- counted
select
  *,
  arrived_date as on_date,
  case $segment
    when 'mailbox' then mailbox_id
    when 'mail_reason' then
      case when fate in ('parked', 'refused') then coalesce(reason, '(none)') end
    else 'all'
  end as segment,
  -- A message comes before any ticket: it has no group and no priority.
  null::varchar as group_id,
  null::varchar as priority,
  null::varchar as customer
from mails
where fate not in ('waiting', 'duplicate', 'skipped')

-- ranking
select
  period,
  segment,
  count(*) filter (where fate = 'parked') as parked_count,
  case
    when $segment = 'mail_reason' then (sum(count(*)) over (partition by period))::bigint
    else count(*)
  end as mail_count,
  parked_count / mail_count as parked_share,
  count(*) filter (where fate = 'refused') as refused_count,
  count(*) filter (where fate = 'parked' and replay_count > 0) as replayed_count
from counted
group by period, segment
qualify segment is not null
order by period, parked_count desc, refused_count desc, segment

-- rows
none
