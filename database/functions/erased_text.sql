-- What stands where a text was.
create or replace function erased_text() returns text language sql immutable parallel safe return '[erased]';
