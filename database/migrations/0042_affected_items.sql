-- Which devices and services a ticket is about, out of its state.
alter table tickets add column affected_ids text[] not null default '{}';
create index tickets_affected on tickets using gin (affected_ids);
