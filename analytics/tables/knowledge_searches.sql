create table knowledge_searches (
  session_id varchar not null,
  n integer not null,
  requester_hash varchar not null,
  place varchar not null,
  query varchar,
  category varchar,
  result_count integer not null,
  searched_at timestamp not null,
  searched_date date not null
);

comment on table knowledge_searches is 'One row per search of a knowledge session. Typing on, or taking back, is the same search.';
comment on column knowledge_searches.session_id is 'The session.';
comment on column knowledge_searches.n is 'Which search of the session, from 1.';
comment on column knowledge_searches.requester_hash is 'Who searched: the same pseudonym as in tickets.';
comment on column knowledge_searches.place is 'portal (help pages) or form (while writing a ticket).';
comment on column knowledge_searches.query is 'Those of its words that at least 5 different people have searched for, each once, in alphabetical order, in small letters and without accents: never the search as it was typed. Null where it has none, and in a form: what is drafted there is the text of a ticket, and texts of tickets are not here.';
comment on column knowledge_searches.category is 'Category chosen in the form, if any.';
comment on column knowledge_searches.result_count is 'Articles found.';
comment on column knowledge_searches.searched_at is 'UTC.';
