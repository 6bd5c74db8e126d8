-- A word as a LIKE pattern: its wildcards are ordinary characters.
create or replace function search_pattern(word text) returns text
  language sql immutable strict parallel safe
  return regexp_replace(search_fold(word), '([\\%_])', '\\\1', 'g');
