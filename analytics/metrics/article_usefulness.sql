-- title: Usefulness of articles
-- title_fr: Utilité des articles
-- question: Which articles are shown, opened and said to solve it, and after which do people ask all the same?
-- question_fr: Quels articles sont montrés, ouverts, utiles au dire des lecteurs, et après lesquels
--   demande-t-on quand même ?
-- grain: one row per period and article (or kind, or category) that was shown or opened in it
-- grain_fr: une ligne par période et par article (ou genre, ou catégorie) montré ou ouvert pendant
--   celle-ci
-- unit: share (0 to 1)
-- unit_fr: part (0 à 1)
-- exclusions: Articles that no longer exist. A share is of those who said something: read it beside
--   judged_count, and its interval beside both.
-- exclusions_fr: Les articles qui n’existent plus. Une part ne porte que sur ceux qui se sont prononcés :
--   la lire avec judged_count et avec son intervalle.
-- owner: support analytics
-- owner_fr: analyse du support
-- measure: solved_share
-- by: article
-- segments: article, kind, category
-- columns:
--   title: title of the article; null for more than one
--   shown_count: sessions in which it was shown in a list
--   opened_count: sessions in which it was opened, from a list or by its address
--   open_share: of those shown it, the share that opened it; null where it was never shown
--   mean_rank: mean place in the list where it was shown, from 1
--   solved_count: readers who said that it solved it
--   unsolved_count: readers who said that it did not
--   judged_count: solved_count + unsolved_count
--   solved_share: solved_count / judged_count; null where nobody said anything
--   solved_low: lower end of the 95 % interval of solved_share
--   solved_high: upper end of the 95 % interval of solved_share
--   asked_count: sessions in which it was opened and a ticket was sent all the same
-- columns_fr:
--   title: titre de l’article ; null pour plusieurs
--   shown_count: sessions où il a été montré dans une liste
--   opened_count: sessions où il a été ouvert, depuis une liste ou par son adresse
--   open_share: des sessions où il a été montré, part où il a été ouvert ; null s’il n’a jamais été montré
--   mean_rank: place moyenne dans la liste où il a été montré, à partir de 1
--   solved_count: lecteurs qui ont dit que c’était résolu
--   unsolved_count: lecteurs qui ont dit que cela ne l’était pas
--   judged_count: solved_count + unsolved_count
--   solved_share: solved_count / judged_count ; null si personne ne s’est prononcé
--   solved_low: borne basse de l’intervalle à 95 % de solved_share
--   solved_high: borne haute de l’intervalle à 95 % de solved_share
--   asked_count: sessions où il a été ouvert et où un ticket a été envoyé quand même

-- counted
select
  article_views.*,
  articles.slug,
  shown_date as on_date,
  case $segment
    when 'article' then slug
    when 'kind' then kind
    when 'category' then coalesce(category, '(none)')
    else 'all'
  end as segment,
  case when $segment = 'article' then title end as title,
  -- Nobody's reading belongs to a group or has a priority.
  null::varchar as group_id,
  null::varchar as priority,
  null::varchar as customer
from article_views
inner join articles using (article_id)

-- ranking
select
  period,
  segment,
  title,
  count(rank) as shown_count,
  count(opened_at) as opened_count,
  count(opened_at) filter (where rank is not null) / nullif(shown_count, 0) as open_share,
  avg(rank) as mean_rank,
  count(*) filter (where verdict = 'solved') as solved_count,
  count(*) filter (where verdict = 'not_solved') as unsolved_count,
  count(verdict) as judged_count,
  solved_count / nullif(judged_count, 0) as solved_share,
  wilson_low(solved_count, judged_count) as solved_low,
  wilson_high(solved_count, judged_count) as solved_high,
  count(*) filter (where outcome = 'failed') as asked_count
from counted
group by all
order by period, opened_count desc, segment

-- rows
select
  sessions.ticket_id,
  tickets.priority,
  tickets.group_id,
  counted.slug,
  counted.shown_at,
  counted.rank,
  counted.opened_at,
  counted.verdict,
  counted.outcome,
  counted.session_id
from counted
inner join knowledge_sessions as sessions using (session_id)
left join tickets on tickets.ticket_id = sessions.ticket_id
order by counted.shown_at desc, counted.session_id, counted.slug
