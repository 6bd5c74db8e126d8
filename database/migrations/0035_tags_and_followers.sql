-- What lists filter by beside the rest of a ticket: the words put on it, who follows it, and who
-- reads it in copy. All of it is out of the ticket's state.
alter table tickets
  add column tags text[] not null default '{}',
  add column follower_ids text[] not null default '{}',
  add column copied_ids text[] not null default '{}';

create index tickets_tags on tickets using gin (tags);
create index tickets_followers on tickets using gin (follower_ids);
create index tickets_copied on tickets using gin (copied_ids);

-- The words that were ever put on a ticket, each in the spelling it was first written in: one that
-- differs from it by accents or hyphens alone is the same word.
create table tags (
  word text primary key,
  folded text not null unique,
  created_by text references accounts on delete set null,
  created_at timestamptz not null default now()
);
create index tags_search on tags using gin (folded gin_trgm_ops);
