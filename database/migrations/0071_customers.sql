-- Organisations that are served. A desk of a company's own people has none.
create table customers (
  customer_id text primary key,
  name text not null check (name <> ''),
  -- A word that processes ask about: which contract they have.
  contract text check (contract <> ''),
  note text not null default '',
  version integer not null default 1,
  command_id text not null unique,
  fingerprint text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create unique index customers_by_name on customers (lower(name));

alter table accounts add column customer_id text references customers;
create index accounts_by_customer on accounts (customer_id) where customer_id is not null;
