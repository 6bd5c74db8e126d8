-- title: Changes of rights
-- title_fr: Changements de droits
-- question: How often was what people may do changed, and by what?
-- question_fr: Combien de fois les droits des personnes ont-ils changé, et par quel moyen ?
-- grain: one row per period and segment, dated by the change
-- grain_fr: une ligne par période et par segment, à la date du changement
-- unit: changes
-- unit_fr: changements
-- exclusions: Accounts that were added: with which roles, audit_entries says. Entries older than the audit
--   is kept.
-- exclusions_fr: Les comptes ajoutés : audit_entries dit avec quels rôles. Les entrées plus anciennes que
--   la durée de conservation du journal d’audit.
-- owner: desk administration
-- owner_fr: administration du support
-- measure: change_count
-- by: month,kind
-- segments: kind, program
-- filters: none
-- variants: One change of several roles counts once; each group that somebody joins or leaves counts,
--   unless a directory gave several at once.
-- variants_fr: Plusieurs rôles changés à la fois comptent pour un changement ; chaque groupe rejoint ou
--   quitté compte, sauf quand un annuaire en donne plusieurs d’un coup.
-- columns:
--   change_count: roles, groups, claims of a directory, tokens, accounts closed and opened again
--   people_count: different people whose rights changed; those of a directory's claims are not known
--   unasked_count: of change_count, those that no person asked for: a directory, the command line
-- columns_fr:
--   change_count: rôles, groupes, correspondances d’annuaire, jetons, comptes fermés ou rouverts
--   people_count: personnes différentes dont les droits ont changé ; inconnues pour une correspondance
--     d’annuaire
--   unasked_count: parmi change_count, ceux qu’aucune personne n’a demandés : annuaire, ligne de commande

-- counted
select
  *,
  recorded_date as on_date,
  case $segment when 'kind' then kind when 'program' then program else 'all' end as segment,
  -- Rights are of people, and not of a group's tickets.
  null::varchar as group_id,
  null::varchar as priority,
  null::varchar as customer
from audit_entries
where kind in (
  'roles_changed',
  'membership_changed',
  'group_claims_changed',
  'token_created',
  'token_revoked',
  'account_closed',
  'account_reopened'
)

-- figure
select
  period,
  segment,
  count(*) as change_count,
  count(distinct object_hash) as people_count,
  count(*) filter (where actor_hash is null) as unasked_count
from counted
group by all

-- rows
none
