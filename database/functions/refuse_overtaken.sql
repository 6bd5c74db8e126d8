-- What was read of tickets before their events were written must be what it still is then: whoever
-- was overtaken reads again.
create or replace function refuse_overtaken(expected integer, written bigint) returns void
language plpgsql as $$
begin
  if written <> expected then
    raise exception 'of % tickets % stood as they were read', expected, written
      using errcode = 'serialization_failure';
  end if;
end
$$;
