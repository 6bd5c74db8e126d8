/** How a rival says what the two do not say alike. */
export interface Dialect {
  month(date: string): string;
  week(date: string): string;
  /** Hours from one instant to a later one. */
  hours(from: string, to: string): string;
  /** Days from one date to a later one. */
  days(from: string, to: string): string;
  addDays(date: string, days: string): string;
  /** The instant so many days after. */
  daysAfter(instant: string, days: number): string;
  quantile(value: string, share: number): string;
  greater(one: string, other: string): string;
  date(text: string): string;
  instant(text: string): string;
}

/** What is asked: the metrics' own dates. */
export interface Asked {
  from: string;
  to: string;
  /** Up to when the data goes: date, and instant in milliseconds UTC. */
  throughDate: string;
  through: number;
  /** The last date of each month asked about, and of the data. */
  monthEnds: string[];
}

/**
 * The questions of the metrics as one would write them by hand for a database of rows, cut as each
 * metric is when nobody says. Each gives `period`, `segment` and `measure`.
 */
export function questionsFor(d: Dialect, asked: Asked): Record<string, string> {
  const from = d.date(asked.from);
  const to = d.date(asked.to);
  const through = d.instant(new Date(asked.through).toISOString().slice(0, 23).replace('T', ' '));
  const isMature = `${d.daysAfter('resolutions.resolved_at', 7)} <= ${through}`;
  const isReopened = `coalesce(resolutions.reopened_at < ${d.daysAfter('resolutions.resolved_at', 7)}, false)`;
  const counted = 'not is_merged and not is_cancelled';
  const resolved = (condition: string) => `
    from resolutions
    where resolutions.resolved_date between ${from} and ${to} and ${counted} and ${condition}`;
  const share = (hits: string, cases: string) =>
    `count(*) filter (where ${hits}) * 1.0 / nullif(count(*) filter (where ${cases}), 0)`;
  const isFirstContact = `resolutions.by_kind = 'agent' and resolutions.by_tier = 1
    and resolutions.agent_count = 1 and resolutions.agent_change_count = 0
    and resolutions.requester_message_count = 0 and not ${isReopened}`;
  const times = (date: string, instant: string, support: string, condition = 'true') => `
    select
      ${d.month(date)} as period,
      'all' as segment,
      ${d.quantile(d.hours('opened_at', instant), 0.5)} as measure,
      count(*) as n,
      avg(${d.hours('opened_at', instant)}) as mean_hours,
      ${d.quantile(d.hours('opened_at', instant), 0.9)} as p90_hours,
      ${d.quantile(support, 0.5)} as median_support,
      ${d.quantile(support, 0.9)} as p90_support
    from tickets
    where ${date} between ${from} and ${to} and ${counted} and ${condition}
    group by 1`;

  return {
    agent_workload: `
      with given as (
        select assignments.assignee_id as agent, count(*) as assigned_count
        from assignments
        where assignments.assigned_date between ${from} and ${to} and ${counted}
        group by 1
      ),
      outcomes as (
        select
          resolutions.by_id as agent,
          count(*) as resolved_count,
          count(*) filter (where ${isMature}) as mature_count,
          count(*) filter (where ${isMature} and ${isFirstContact}) as first_contact_count,
          count(*) filter (where ${isMature} and ${isReopened}) as reopened_count,
          count(satisfaction_score) as answered_count,
          count(*) filter (where satisfaction_score >= 4) as satisfied_count
        from resolutions
        where resolutions.resolved_date between ${from} and ${to} and ${counted}
          and resolutions.by_kind = 'agent'
        group by 1
      )
      select null as period, coalesce(outcomes.agent, given.agent) as segment,
        coalesce(outcomes.resolved_count, 0) as measure, given.assigned_count,
        outcomes.first_contact_count, outcomes.reopened_count, outcomes.answered_count
      from outcomes full join given on given.agent = outcomes.agent`,

    // The warehouse keeps the backlog of each day; rows have to be counted, here as a running sum.
    backlog: `
      with changes as (
        select started_date as on_date, 1 as sign, is_pending, opened_date from ticket_periods
        union all
        select ended_date, -1, is_pending, opened_date from ticket_periods
        where ended_date is not null
      ),
      daily as (
        select on_date, sum(sign) as n, sum(sign) filter (where is_pending) as pending,
          sum(sign * ${d.days(d.date('2000-01-01'), 'opened_date')}) as opened
        from changes group by 1
      ),
      standing as (
        select calendar_date as on_date, sum(n) over before as n, sum(pending) over before as pending,
          sum(opened) over before as opened
        from calendar left join daily on daily.on_date = calendar_date
        window before as (order by calendar_date)
      )
      select on_date as period, 'all' as segment, n as measure, pending,
        ${d.days(d.date('2000-01-01'), 'on_date')} - opened * 1.0 / n as mean_age
      from standing
      where on_date between ${from} and ${to} and n > 0`,

    backlog_age: `
      with closing (on_date) as (values ${asked.monthEnds.map((end) => `(${d.date(end)})`).join(', ')})
      select
        ${d.month('closing.on_date')} as period,
        'all' as segment,
        ${d.quantile(d.days('ticket_periods.opened_date', 'closing.on_date'), 0.5)} as measure,
        ${d.quantile(d.days('ticket_periods.opened_date', 'closing.on_date'), 0.9)} as p90,
        count(*) as n
      from closing
      join ticket_periods
        on ticket_periods.started_date <= closing.on_date
        and coalesce(ticket_periods.ended_date, ${d.date('9999-12-31')}) > closing.on_date
      group by 1`,

    backlog_forecast: forecast(d, asked, {
      source: `
        select calendar_date as on_date, sum(change) over (order by calendar_date) as n
        from calendar
        left join (
          select on_date, sum(sign) as change from (
            select started_date as on_date, 1 as sign from ticket_periods
            union all
            select ended_date, -1 from ticket_periods where ended_date is not null
          ) as changes
          group by 1
        ) as daily on daily.on_date = calendar_date`,
      isStock: true,
    }),

    escalation_rate: `
      select ${d.month('arrived_date')} as period, tier as segment,
        ${share('is_escalated', 'true')} as measure
      from tier_arrivals
      where arrived_date between ${from} and ${to} and ${counted}
      group by 1, 2`,

    first_contact_resolution: `
      select ${d.month('resolutions.resolved_date')} as period, 'all' as segment,
        ${share(`${isMature} and ${isFirstContact}`, isMature)} as measure,
        ${share(`${isMature} and resolutions.requester_message_count = 0`, isMature)} as no_reply,
        ${share(`${isMature} and resolutions.agent_public_message_count = 1 and not ${isReopened}`, isMature)} as single_reply,
        ${share(`${isMature} and resolutions.agent_count <= 1 and resolutions.pending_count = 0 and resolutions.reopened_at is null`, isMature)} as one_touch
      ${resolved('resolutions.n = 1')} group by 1`,

    first_level_resolution: `
      select ${d.month('resolutions.resolved_date')} as period, 'all' as segment,
        ${share('resolutions.by_tier = 1 and resolutions.functional_escalation_count = 0', 'true')} as measure
      ${resolved('resolutions.n = 1')} group by 1`,

    first_resolution_time: times(
      'first_resolved_date',
      'first_resolved_at',
      'resolution_support_seconds / 3600',
    ),
    first_response_time: times(
      'first_response_date',
      'first_response_at',
      'first_response_support_seconds / 3600',
    ),
    total_resolution_time: times(
      'last_resolved_date',
      'last_resolved_at',
      'total_resolution_support_seconds / 3600',
      'not is_open',
    ),

    hand_off_bounces: `
      select ${d.month('escalations.escalated_date')} as period, 'all' as segment,
        ${share(`escalations.outcome in ('refused', 'lapsed')`, `escalations.outcome in ('accepted', 'refused', 'lapsed')`)} as measure,
        count(*) as n,
        ${d.quantile('escalations.time_at_tier_seconds / 3600', 0.5)} as tier_hours,
        ${d.quantile(`case when escalations.outcome in ('accepted', 'refused') then ${d.hours('escalations.escalated_at', 'escalations.settled_at')} end`, 0.5)} as answer_hours
      from escalations
      where escalations.kind = 'functional'
        and escalations.escalated_date between ${from} and ${to} and ${counted}
      group by 1`,

    opened_forecast: forecast(d, asked, {
      source: `select started_date as on_date, count(*) as n from ticket_periods
        where start_cause <> 'changed' group by 1`,
      isStock: false,
    }),

    opened_and_resolved: `
      with moved as (
        select started_date as moved_date, start_cause as cause from ticket_periods
        where start_cause <> 'changed' and started_date between ${from} and ${to}
        union all
        select ended_date, end_cause from ticket_periods
        where end_cause <> 'changed' and ended_date between ${from} and ${to}
      )
      select ${d.week('moved_date')} as period, 'all' as segment,
        count(*) filter (where cause in ('opened', 'reopened', 'unmerged')) as measure,
        count(*) filter (where cause in ('resolved', 'closed')) as resolved,
        count(*) filter (where cause in ('cancelled', 'merged')) as withdrawn
      from moved group by 1`,

    recurring_problems: `
      select null as period, concat_ws(' / ', coalesce(category, '(none)'), service) as segment,
        count(*) filter (where opened_date >= ${from}) as measure,
        count(*) filter (where opened_date < ${from}) as previous_count,
        count(distinct case when opened_date >= ${from} then requester_hash end) as requester_count,
        count(problem_id) filter (where opened_date >= ${from}) as linked_count,
        count(resolution_article_id) filter (where opened_date >= ${from}) as answered_count
      from tickets
      where type = 'incident' and ${counted}
        and opened_date between ${d.addDays(from, String(-daysOf(asked)))} and ${to}
      group by 2`,

    reopen_rate: `
      select ${d.month('resolutions.resolved_date')} as period, 'all' as segment,
        ${share(`${isMature} and ${isReopened}`, isMature)} as measure
      ${resolved('true')} group by 1`,

    satisfaction: `
      select ${d.month('satisfaction.resolved_date')} as period, 'all' as segment,
        ${share('satisfaction.score >= 4', 'satisfaction.score is not null')} as measure,
        count(*) as asked, avg(satisfaction.score) as mean_score
      from satisfaction
      where satisfaction.resolved_date between ${from} and ${to}
        and satisfaction.state <> 'cancelled' and ${counted}
      group by 1`,

    sla_attainment: `
      select ${d.month('coalesce(settled_date, stopped_date)')} as period, clock_name as segment,
        ${share('not is_breached and settled_date is not null', 'settled_date is not null')} as measure
      from clock_cycles
      where coalesce(settled_date, stopped_date) between ${from} and ${to} and ${counted}
      group by 1, 2`,

    time_to_acknowledge: times('work_started_date', 'work_started_at', 'null'),

    training_needs: `
      with cases as (
        select escalations.by_id as agent, category, true as is_escalated, false as is_reopened
        from escalations
        where escalations.kind = 'functional' and escalations.by_kind = 'agent'
          and escalations.escalated_date between ${from} and ${to}
          and category is not null and ${counted}
        union all
        select resolutions.by_id, category, false, ${isReopened}
        ${resolved(`resolutions.by_kind = 'agent' and ${isMature} and category is not null`)}
      ),
      counted as (
        select agent, category, count(*) as case_count,
          count(*) filter (where is_escalated or is_reopened) as struggle_count
        from cases group by 1, 2
      )
      select null as period, agent || '/' || category as segment,
        struggle_count * 1.0 / case_count as measure,
        sum(case_count) over (partition by category) - case_count as peer_case_count,
        sum(struggle_count) over (partition by category) - struggle_count as peer_struggle_count
      from counted`,
  };
}

/** How many days are asked about. */
function daysOf({ from, to }: Asked): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
}

/** The forecasts: a mean week of the last eight, tried from the ends of earlier weeks. */
function forecast(
  d: Dialect,
  { throughDate }: Asked,
  { source, isStock }: { source: string; isStock: boolean },
): string {
  const end = d.addDays(d.date(throughDate), '-1');
  const trials = isStock ? 16 : 8;
  const starts = [0, ...Array.from({ length: trials }, (_, week) => 28 + 7 * week)];
  const value = isStock ? 'net' : 'n';
  const last = 'lag(coalesce(counts.n, 0), 1, 0) over (order by calendar.calendar_date)';
  const sum = `last_day.n + sum(profiles.value) over (
    partition by profiles.start_date order by calendar.calendar_date)`;
  const model = isStock ? d.greater('0', sum) : 'profiles.value';
  return `
    with counts as (${source}),
    days as (
      select calendar.calendar_date as on_date, calendar.day_of_week,
        coalesce(counts.n, 0) as n, coalesce(counts.n, 0) - ${last} as net
      from calendar
      left join counts on counts.on_date = calendar.calendar_date
      where calendar.calendar_date between (select min(opened_date) from tickets) and ${end}
    ),
    starts (start_date) as (values ${starts.map((days) => `(${d.addDays(end, String(-days))})`).join(', ')}),
    profiles as (
      select starts.start_date, days.day_of_week, avg(days.${value}) as value
      from starts
      join days on days.on_date > ${d.addDays('starts.start_date', '-56')}
        and days.on_date <= starts.start_date
      group by 1, 2
    ),
    predicted as (
      select profiles.start_date, calendar.calendar_date as on_date, ${model} as value
      from profiles
      join days as last_day on last_day.on_date = profiles.start_date
      join calendar on calendar.calendar_date > profiles.start_date
        and calendar.calendar_date <= ${d.addDays('profiles.start_date', '28')}
        and calendar.day_of_week = profiles.day_of_week
    ),
    errors as (
      select avg(abs(days.n - predicted.value)) as model_error,
        ${d.quantile('days.n - predicted.value', 0.1)} as low,
        ${d.quantile('days.n - predicted.value', 0.9)} as high
      from predicted join days on days.on_date = predicted.on_date
      where predicted.start_date < ${end}
    )
    select predicted.on_date as period, 'all' as segment, predicted.value as measure,
      errors.model_error, errors.low, errors.high
    from predicted cross join errors
    where predicted.start_date = ${end}`;
}
