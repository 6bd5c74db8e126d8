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
-- Looked up by every search that is written: what a pending list holds is read from end to end.
create index knowledge_searches_terms on knowledge_searches using gin (terms)
  with (fastupdate = off);

-- Words that so many people have searched for. A word that was common stays so.
create table common_terms (
  term text primary key
);

-- A word that becomes common is told of all who searched for it, those before too. Only words that
-- few have searched for are counted: a search costs the same however many there were.
create function export_common_terms() returns trigger language plpgsql as $$
begin
  with unknown as (
    select distinct term
    from written
    join knowledge_sessions using (session_id)
    cross join unnest(written.terms) as words(term)
    where place = 'portal'
      and not exists (select from common_terms as known where known.term = words.term)
  ), common as (
    insert into common_terms (term)
    select term
    from unknown
    where (
      -- Looked up row by row: a join of the two may read all sessions for a handful of searches.
      select count(distinct (
        select account_id
        from knowledge_sessions as sessions
        where sessions.session_id = searches.session_id and place = 'portal'
      ))
      from knowledge_searches as searches
      where searches.terms @> array[unknown.term]
    ) >= common_term_searchers()
    -- Two who make the same words common wait for each other in one order.
    order by term
    on conflict do nothing
    returning term
  )
  insert into export_outbox (session_id)
  select distinct session_id
  from common
  join knowledge_searches on terms @> array[common.term];
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
