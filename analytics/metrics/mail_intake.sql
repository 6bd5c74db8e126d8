-- title: Mail that came in
-- title_fr: Messages reçus
-- question: How many messages came in, and what became of them?
-- question_fr: Combien de messages sont arrivés, et que sont-ils devenus ?
-- grain: one row per period and segment, dated by when the message came
-- grain_fr: une ligne par période et par segment, à la date d’arrivée du message
-- unit: messages
-- unit_fr: messages
-- exclusions: Nothing: each message a mailbox was given counts once, with the fate it has now.
-- exclusions_fr: Aucune : chaque message remis à une boîte compte une fois, avec son sort actuel.
-- owner: desk administration
-- owner_fr: administration du support
-- measure: mail_count
-- by: day,fate
-- segments: mailbox, fate
-- filters: none
-- variants: A message that is judged again changes the past: it leaves the fate it had. One delivered
--   twice counts twice, once as a duplicate.
-- variants_fr: Un message jugé à nouveau change le passé : il quitte son sort d’avant. Un message remis
--   deux fois compte deux fois, dont une comme doublon.
-- columns:
--   mail_count: messages that came; the ten counts that follow add up to it
--   ticket_count: opened a ticket
--   message_count: were said on a ticket
--   note_count: kept as a note on a ticket, of somebody who does not belong there
--   follow_up_count: opened a ticket that follows a closed one
--   parked_count: wait for a person
--   refused_count: were not taken
--   bounce_count: mails of the desk that came back
--   duplicate_count: had been delivered before
--   skipped_count: were there before the mailbox was read, and were left alone
--   waiting_count: not judged yet
--   sender_count: different accounts that sent them
-- columns_fr:
--   mail_count: messages arrivés ; les dix nombres qui suivent en font la somme
--   ticket_count: ont ouvert un ticket
--   message_count: ajoutés à un ticket
--   note_count: gardés en note sur un ticket, leur auteur n’en faisant pas partie
--   follow_up_count: ont ouvert un ticket qui fait suite à un ticket clos
--   parked_count: attendent une personne
--   refused_count: refusés
--   bounce_count: messages du support revenus en erreur
--   duplicate_count: déjà remis auparavant
--   skipped_count: présents avant la première lecture de la boîte, et laissés de côté
--   waiting_count: pas encore jugés
--   sender_count: comptes différents qui les ont envoyés

-- counted
select
  *,
  arrived_date as on_date,
  case $segment when 'mailbox' then mailbox_id when 'fate' then fate else 'all' end as segment,
  -- A message comes before any ticket: it has no group and no priority.
  null::varchar as group_id,
  null::varchar as priority,
  null::varchar as customer
from mails

-- figure
select
  period,
  segment,
  count(*) as mail_count,
  count(*) filter (where fate = 'ticket') as ticket_count,
  count(*) filter (where fate = 'message') as message_count,
  count(*) filter (where fate = 'note') as note_count,
  count(*) filter (where fate = 'follow_up') as follow_up_count,
  count(*) filter (where fate = 'parked') as parked_count,
  count(*) filter (where fate = 'refused') as refused_count,
  count(*) filter (where fate = 'bounce') as bounce_count,
  count(*) filter (where fate = 'duplicate') as duplicate_count,
  count(*) filter (where fate = 'skipped') as skipped_count,
  count(*) filter (where fate = 'waiting') as waiting_count,
  count(distinct sender_hash) as sender_count
from counted
group by all

-- rows
none
