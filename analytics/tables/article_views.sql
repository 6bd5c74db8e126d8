create table article_views (
  session_id varchar not null,
  article_id varchar not null,
  requester_hash varchar not null,
  place varchar not null,
  rank integer,
  shown_at timestamp not null,
  shown_date date not null,
  opened_at timestamp,
  verdict varchar,
  outcome varchar
);

comment on table article_views is 'One row per article and session in which it was shown in a list or opened.';
comment on column article_views.session_id is 'The session.';
comment on column article_views.article_id is 'The article.';
comment on column article_views.requester_hash is 'Who looked: the same pseudonym as in tickets.';
comment on column article_views.place is 'portal (help pages) or form (while writing a ticket).';
comment on column article_views.rank is 'Place in the first list it was shown in, from 1; null where it was opened without a list.';
comment on column article_views.shown_at is 'When it was first shown or opened, UTC.';
comment on column article_views.opened_at is 'When it was first opened, UTC; null where it was only shown.';
comment on column article_views.verdict is 'What the reader said of it: solved, not_solved, or null.';
comment on column article_views.outcome is 'The outcome of its session; not_opened where the article itself was not.';
