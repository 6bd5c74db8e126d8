-- What the exporter keeps for itself, beside the tables that analysts see. One row.
create schema exporter;

create table exporter.watermark (
  -- Hash of what the tables are made with: another one means that they must be made again.
  recipe varchar not null,
  -- Which Postgres database the position belongs to.
  source varchar not null,
  business_zone varchar not null,
  xid ubigint not null,
  position ubigint not null
);
