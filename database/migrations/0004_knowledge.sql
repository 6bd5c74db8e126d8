-- The knowledge base: what people can read to help themselves, and an honest record of whether it
-- did. Titles, bodies, searches and comments are content: erasing them is erasing rows.

-- Articles -------------------------------------------------------------------------------------

-- `revision` counts every change and is the article's ETag; `version` counts its texts. Readers see
-- the published version, which may be older than the latest.
create table articles (
  article_id text primary key,
  slug text not null unique,
  kind text not null check (kind in ('guide', 'faq', 'tutorial', 'known_error')),
  process_id text,
  category text,
  service text,
  state text not null default 'draft' check (state in ('draft', 'published', 'archived')),
  owner_id text not null references accounts,
  -- From this date on somebody should read it again.
  review_on date,
  -- The ticket whose resolution it was written from.
  source_ticket_id text,
  revision integer not null default 1,
  latest_version integer not null default 1,
  published_version integer,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  first_published_at timestamptz,
  check (state <> 'published' or published_version is not null)
);
create index articles_list on articles (state, updated_at, article_id);

-- Words are found whatever their accents; each language with its own stems.
create text search configuration palier_en (copy = english);
alter text search configuration palier_en
  alter mapping for hword, hword_part, word with unaccent, english_stem;
create text search configuration palier_fr (copy = french);
alter text search configuration palier_fr
  alter mapping for hword, hword_part, word with unaccent, french_stem;

create function article_words(locale text, title text, summary text, body text) returns tsvector
  language sql immutable strict parallel safe
  return setweight(to_tsvector(
      case locale when 'fr' then 'public.palier_fr'::regconfig else 'public.palier_en'::regconfig end,
      title), 'A')
    || setweight(to_tsvector(
      case locale when 'fr' then 'public.palier_fr'::regconfig else 'public.palier_en'::regconfig end,
      summary), 'B')
    || setweight(to_tsvector(
      case locale when 'fr' then 'public.palier_fr'::regconfig else 'public.palier_en'::regconfig end,
      body), 'C');

-- One row a version and language; a version once written never changes.
create table article_texts (
  article_id text not null references articles on delete cascade,
  version integer not null,
  locale text not null check (locale in ('en', 'fr')),
  title text not null,
  summary text not null,
  body text not null,
  words tsvector not null generated always as (article_words(locale, title, summary, body)) stored,
  -- What a mistyped word is compared with.
  heading text not null generated always as (search_text(title, summary)) stored,
  primary key (article_id, version, locale)
);
create index article_texts_words on article_texts using gin (words);

-- Who did what to an article, when. `change_id` comes from the caller's key: a change repeated is
-- found here and not done twice.
create table article_changes (
  article_id text not null references articles on delete cascade,
  revision integer not null,
  kind text not null check (kind in ('created', 'edited', 'published', 'archived', 'restored')),
  version integer not null,
  changed_by text not null references accounts,
  changed_at timestamptz not null default now(),
  change_id text not null unique,
  fingerprint text not null,
  primary key (article_id, revision)
);

create table article_feedback (
  article_id text not null references articles on delete cascade,
  account_id text not null references accounts on delete cascade,
  is_helpful boolean not null,
  comment text,
  given_at timestamptz not null default now(),
  primary key (article_id, account_id)
);

-- Sessions -------------------------------------------------------------------------------------

-- One row each time somebody looks for help: in the help pages, or while writing a ticket. Nobody's
-- word is needed for how it ended: a session without an ending was left.
create table knowledge_sessions (
  session_id text primary key,
  account_id text not null references accounts on delete cascade,
  place text not null check (place in ('portal', 'form')),
  locale text not null check (locale in ('en', 'fr')),
  started_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  ending text check (ending in ('solved', 'abandoned', 'submitted')),
  solved_by_article_id text references articles on delete set null,
  -- The ticket that was submitted after all.
  ticket_id text
);
create index knowledge_sessions_ticket on knowledge_sessions (ticket_id);
create index knowledge_sessions_account on knowledge_sessions (account_id);

-- What was looked for. While somebody types, the search grows in its row.
create table knowledge_searches (
  session_id text not null references knowledge_sessions on delete cascade,
  n integer not null,
  query text not null,
  category text,
  result_count integer not null,
  searched_at timestamptz not null default now(),
  primary key (session_id, n)
);

-- An article of a session: shown at a rank in a list, or opened by its own address (no rank).
create table knowledge_views (
  session_id text not null references knowledge_sessions on delete cascade,
  article_id text not null references articles on delete cascade,
  rank integer,
  shown_at timestamptz not null default now(),
  opened_at timestamptz,
  verdict text check (verdict in ('solved', 'not_solved')),
  primary key (session_id, article_id)
);
create index knowledge_views_article on knowledge_views (article_id, opened_at);

-- Export ---------------------------------------------------------------------------------------

-- What changed is a ticket, a problem, a session or an article; all share one order.
alter table export_outbox
  alter column ticket_id drop not null,
  alter column first_seq drop not null,
  alter column last_seq drop not null,
  add column session_id text,
  add column article_id text,
  add constraint export_outbox_of_one
    check (num_nonnulls(ticket_id, problem_id, session_id, article_id) = 1),
  add constraint export_outbox_seqs check (ticket_id is null or num_nonnulls(first_seq, last_seq) = 2);

create function export_session() returns trigger language plpgsql as $$
begin
  insert into export_outbox (session_id) values (coalesce(new.session_id, old.session_id));
  return null;
end $$;

create trigger knowledge_sessions_export
  after insert or update or delete on knowledge_sessions
  for each row execute function export_session();
create trigger knowledge_searches_export
  after insert or update or delete on knowledge_searches
  for each row execute function export_session();
create trigger knowledge_views_export
  after insert or update or delete on knowledge_views
  for each row execute function export_session();

create function export_article() returns trigger language plpgsql as $$
begin
  insert into export_outbox (article_id) values (coalesce(new.article_id, old.article_id));
  return null;
end $$;

create trigger articles_export
  after insert or update or delete on articles
  for each row execute function export_article();
