-- Files people send with what they write. Content, like texts: the workflows never see them.
create table attachments (
  attachment_id text primary key,
  owner_id text not null references accounts,
  name text not null,
  -- What its bytes say it is, whatever its name or its sender say.
  media_type text not null,
  size_bytes integer not null check (size_bytes > 0),
  sha256 text not null,
  content bytea not null,
  -- What it was sent with; neither while it is only uploaded.
  ticket_id text references ticket_contents on delete cascade,
  message_id text references messages on delete cascade,
  created_at timestamptz not null default now(),
  check (ticket_id is null or message_id is null)
);
-- What is already compressed is not compressed again.
alter table attachments alter column content set storage external;
create index attachments_message on attachments (message_id) where message_id is not null;
create index attachments_ticket on attachments (ticket_id) where ticket_id is not null;
create index attachments_unsent on attachments (owner_id, created_at)
  where ticket_id is null and message_id is null;
