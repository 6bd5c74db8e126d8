-- Somebody who is there gives their approvals to somebody else for a time.

alter table absences add column only_approvals boolean not null default false;
