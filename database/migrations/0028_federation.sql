-- People whom others know too: providers of identities, and programs that keep people.

-- Who somebody is to a provider. Its word for them never changes hands; an address may.
create table identities (
  issuer text not null,
  subject text not null,
  account_id text not null references accounts on delete cascade,
  -- A provider of the settings.
  source text not null,
  linked_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (issuer, subject)
);
create index identities_account on identities (account_id);

-- A sign-in that was begun at a provider, and in which browser. Taken once, when it comes back.
create table sign_in_attempts (
  state_hash text primary key,
  browser_hash text not null,
  provider text not null,
  nonce text not null,
  code_verifier text not null,
  return_to text not null,
  -- Whoever is signed in already and wants the identity for their account.
  links_to text references accounts on delete cascade,
  expires_at timestamptz not null
);
create index sign_in_attempts_over on sign_in_attempts (expires_at);

-- Somebody whom a provider knows has the address of an account that is there: it waits in their
-- browser until they show that the account is theirs.
create table link_offers (
  browser_hash text primary key,
  account_id text not null references accounts on delete cascade,
  provider text not null,
  issuer text not null,
  subject text not null,
  -- The groups the provider says they are in; null where it did not say.
  groups text[],
  expires_at timestamptz not null
);
create index link_offers_over on link_offers (expires_at);

-- What a group of a directory gives to whoever is in it: a role, or a place in a group of the desk.
create table group_mappings (
  -- Made of what follows: the same is given once.
  mapping_id text primary key,
  -- A provider of the settings, or `scim`.
  source text not null,
  -- As the directory calls it: a name, an id or a path.
  directory_group text not null,
  role text,
  process_id text,
  group_id text,
  -- Tickets at once, of a place.
  capacity integer,
  created_by text references accounts on delete set null,
  created_at timestamptz not null default now(),
  check ((role is null) = (group_id is not null)),
  check ((process_id is null) = (group_id is null)),
  check ((capacity is null) = (group_id is null))
);
create index group_mappings_source on group_mappings (source, directory_group);

-- What an account holds because a directory said so. What is not here was given by hand, and no
-- directory takes it away.
create table given_roles (
  account_id text not null references accounts on delete cascade,
  role text not null,
  source text not null,
  primary key (account_id, role, source)
);
create table given_places (
  account_id text not null,
  process_id text not null,
  group_id text not null,
  source text not null,
  primary key (account_id, process_id, group_id, source),
  foreign key (process_id, group_id, account_id)
    references group_members (process_id, group_id, account_id) on delete cascade
);

-- A role that was taken away by hand is no directory's any more.
create function forget_given_roles() returns trigger language plpgsql as $$
begin
  delete from given_roles where account_id = new.account_id and not role = any(new.roles);
  return null;
end
$$;
create trigger accounts_given_roles after update of roles on accounts
  for each row when (old.roles is distinct from new.roles) execute function forget_given_roles();

-- What a program that keeps people by SCIM calls them, beside what the desk knows.
create table scim_people (
  account_id text primary key references accounts on delete cascade,
  user_name text not null,
  external_id text,
  given_name text,
  family_name text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Closed by that program, which alone may open it again; null where it was closed by hand.
  closed_at timestamptz,
  -- Deleted there. The account is closed, and stays for what is written of it.
  removed_at timestamptz
);
create unique index scim_people_user_name on scim_people (lower(user_name));
create index scim_people_external on scim_people (external_id);

create table scim_groups (
  scim_group_id text primary key,
  display_name text not null,
  external_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index scim_groups_name on scim_groups (lower(display_name));

create table scim_group_members (
  scim_group_id text not null references scim_groups on delete cascade,
  account_id text not null references accounts on delete cascade,
  primary key (scim_group_id, account_id)
);
create index scim_group_members_account on scim_group_members (account_id);
