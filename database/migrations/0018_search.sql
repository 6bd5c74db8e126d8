-- Search in all that is said of a ticket: messages, resolutions and names too. A hyphen or an
-- apostrophe within a word is no difference: `Wi-Fi` is `wifi`.

create or replace function search_fold(text) returns text
  language sql immutable strict parallel safe
  return regexp_replace(
    regexp_replace(
      lower(public.unaccent('public.unaccent'::regdictionary, $1)),
      -- What French elides is no part of the word: « l’imprimante ».
      '\m(l|d|j|m|n|s|t|c|qu)''\m', '', 'g'),
    '\M[-\u00AD'']\m', '', 'g');

reindex index ticket_contents_search;
reindex index problem_texts_search;
-- A column that is made from others is made anew when its row is written.
update article_texts set title = title;

create index messages_search on messages using gin (search_fold(body) gin_trgm_ops);
create index notes_search on notes using gin (search_fold(body) gin_trgm_ops);
create index accounts_search on accounts using gin (search_fold(display_name) gin_trgm_ops);
