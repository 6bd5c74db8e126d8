-- title: Sign-ins
-- title_fr: Connexions
-- question: How often did people sign in, and how often was a sign-in refused?
-- question_fr: Combien de fois s’est-on connecté, et combien de connexions ont été refusées ?
-- grain: one row per period and segment, dated by the sign-in
-- grain_fr: une ligne par période et par segment, à la date de la connexion
-- unit: sign-ins
-- unit_fr: connexions
-- exclusions: What came too often and was not looked at. Entries older than the audit is kept.
-- exclusions_fr: Les tentatives trop fréquentes, qui n’ont pas été examinées. Les entrées plus anciennes
--   que la durée de conservation du journal d’audit.
-- owner: desk administration
-- owner_fr: administration du support
-- measure: refused_count
-- by: day
-- segments: method
-- filters: none
-- variants: A wrong code after a right password is a refusal; the right code after it is one sign-in.
--   Programs show their token each time and sign in to nothing.
-- variants_fr: Un code faux après un mot de passe juste est un refus ; le bon code qui suit est une
--   connexion. Les programmes présentent leur jeton à chaque fois et ne se connectent pas.
-- columns:
--   refused_count: sign-ins refused: wrong password, code, passkey
--   unknown_count: of those, for an address that nobody has
--   tried_people_count: different people whose account somebody failed to sign in to
--   done_count: sign-ins that succeeded
--   refused_share: refused_count / (refused_count + done_count); null where nobody tried
-- columns_fr:
--   refused_count: connexions refusées : mot de passe, code ou clé d’accès faux
--   unknown_count: dont pour une adresse que personne n’a
--   tried_people_count: personnes différentes dont le compte a connu un refus
--   done_count: connexions réussies
--   refused_share: refused_count / (refused_count + done_count) ; null sans tentative

-- counted
select
  *,
  recorded_date as on_date,
  case $segment when 'method' then coalesce(after_values ->> 'method', '(none)') else 'all' end as segment,
  -- Nobody's sign-in belongs to a group or has a priority.
  null::varchar as group_id,
  null::varchar as priority,
  null::varchar as customer
from audit_entries
where kind in ('sign_in', 'sign_in_failed')

-- figure
select
  period,
  segment,
  count(*) filter (where outcome = 'refused') as refused_count,
  count(*) filter (where outcome = 'refused' and object_hash is null) as unknown_count,
  count(distinct object_hash) filter (where outcome = 'refused') as tried_people_count,
  count(*) filter (where outcome = 'done') as done_count,
  refused_count / nullif(refused_count + done_count, 0) as refused_share
from counted
group by all

-- rows
none
