-- The commands that people gave. A row is written before the command is sent; `seq` is the ticket's
-- last event once its events are rows, and until then the row is an intent that a sweep looks
-- after. A row stays for ever: it is how a key that comes again is known, whatever happened since.
create table ticket_commands (
  command_id text primary key,
  ticket_id text not null,
  fingerprint text not null,
  -- The ticket that took it: the survivor, where the one it was given to was merged.
  taken_by text,
  seq integer,
  intended_at timestamptz not null default now()
);
create index ticket_commands_open on ticket_commands (intended_at) where seq is null;
