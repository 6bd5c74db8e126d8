-- What people type into the help search is theirs. The warehouse gets a word of it only once so many
-- different people have searched for it, and never the search as it was typed.

create function common_term_searchers() returns integer
  language sql immutable parallel safe
  return 5;

-- The words of a search, each once, without accents and capitals.
create function search_terms(query text) returns text[]
  language sql immutable strict parallel safe
  return array(
    select distinct term
    from regexp_split_to_table(public.search_fold(query), '[^[:alnum:]]+') as term
    where length(term) >= 3
    order by term);

alter table knowledge_searches
  add column terms text[] not null generated always as (search_terms(query)) stored;
create index knowledge_searches_terms on knowledge_searches using gin (terms);

-- A word that becomes common is told of all who searched for it, those before too.
create function export_common_terms() returns trigger language plpgsql as $$
begin
  insert into export_outbox (session_id)
  select distinct searches.session_id
  from (
    select term
    from knowledge_searches
    join knowledge_sessions using (session_id)
    cross join unnest(terms) as term
    where place = 'portal'
      and terms && array(select unnest(terms) from written)
      and term in (select unnest(terms) from written)
    group by term
    having count(distinct account_id) >= common_term_searchers()
      and count(distinct account_id) filter (
        where (session_id, n) not in (select session_id, n from written)
      ) < common_term_searchers()
  ) as common
  join knowledge_searches as searches on searches.terms @> array[common.term];
  return null;
end $$;

create trigger knowledge_searches_inserted_terms
  after insert on knowledge_searches referencing new table as written
  for each statement execute function export_common_terms();
create trigger knowledge_searches_updated_terms
  after update on knowledge_searches referencing new table as written
  for each statement execute function export_common_terms();

-- Those that are too old to be shown are removed by their age.
create index notifications_visible on notifications (visible_at);
