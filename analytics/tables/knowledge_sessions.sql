create table knowledge_sessions (
  session_id varchar not null,
  requester_hash varchar not null,
  place varchar not null,
  locale varchar not null,
  started_at timestamp not null,
  started_date date not null,
  last_seen_at timestamp not null,
  ending varchar,
  solved_by_article_id varchar,
  ticket_id varchar,
  search_count integer not null,
  shown_count integer not null,
  opened_count integer not null,
  outcome varchar,
  next_ticket_id varchar,
  next_ticket_at timestamp
);

comment on table knowledge_sessions is 'One row each time somebody looked for help: in the help pages, or while writing a ticket. The outcome is what can be known up to data_through, so the last week still changes; a ticket that comes later changes it too.';
comment on column knowledge_sessions.session_id is 'The session.';
comment on column knowledge_sessions.requester_hash is 'Who looked: the same pseudonym as in tickets.';
comment on column knowledge_sessions.place is 'portal (help pages) or form (while writing a ticket).';
comment on column knowledge_sessions.locale is 'Language of the screen: en or fr.';
comment on column knowledge_sessions.started_at is 'UTC.';
comment on column knowledge_sessions.started_date is 'Business date of started_at: sessions are dated by it.';
comment on column knowledge_sessions.last_seen_at is 'When anything last happened in it, UTC: the seven days of the outcome run from here.';
comment on column knowledge_sessions.ending is 'What was said: solved (an article solved it), submitted (a ticket was sent), abandoned (the window was closed); null where nothing was said, which is leaving too.';
comment on column knowledge_sessions.solved_by_article_id is 'The article that was said to solve it.';
comment on column knowledge_sessions.ticket_id is 'The ticket that was sent in the session itself.';
comment on column knowledge_sessions.search_count is 'Searches made; typing on is the same search.';
comment on column knowledge_sessions.shown_count is 'Articles shown or opened.';
comment on column knowledge_sessions.opened_count is 'Articles opened.';
comment on column knowledge_sessions.outcome is 'nothing_opened; failed (opened, and a ticket was sent all the same); followed (opened and not sent, but the requester opened some ticket within 7 days: proves nothing either way); waiting (the 7 days are not over); confirmed (said to be solved, no ticket within 7 days); implied (opened and left, no ticket within 7 days). Never add confirmed and implied up.';
comment on column knowledge_sessions.next_ticket_id is 'The requester''s first ticket from its start to 7 days after last_seen_at.';
comment on column knowledge_sessions.next_ticket_at is 'When that ticket was opened, UTC.';
