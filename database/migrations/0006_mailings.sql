-- Dashboards that are sent by mail. When one is due is a Schedule of Temporal under the mailing's id.

create table mailings (
  mailing_id text primary key,
  dashboard text not null,
  every text not null check (every in ('day', 'week', 'month')),
  hour integer not null check (hour between 0 and 23),
  zone text not null,
  created_at timestamptz not null default now()
);

create table mailing_recipients (
  mailing_id text not null references mailings on delete cascade,
  account_id text not null references accounts on delete cascade,
  primary key (mailing_id, account_id)
);

-- One row a recipient and period: who has had it, and why somebody has not.
create table mailing_deliveries (
  mailing_id text not null references mailings on delete cascade,
  period date not null,
  account_id text not null references accounts on delete cascade,
  attempted_at timestamptz not null default now(),
  sent_at timestamptz,
  error text,
  primary key (mailing_id, period, account_id)
);
