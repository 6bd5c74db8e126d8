-- Programs of others that are told of tickets as they change. Texts of tickets are in none of these
-- tables: what is sent is put together when it is sent.

create table webhooks (
  webhook_id text primary key,
  name text not null,
  address text not null,
  -- Empty: of every type.
  event_types text[] not null,
  -- Each a process, or a process and one of its groups: `it_support/network`. Empty: everywhere.
  places text[] not null,
  texts text not null check (texts in ('none', 'public', 'all')),
  -- Signs each delivery, and so has to be readable. It leaves the desk once, when it is made.
  secret text not null,
  -- The one before signs beside it until then.
  previous_secret text,
  previous_until timestamptz,
  is_enabled boolean not null,
  -- Why the desk itself has disabled it.
  disabled_because text check (disabled_because in ('failing', 'gone')),
  -- Attempts in a row that did not reach its receiver, and when it is tried again.
  failure_streak integer not null default 0,
  retry_at timestamptz,
  succeeded_at timestamptz,
  version integer not null default 1,
  command_id text not null,
  fingerprint text not null,
  created_at timestamptz not null default now(),
  check (not is_enabled or disabled_because is null)
);

-- One row an event and webhook. Of the attempts the last one's answer is kept.
create table webhook_deliveries (
  delivery_id bigint generated always as identity primary key,
  webhook_id text not null references webhooks on delete cascade,
  -- What the receiver knows it by, however often it is sent: ticket and event, or a test's own.
  event_id text not null,
  ticket_id text,
  seq integer,
  type text not null,
  happened_at timestamptz not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  attempt_count integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  -- An attempt that fails after this is the last one.
  expires_at timestamptz not null,
  attempted_at timestamptz,
  duration_ms integer,
  -- HTTP, where something answered.
  answer_status integer,
  answer text,
  -- Why nothing answered, or why the answer is no success.
  error text,
  created_at timestamptz not null default now(),
  unique (webhook_id, event_id)
);
create index webhook_deliveries_pending on webhook_deliveries (webhook_id, next_attempt_at)
  where status = 'pending';
create index webhook_deliveries_age on webhook_deliveries (created_at);

-- How far the outbox has been looked through for webhooks.
create table webhook_feed (
  is_only boolean primary key default true check (is_only),
  xid xid8 not null,
  position bigint not null
);
-- What was recorded before there were webhooks is told to none.
insert into webhook_feed (xid, position)
select pg_current_xact_id(), coalesce(max(position), 0) from export_outbox;

-- Of a webhook that was disabled there is an alarm each.
drop index alarms_once;
create unique index alarms_once
  on alarms (kind, ticket_id, coalesce(detail ->> 'seq', detail ->> 'webhook'))
  nulls not distinct where cleared_at is null;
