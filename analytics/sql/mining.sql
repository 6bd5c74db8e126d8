-- The activities of the cases that are asked for: tickets opened between two dates, whatever became of
-- them. A group's are those that it ever had.
create or replace macro mined_activities(first_date, last_date, of_level, only_process, only_version, only_group, only_category, only_priority, only_channel, only_type, only_origin) as table
  select *
  from activities
  where level = of_level
    and opened_date between first_date and last_date
    and (only_process is null or process_id = only_process)
    and (only_version is null or process_version = only_version)
    and (only_category is null or category = only_category)
    and (only_priority is null or priority = only_priority)
    and (only_channel is null or channel = only_channel)
    and (only_type is null or type = only_type)
    and (only_origin is null or origin = only_origin)
    and (only_group is null or ticket_id in (
      select ticket_id
      from activities
      where level = 'group'
        and activity = only_group
    ));

-- The directly-follows graph: what follows what, how often, and how long it was between the two. The
-- first activity of a case follows null, and null follows its last one so far.
create or replace macro dfg(first_date, last_date, of_level := 'status', only_process := null, only_version := null, only_group := null, only_category := null, only_priority := null, only_channel := null, only_type := null, only_origin := null) as table
  with mined as (
    select *
    from mined_activities(first_date, last_date, of_level, only_process, only_version, only_group, only_category, only_priority, only_channel, only_type, only_origin)
  ),

  moves as (
    select
      activity as from_activity,
      next_activity as to_activity,
      ticket_id,
      elapsed_seconds / 3600 as hours,
      support_seconds / 3600 as support_hours,
      is_hand_off,
      is_next_repeated
    from mined
    union all by name
    select
      null as from_activity,
      activity as to_activity,
      ticket_id,
      null as hours,
      null as support_hours,
      false as is_hand_off,
      false as is_next_repeated
    from mined
    where n = 1
  )

  select
    from_activity,
    to_activity,
    count(*) as move_count,
    count(distinct ticket_id) as case_count,
    quantile_cont(hours, [0.5, 0.9])[1] as median_hours,
    quantile_cont(hours, [0.5, 0.9])[2] as p90_hours,
    quantile_cont(support_hours, [0.5, 0.9])[1] as median_support_hours,
    quantile_cont(support_hours, [0.5, 0.9])[2] as p90_support_hours,
    count(*) filter (where is_hand_off) as hand_off_count,
    count(*) filter (where is_next_repeated) as rework_count
  from moves
  group by all
  order by move_count desc, from_activity nulls first, to_activity nulls last;

-- Each activity: how often, in how many cases, how often again, and how long until the next one.
create or replace macro activity_counts(first_date, last_date, of_level := 'status', only_process := null, only_version := null, only_group := null, only_category := null, only_priority := null, only_channel := null, only_type := null, only_origin := null) as table
  select
    activity,
    count(*) as activity_count,
    count(distinct ticket_id) as case_count,
    count(*) filter (where is_repeated) as repeated_count,
    count(distinct ticket_id) filter (where is_repeated) as repeating_case_count,
    quantile_cont(elapsed_seconds / 3600, [0.5, 0.9])[1] as median_hours,
    quantile_cont(elapsed_seconds / 3600, [0.5, 0.9])[2] as p90_hours,
    quantile_cont(support_seconds / 3600, [0.5, 0.9])[1] as median_support_hours,
    quantile_cont(support_seconds / 3600, [0.5, 0.9])[2] as p90_support_hours
  from mined_activities(first_date, last_date, of_level, only_process, only_version, only_group, only_category, only_priority, only_channel, only_type, only_origin)
  group by all
  order by activity_count desc, activity;

-- Each case as the sequence of its activities.
create or replace macro cases_mined(first_date, last_date, of_level := 'status', only_process := null, only_version := null, only_group := null, only_category := null, only_priority := null, only_channel := null, only_type := null, only_origin := null) as table
  select
    ticket_id,
    array_agg(activity order by n) as activities,
    md5(to_json(array_agg(activity order by n))::varchar) as variant_id,
    count(*) as activity_count,
    count(*) filter (where is_hand_off) as hand_off_count,
    bool_or(is_repeated) as is_reworked,
    epoch(max(started_at) - min(started_at)) / 3600 as hours
  from mined_activities(first_date, last_date, of_level, only_process, only_version, only_group, only_category, only_priority, only_channel, only_type, only_origin)
  group by ticket_id;

-- The variants: cases with the same sequence of activities, the most frequent first.
create or replace macro variants(first_date, last_date, of_level := 'status', only_process := null, only_version := null, only_group := null, only_category := null, only_priority := null, only_channel := null, only_type := null, only_origin := null) as table
  select
    variant_id,
    any_value(activities) as activities,
    count(*) as case_count,
    count(*) / sum(count(*)) over () as case_share,
    median(hours) as median_hours,
    any_value(is_reworked) as is_reworked,
    steady_mean(hand_off_count) as hand_offs_per_case
  from cases_mined(first_date, last_date, of_level, only_process, only_version, only_group, only_category, only_priority, only_channel, only_type, only_origin)
  group by variant_id
  order by case_count desc, any_value(activities);

-- What departed from the process: how often, in how many of the cases, and between which shares that
-- lies with 95 % certainty.
create or replace macro deviation_counts(first_date, last_date, only_process := null, only_version := null, only_group := null, only_category := null, only_priority := null, only_channel := null, only_type := null, only_origin := null) as table
  with cases as (
    select distinct ticket_id
    from mined_activities(first_date, last_date, 'status', only_process, only_version, only_group, only_category, only_priority, only_channel, only_type, only_origin)
  ),

  counted as (
    select
      kind,
      count(*) as deviation_count,
      count(distinct ticket_id) as case_count
    from deviations
    where ticket_id in (select ticket_id from cases)
    group by kind
  )

  select
    kind,
    deviation_count,
    case_count,
    case_count / all_count as case_share,
    wilson_low(case_count, all_count) as low_share,
    wilson_high(case_count, all_count) as high_share
  from counted
  cross join (select count(*) as all_count from cases)
  order by case_count desc, kind;
