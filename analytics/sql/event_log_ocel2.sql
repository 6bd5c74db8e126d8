-- Every section is put in order before its entries are written: a snapshot gives the same log, byte by
-- byte, however its rows lie.
with mined as (
  select *
  from mined_activities($from, $to, $level, $process, $version, $group, $category, $priority, $channel, $type, $origin)
),

cases as (
  select tickets.*
  from tickets
  where ticket_id in (select ticket_id from mined)
),

items as (
  select distinct ticket_id, item_id
  from ticket_items
  where ticket_id in (select ticket_id from cases)
),

people as (
  select actor_id as person_id from mined where actor_kind <> 'system'
  union
  select requester_hash from cases
),

groups as (
  select group_id from mined where group_id <> ''
  union
  select group_id from cases where group_id <> ''
)

select 'objectTypes' as section, json_object(
  'name', 'ticket',
  'attributes', [
    {'name': 'process', 'type': 'string'},
    {'name': 'process_version', 'type': 'integer'},
    {'name': 'type', 'type': 'string'},
    {'name': 'priority', 'type': 'string'},
    {'name': 'category', 'type': 'string'},
    {'name': 'channel', 'type': 'string'},
    {'name': 'status', 'type': 'string'},
    {'name': 'origin', 'type': 'string'}
  ]
)::varchar as entry
union all
select 'objectTypes', json_object('name', name, 'attributes', [])::varchar
from (values ('person'), ('group'), ('item'), ('problem')) as others (name)
union all
select 'eventTypes', json_object(
  'name', activity,
  'attributes', [{'name': 'tier', 'type': 'integer'}, {'name': 'role', 'type': 'string'}]
)::varchar
from (select distinct activity from mined order by activity)
union all
select 'objects', json_object(
  'id', 'ticket:' || ticket_id,
  'type', 'ticket',
  'attributes', list_filter([
    {'name': 'process', 'time': strftime(opened_at, '%Y-%m-%dT%H:%M:%S.%gZ'), 'value': process_id},
    {'name': 'process_version', 'time': strftime(opened_at, '%Y-%m-%dT%H:%M:%S.%gZ'), 'value': process_version::varchar},
    {'name': 'type', 'time': strftime(opened_at, '%Y-%m-%dT%H:%M:%S.%gZ'), 'value': type},
    {'name': 'priority', 'time': strftime(opened_at, '%Y-%m-%dT%H:%M:%S.%gZ'), 'value': priority},
    {'name': 'category', 'time': strftime(opened_at, '%Y-%m-%dT%H:%M:%S.%gZ'), 'value': category},
    {'name': 'channel', 'time': strftime(opened_at, '%Y-%m-%dT%H:%M:%S.%gZ'), 'value': channel},
    {'name': 'status', 'time': strftime(updated_at, '%Y-%m-%dT%H:%M:%S.%gZ'), 'value': status},
    {'name': 'origin', 'time': strftime(opened_at, '%Y-%m-%dT%H:%M:%S.%gZ'), 'value': origin}
  ], lambda one: one.value is not null),
  'relationships', list_concat(
    [{'objectId': 'person:' || requester_hash, 'qualifier': 'requester'}],
    case when problem_id is not null then [{'objectId': 'problem:' || problem_id, 'qualifier': 'incident of'}] else [] end,
    coalesce(related, [])
  )
)::varchar
from (
  select *
  from cases
  left join (
    select
      ticket_id,
      array_agg({'objectId': 'item:' || item_id, 'qualifier': 'about'} order by item_id) as related
    from items
    group by ticket_id
  ) as marked using (ticket_id)
  order by ticket_id
) as sorted
union all
select 'objects', json_object('id', 'person:' || person_id, 'type', 'person', 'attributes', [], 'relationships', [])::varchar
from (from people order by person_id)
union all
select 'objects', json_object('id', 'group:' || group_id, 'type', 'group', 'attributes', [], 'relationships', [])::varchar
from (from groups order by group_id)
union all
select 'objects', json_object('id', 'item:' || item_id, 'type', 'item', 'attributes', [], 'relationships', [])::varchar
from (select distinct item_id from items order by item_id)
union all
select 'objects', json_object('id', 'problem:' || problem_id, 'type', 'problem', 'attributes', [], 'relationships', [])::varchar
from (select distinct problem_id from cases where problem_id is not null order by problem_id)
union all
select 'events', json_object(
  'id', ticket_id || ':' || n,
  'type', activity,
  'time', strftime(started_at, '%Y-%m-%dT%H:%M:%S.%gZ'),
  'attributes', [
    {'name': 'tier', 'value': tier::varchar},
    {'name': 'role', 'value': actor_kind}
  ],
  'relationships', list_concat(
    [{'objectId': 'ticket:' || ticket_id, 'qualifier': 'case'}],
    case when actor_kind <> 'system' then [{'objectId': 'person:' || actor_id, 'qualifier': 'by'}] else [] end,
    case when group_id <> '' then [{'objectId': 'group:' || group_id, 'qualifier': 'in'}] else [] end
  )
)::varchar
from (from mined order by ticket_id, n)
