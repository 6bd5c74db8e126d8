-- Counts an attempt as failed before it is known to have: of a thousand at once no more get through
-- than one after the other. @returns milliseconds to wait where it may not be tried now (it is not
-- counted then), else 0.
create or replace function count_attempt(keys text[], free_counts integer[], wait_max_ms bigint[])
returns bigint language plpgsql as $$
declare
  -- So long after the last one failures are forgotten.
  kept constant interval := interval '1 hour';
  at timestamptz;
  wait_ms bigint;
begin
  insert into sign_in_failures (key, count, last_at, free_at)
  select key, 0, clock_timestamp(), '-infinity' from unnest(keys) as given (key) order by key
  on conflict (key) do nothing;
  perform 1 from sign_in_failures where key = any(keys) order by key for update;
  -- Read once they are held: whoever was before us has counted by the same clock.
  at := clock_timestamp();
  select ceil(1000 * extract(epoch from max(free_at) - at)) into wait_ms
  from sign_in_failures where key = any(keys) and free_at > at;
  if wait_ms > 0 then
    return wait_ms;
  end if;
  update sign_in_failures as failures
  set
    count = counted.count,
    last_at = at,
    free_at = case
      when counted.count < rule.free_count then '-infinity'
      else at + interval '1 millisecond'
        * least(rule.wait_max_ms, 1000 * 2 ^ least(counted.count - rule.free_count, 30))
    end
  from unnest(keys, free_counts, wait_max_ms) as rule (key, free_count, wait_max_ms)
  join lateral (
    select case when known.last_at < at - kept then 1 else known.count + 1 end as count
    from sign_in_failures as known where known.key = rule.key
  ) as counted on true
  where failures.key = rule.key;
  return 0;
end
$$;
