-- What the desk tells everybody about a major incident is a text of its own.
alter table notes drop constraint notes_kind_check;
alter table notes add constraint notes_kind_check check (kind in ('reason', 'requested_outcome',
  'resolution', 'root_cause', 'comment', 'diagnostic_step', 'statement'));

-- The portal asks for them on every visit.
create index tickets_major on tickets (opened_at)
  where is_open and (state ->> 'isMajor')::boolean;
