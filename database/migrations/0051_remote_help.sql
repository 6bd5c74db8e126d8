-- Programs of remote help, by the address that opens one on a device.
create table remote_links (
  link_id text primary key,
  name text not null,
  template text not null,
  fingerprint text not null,
  created_by text references accounts on delete set null,
  created_at timestamptz not null default now()
);

-- Each time somebody opened one from a ticket. What came out of it is a diagnostic step of the ticket.
create table remote_sessions (
  session_id text primary key,
  ticket_id text not null,
  item_id text references configuration_items on delete set null,
  item_name text not null,
  link_name text not null,
  agent_id text references accounts on delete set null,
  fingerprint text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index remote_sessions_ticket on remote_sessions (ticket_id, started_at);
