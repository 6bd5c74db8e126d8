-- Who was erased. The worker keeps the same in a file beside the warehouse: a database that was put
-- back to an older copy erases them again.
create table erasures (
  account_id text primary key references accounts,
  erased_at timestamptz not null default now(),
  -- Texts that others wrote and that went with them: `message`, `note`, `ticket`, `problem`, and an id.
  mentions text[] not null default '{}'
);

-- How long is kept what need not stay for ever, in days; what is not here stays.
create table retention_rules (
  matter text primary key check (matter in ('ticket_texts', 'attachments', 'help_searches', 'audit')),
  days integer not null check (days between 1 and 36500)
);
