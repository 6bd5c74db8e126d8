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

create index knowledge_searches_terms on knowledge_searches using gin (search_terms(query));

create function term_searchers(term text) returns bigint
  language sql stable strict
  return (
    select count(distinct account_id)
    from knowledge_searches
    join knowledge_sessions using (session_id)
    where search_terms(query) @> array[term] and place = 'portal');

-- A word that becomes common is told of all who searched for it, those before too.
create function export_common_terms() returns trigger language plpgsql as $$
begin
  insert into export_outbox (session_id)
  select distinct searches.session_id
  from unnest(search_terms(new.query)) as term
  join knowledge_searches as searches on search_terms(searches.query) @> array[term]
  where term_searchers(term) = common_term_searchers();
  return null;
end $$;

create trigger knowledge_searches_common_terms
  after insert or update on knowledge_searches
  for each row execute function export_common_terms();

-- Those that are too old to be shown are removed by their age.
create index notifications_visible on notifications (visible_at);
