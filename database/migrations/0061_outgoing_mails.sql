-- Mail that goes out: what is to be told to whom, by ids alone. The words are found when it is sent,
-- so that what was erased, merged or withdrawn in between is not said.

-- By whom a mailbox sends. `desk` is the server of PALIER_SMTP_URL; `smtp` one of its own.
alter table mailboxes
  add column out_kind text not null default 'desk' check (out_kind in ('desk', 'smtp')),
  add column out_host text,
  add column out_port integer,
  add column out_security text check (out_security in ('tls', 'starttls', 'none')),
  -- Null where the server asks for nobody's name.
  add column out_user_name text,
  -- Sealed by the key of the desk.
  add column out_sealed_secret text,
  -- So many mails a minute at most; null: as many as its server takes.
  add column out_per_minute integer check (out_per_minute > 0),
  -- Its server delivers what is sent to ADDRESS+anything: answers come to an address of their ticket.
  add column takes_plus_addresses boolean not null default true,
  -- Mails of an agent bear their name beside the address; else that of the mailbox alone.
  add column names_agents boolean not null default true,
  -- RFC 6376: by this key, sealed, for the domain of the mailbox. Null: it signs nothing itself.
  add column dkim_selector text,
  add column dkim_sealed_key text,
  -- What the domain publishes: base 64 of its SubjectPublicKeyInfo.
  add column dkim_public_key text,
  add constraint mailboxes_way_out
    check (out_kind <> 'smtp' or num_nulls(out_host, out_port, out_security) = 0),
  add constraint mailboxes_dkim check (num_nulls(dkim_selector, dkim_sealed_key, dkim_public_key) in (0, 3));

-- How a way out fares: of each mailbox, and of the desk's own (`desk`). Where its server is away, or
-- asks for patience, everything that goes by it waits until `retry_at`.
create table outgoing_queues (
  queue_id text primary key,
  failure text,
  failure_words text,
  failing_since timestamptz,
  failure_streak integer not null default 0,
  retry_at timestamptz,
  succeeded_at timestamptz
);

create table outgoing_mails (
  mail_id bigint generated always as identity primary key,
  kind text not null check (kind in ('ticket', 'digest')),
  account_id text not null references accounts on delete cascade,
  -- Of what is about one ticket; a digest is about several.
  ticket_id text references tickets on delete cascade,
  -- Whose From it bears, and by whose server it goes; null is the desk's own.
  mailbox_id text references mailboxes on delete set null,
  state text not null default 'waiting' check (state in
    ('waiting', 'sent', 'refused', 'bounced', 'not_needed')),
  -- Why it ended without being sent; null where the server's own words say it.
  reason text,
  -- Not before; later than `due_at` where it was put off.
  due_at timestamptz not null,
  next_attempt_at timestamptz not null,
  -- From then on nothing is added to it.
  closed_at timestamptz,
  attempts integer not null default 0,
  -- An attempt that began and whose end nobody has written down.
  begun_at timestamptz,
  -- An attempt was cut off when the server may have taken it, and it was sent again.
  maybe_sent_twice boolean not null default false,
  -- Without angle brackets, as it went out; the same in each attempt.
  message_id text unique,
  recipient text,
  -- What the server answered to the last attempt.
  answer text,
  attempted_at timestamptz,
  sent_at timestamptz,
  -- Of a report that it did not arrive: RFC 3463, its words, and the mail that says so.
  bounced_at timestamptz,
  bounce_status text,
  bounce_words text,
  bounce_mail_id bigint references mails,
  -- Since when its ticket says that it did not arrive.
  noted_at timestamptz,
  created_at timestamptz not null default now(),
  check ((ticket_id is null) = (kind = 'digest')),
  check ((state in ('sent', 'bounced')) = (sent_at is not null))
);
create index outgoing_mails_due on outgoing_mails (mailbox_id, next_attempt_at)
  where state = 'waiting';
create index outgoing_mails_open on outgoing_mails (account_id, ticket_id)
  where state = 'waiting' and closed_at is null;
create index outgoing_mails_ticket on outgoing_mails (ticket_id, mail_id) where ticket_id is not null;
create index outgoing_mails_state on outgoing_mails (state, mail_id);
create index outgoing_mails_unnoted on outgoing_mails (mail_id)
  where state in ('refused', 'bounced') and noted_at is null;
create index outgoing_mails_account on outgoing_mails (account_id, mail_id);

-- What a mail tells: events of tickets, each with the reason why its reader hears of it. One that is
-- told is told once to one account, however often it is read and whatever mail tells it.
create table outgoing_mail_news (
  mail_id bigint not null references outgoing_mails on delete cascade,
  account_id text not null,
  ticket_id text not null references tickets on delete cascade,
  seq integer not null,
  reason text not null,
  primary key (account_id, ticket_id, seq, reason)
);
create index outgoing_mail_news_mail on outgoing_mail_news (mail_id);
create index outgoing_mail_news_ticket on outgoing_mail_news (ticket_id);

-- Addresses that mail came back from. Where `stopped_at` is set, nothing is sent to it any more.
create table bounced_addresses (
  account_id text not null references accounts on delete cascade,
  address text not null check (address = lower(address)),
  -- Permanent ones in a row.
  bounce_count integer not null,
  bounced_at timestamptz not null,
  status text,
  words text,
  stopped_at timestamptz,
  primary key (account_id, address)
);

-- A test may be of one mailbox's way out.
alter table test_mails add column mailbox_id text references mailboxes on delete cascade;
