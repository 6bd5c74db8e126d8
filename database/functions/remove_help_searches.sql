-- What people looked for in the help pages, with what they opened; the oldest first.
create or replace function remove_help_searches(days integer, at_most integer) returns void language sql as $$
  delete from knowledge_sessions where session_id in (
    select session_id from knowledge_sessions
    where last_seen_at < now() - make_interval(days => days)
    order by last_seen_at limit at_most);
$$;
