select
  mined.ticket_id as case_id,
  mined.process_id as case_process,
  mined.process_version as case_version,
  mined.type as case_type,
  mined.priority as case_priority,
  mined.category as case_category,
  mined.channel as case_channel,
  mined.origin as case_origin,
  mined.activity,
  mined.started_at,
  mined.actor_id as resource,
  mined.actor_kind as role,
  mined.group_id,
  mined.tier,
  mined.seq
from mined_activities($from, $to, $level, $process, $version, $group, $category, $priority, $channel, $type, $origin) as mined
order by mined.ticket_id, mined.n
