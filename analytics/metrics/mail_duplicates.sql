-- title: Mail delivered again
-- title_fr: Messages remis plusieurs fois
-- question: How many deliveries were of a message that the desk had already?
-- question_fr: Combien de remises portaient sur un message que le support avait déjà ?
-- grain: one row per period and segment, dated by the delivery
-- grain_fr: une ligne par période et par segment, à la date de la remise
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Messages that were left alone because they were there before: nobody read whether they are
--   alike.
-- exclusions_fr: Les messages laissés de côté parce que présents auparavant : personne n’a lu s’ils se
--   répètent.
-- owner: desk administration
-- owner_fr: administration du support
-- measure: duplicate_share
-- by: month
-- segments: mailbox
-- filters: none
-- variants: A duplicate does nothing: what became of the first delivery stands for it. It counts where it
--   came, the first delivery where that one did.
-- variants_fr: Un doublon ne fait rien : le sort de la première remise vaut pour lui. Il compte là où il
--   est arrivé, et la première remise là où elle l’est.
-- columns:
--   delivery_count: deliveries, the first ones too
--   duplicate_count: deliveries of a message that had come before
--   duplicate_share: duplicate_count / delivery_count; null without a delivery
--   repeated_count: different messages that came again
--   elsewhere_count: of duplicate_count, those whose first delivery was to another mailbox
-- columns_fr:
--   delivery_count: remises, premières comprises
--   duplicate_count: remises d’un message déjà arrivé
--   duplicate_share: duplicate_count / delivery_count ; null sans remise
--   repeated_count: messages différents arrivés plus d’une fois
--   elsewhere_count: parmi duplicate_count, ceux dont la première remise était dans une autre boîte

-- counted
select
  mails.*,
  mails.arrived_date as on_date,
  case $segment when 'mailbox' then mails.mailbox_id else 'all' end as segment,
  -- A message comes before any ticket: it has no group and no priority.
  null::varchar as group_id,
  null::varchar as priority,
  null::varchar as customer,
  mails.fate = 'duplicate' as is_duplicate,
  firsts.mailbox_id <> mails.mailbox_id as is_elsewhere
from mails
left join mails as firsts on firsts.mail_id = mails.first_mail_id
where mails.fate <> 'skipped'

-- figure
select
  period,
  segment,
  count(*) as delivery_count,
  count(*) filter (where is_duplicate) as duplicate_count,
  duplicate_count / nullif(delivery_count, 0) as duplicate_share,
  count(distinct first_mail_id) filter (where is_duplicate) as repeated_count,
  count(*) filter (where is_duplicate and is_elsewhere) as elsewhere_count
from counted
group by all

-- rows
none
