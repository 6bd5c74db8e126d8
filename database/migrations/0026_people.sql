-- People as their company knows them: several addresses and phones, a place, a manager.
alter table accounts
  -- As E.164 writes them: `+33612345678`.
  add column phones text[] not null default '{}',
  -- IANA; null is the desk's own.
  add column zone text,
  add column site text,
  add column department text,
  add column manager_id text references accounts on delete set null,
  -- Rises with each change, for who changes what they have read.
  add column revision integer not null default 1,
  add column updated_at timestamptz not null default now(),
  add column closed_at timestamptz;
create index accounts_manager on accounts (manager_id);
update accounts set closed_at = created_at where not is_active;

create table mail_addresses (
  -- In lower case: what differs by case alone is one mailbox.
  address text primary key check (address = lower(address)),
  account_id text not null references accounts on delete cascade,
  is_main boolean not null default false
);
create unique index mail_addresses_main on mail_addresses (account_id) where is_main;
create index mail_addresses_account on mail_addresses (account_id);
insert into mail_addresses (address, account_id, is_main)
select distinct on (lower(email)) lower(email), account_id, true
from accounts where email is not null order by lower(email), account_id;
alter table accounts drop column email;

-- Who is away when, and who stands in. Without an end it lasts until it is ended.
create table absences (
  absence_id text primary key,
  account_id text not null references accounts on delete cascade,
  from_at timestamptz not null,
  until_at timestamptz check (until_at > from_at),
  deputy_id text references accounts on delete set null check (deputy_id <> account_id),
  note text not null default '',
  created_by text references accounts on delete set null,
  created_at timestamptz not null default now()
);
create index absences_account on absences (account_id, from_at);
create index absences_deputy on absences (deputy_id, from_at);
insert into absences (absence_id, account_id, from_at)
select 'abs-' || account_id, account_id, now() from group_members where is_absent group by account_id;
alter table group_members drop column is_absent;

-- Who has left: what was in hand is handed over by the worker, however often it begins anew.
create table departures (
  departure_id bigint generated always as identity primary key,
  account_id text not null references accounts on delete cascade,
  closed_by text references accounts on delete set null,
  closed_at timestamptz not null default now(),
  -- Gets what the account had, where a group has that member and the member has room.
  deputy_id text references accounts on delete set null,
  -- In hand at the closing; handed over since.
  ticket_count integer not null default 0,
  moved_ids text[] not null default '{}',
  done_at timestamptz
);
create index departures_account on departures (account_id, departure_id);
create index departures_open on departures (departure_id) where done_at is null;

-- Each API remembers in which groups people are.
create trigger group_members_tell after insert or update or delete on group_members
  for each row execute function tell_account();

create or replace function tell_account() returns trigger language plpgsql as $$
begin
  perform pg_notify('palier_account', coalesce(new.account_id, old.account_id));
  return null;
end
$$;

-- What a person is looked for by, beside the addresses. A function of its own: what Postgres makes
-- of an array is not immutable to it. It begins with a blank, as each word does that is looked for by
-- its first letters.
create function person_words(name text, phones text[], department text, site text) returns text
  language sql immutable parallel safe
  return ' ' || public.search_fold(name) || ' '
    || coalesce(array_to_string(phones, ' '), '') || ' '
    || public.search_fold(coalesce(department, '')) || ' '
    || public.search_fold(coalesce(site, ''));
create index accounts_words on accounts
  using gin (person_words(display_name, phones, department, site) gin_trgm_ops);
create index mail_addresses_search on mail_addresses using gin (address gin_trgm_ops);
-- Lists of people go on where the page before ended.
create index accounts_by_name on accounts ((search_fold(display_name) collate "C"), account_id);
