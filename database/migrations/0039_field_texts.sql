-- What is written into a text field of a process, beside the other texts of a ticket.
alter table notes drop constraint notes_kind_check;
alter table notes add constraint notes_kind_check check (kind in ('reason', 'requested_outcome',
  'resolution', 'root_cause', 'comment', 'diagnostic_step', 'statement', 'field'));
