-- What became of each session, as far as it can be known up to data_through. Run anew for every
-- snapshot: seven days pass, and tickets come late.
update knowledge_sessions
set
  outcome = judged.outcome,
  next_ticket_id = judged.next_ticket_id,
  next_ticket_at = judged.next_ticket_at
from (
  with followed as (
    select
      sessions.session_id,
      arg_min(tickets.ticket_id, (tickets.opened_at, tickets.ticket_id)) as next_ticket_id,
      min(tickets.opened_at) as next_ticket_at
    from knowledge_sessions as sessions
    inner join tickets
      on tickets.requester_hash = sessions.requester_hash
      and tickets.opened_at >= sessions.started_at
      and tickets.opened_at < sessions.last_seen_at + to_days(7)
    group by sessions.session_id
  )

  select
    sessions.session_id,
    followed.next_ticket_id,
    followed.next_ticket_at,
    case
      when sessions.opened_count = 0 then 'nothing_opened'
      when sessions.ticket_id is not null then 'failed'
      when followed.next_ticket_id is not null then 'followed'
      when sessions.last_seen_at + to_days(7) > warehouse_info.data_through_at then 'waiting'
      when sessions.ending = 'solved' then 'confirmed'
      else 'implied'
    end as outcome
  from knowledge_sessions as sessions
  cross join warehouse_info
  left join followed using (session_id)
) as judged
where judged.session_id = knowledge_sessions.session_id;

update article_views
set outcome = case when article_views.opened_at is null then 'not_opened' else sessions.outcome end
from knowledge_sessions as sessions
where sessions.session_id = article_views.session_id;
