-- The request that made a person, by its fingerprint: another one under the same key is told so.
alter table accounts add column made_by_request text;
