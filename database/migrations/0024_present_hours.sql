-- Which version of a calendar the desk has now: an edit that is taken back has been there before.
alter table calendar_versions add column last_seen_at timestamptz not null default now();
