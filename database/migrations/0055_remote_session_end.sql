-- Who ended remote help: the agent who gave it, or a team lead.
alter table remote_sessions add column ended_by text references accounts on delete set null;
