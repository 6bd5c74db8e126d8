-- Search in tickets: words anywhere in subject or description, whatever the accents and capitals.

-- `unaccent` counts as changeable because its dictionary could be edited; naming the dictionary is
-- what lets an index keep its results.
create function search_fold(text) returns text
  language sql immutable strict parallel safe
  return lower(public.unaccent('public.unaccent'::regdictionary, $1));

create function search_text(subject text, description text) returns text
  language sql immutable strict parallel safe
  return search_fold(subject || E'\n' || description);

create index ticket_contents_search on ticket_contents
  using gin (search_text(subject, description) gin_trgm_ops);

-- The list agents work from: the nearest deadline first, then whatever has none.
create index tickets_next_up on tickets
  (is_open, coalesce(next_deadline_at, 'infinity'::timestamptz), ticket_id);
