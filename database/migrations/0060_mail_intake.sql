-- Mail that comes in. Every message a server ever delivered has one row in `mails`, with the one
-- thing that became of it; the bytes it came as are kept by their hash before anything is decided.

-- Where mail comes from: a folder of a server (IMAP), or whoever posts raw messages (webhook).
create table mailboxes (
  mailbox_id text primary key,
  name text not null,
  -- What people write to, in lower case.
  address text not null check (address = lower(address)),
  kind text not null check (kind in ('imap', 'webhook')),
  host text,
  port integer,
  security text check (security in ('tls', 'starttls', 'none')),
  user_name text,
  -- Sealed by the key of the desk.
  sealed_secret text,
  folder text,
  -- Where its tickets go: null is where the process routes them.
  process_id text not null,
  group_id text,
  -- Of what the desk says itself, and of people it did not know before.
  locale text not null check (locale in ('en', 'fr')),
  is_enabled boolean not null,
  -- Who may say of a message that its sender is proven: servers of one's own, by the names they sign
  -- their Authentication-Results with; beside them the desk asks itself.
  trusted_servers text[] not null default '{}',
  checks_senders boolean not null default true,
  -- What becomes of what is there at the first connection; null until somebody has chosen.
  start_from text check (start_from in ('all', 'now', 'since')),
  start_since timestamptz check (start_since is null or start_from = 'since'),
  start_chosen_at timestamptz,
  -- How the server counts now. What it gave below `start_uid` was there at the first connection.
  uid_validity bigint,
  start_uid bigint,
  -- The cursor: the highest UID whose message is kept. It moves in the transaction that keeps it.
  last_uid bigint not null default 0,
  -- A message that could not be fetched, and how often.
  stuck_uid bigint,
  stuck_count integer not null default 0,
  -- How many messages the server said there are, when it was asked last.
  server_count integer,
  connected_at timestamptz,
  checked_at timestamptz,
  -- Why the server could not be read, what it said, since when, and when it is tried again.
  failure text,
  failure_words text,
  failing_since timestamptz,
  failure_streak integer not null default 0,
  retry_at timestamptz,
  version integer not null default 1,
  command_id text not null,
  fingerprint text not null,
  created_at timestamptz not null default now(),
  check (kind = 'webhook' or num_nulls(host, port, security, user_name, folder) = 0)
);

-- The bytes of messages, as attachments keep theirs.
create table raw_mails (
  sha256 text primary key,
  content bytea not null,
  size_bytes integer not null check (size_bytes > 0),
  stored_at timestamptz not null default now()
);
alter table raw_mails alter column content set storage external;

create table mails (
  mail_id bigint generated always as identity primary key,
  mailbox_id text not null references mailboxes,
  -- By what its server knows it; of a webhook the key it was posted with.
  uid_validity bigint,
  uid bigint,
  webhook_key text,
  -- Whether two deliveries are one message; null where it was not read.
  identity text,
  -- Of a second delivery: the first.
  first_mail_id bigint references mails,
  -- Null where it was not fetched. It stays when the bytes have gone.
  sha256 text,
  size_bytes bigint not null,
  delivered_at timestamptz not null,
  stored_at timestamptz not null default now(),
  -- What was read of it.
  message_id text,
  from_address text,
  from_name text,
  subject text,
  sender_id text references accounts,
  problems text[] not null default '{}',
  -- What an administrator has ordered instead of what the rules say.
  ordered text check (ordered in ('ticket')),
  -- Null while it waits to be judged.
  fate text check (fate in ('ticket', 'message', 'note', 'follow_up', 'parked', 'refused', 'bounce',
    'duplicate', 'skipped')),
  reason text,
  -- What is said beside the reason: the words of another server, or of the desk's own rules.
  detail text,
  ticket_id text,
  -- The message it became on its ticket; null where it opened it.
  said_id text,
  rules_version integer,
  judged_at timestamptz,
  replay_count integer not null default 0,
  unique (mailbox_id, uid_validity, uid),
  unique (mailbox_id, webhook_key),
  check (num_nonnulls(uid, webhook_key) = 1 and (uid is null) = (uid_validity is null))
);
create unique index mails_first on mails (identity)
  where identity is not null and first_mail_id is null;
create index mails_fate on mails (mailbox_id, fate, mail_id);
create index mails_waiting on mails (mail_id) where fate is null;
create index mails_hash on mails (sha256);
create index mails_first_of on mails (first_mail_id) where first_mail_id is not null;
create index mails_ticket on mails (ticket_id) where ticket_id is not null;
create index mails_message on mails (message_id) where message_id is not null;
create index mails_sender on mails (sender_id) where sender_id is not null;
create index mails_address on mails (from_address) where from_address is not null;

alter table retention_rules drop constraint retention_rules_matter_check;
alter table retention_rules add constraint retention_rules_matter_check
  check (matter in ('ticket_texts', 'attachments', 'mails', 'help_searches', 'audit'));

-- Of a mailbox that cannot be read there is an alarm each.
drop index alarms_once;
create unique index alarms_once
  on alarms (kind, ticket_id, coalesce(detail ->> 'seq', detail ->> 'webhook', detail ->> 'mailbox'))
  nulls not distinct where cleared_at is null;
