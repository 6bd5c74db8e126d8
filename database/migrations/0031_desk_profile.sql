-- What the desk is called and looks like, and where it is at home. One row.
create table desk_profile (
  is_only boolean primary key default true check (is_only),
  name text not null default 'Palier',
  -- Of accounts that are made without one.
  locale text not null default 'en' check (locale in ('en', 'fr')),
  zone text not null default 'UTC',
  logo bytea,
  logo_type text check (logo_type in ('image/png', 'image/jpeg', 'image/webp')),
  -- Points of the set-up page that somebody has looked at and is content with.
  settled text[] not null default '{}',
  -- Nobody is shown the way any more.
  is_set_up boolean not null default false,
  version integer not null default 1,
  check ((logo is null) = (logo_type is null))
);
insert into desk_profile (is_only) values (true);
-- A desk that has people was set up before there was a page for it.
update desk_profile set is_set_up = exists (select from accounts);

-- Links by which the first administrator makes an account, or one who cannot sign in comes in again.
create table owner_links (
  secret_hash text primary key check (length(secret_hash) = 64),
  -- Whom it signs in; null where it makes the first account.
  account_id text references accounts on delete cascade,
  -- What is written in the form already.
  name text,
  address text,
  made_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz
);
