-- Rows of the outbox that were exported long ago are removed. Whoever stands before this place may
-- have missed some of them, and has to read everything again.
create table export_outbox_floor (
  is_only boolean primary key default true check (is_only),
  xid xid8 not null,
  position bigint not null
);
insert into export_outbox_floor (xid, position) values ('0', 0);
