import { AnalyticsError } from './errors.ts';
import { type ActivityLevel, activityLevels } from './facts/activities.ts';
import type { EventLogFormat } from './formats/format.ts';
import type { SnapshotInfo } from './manifest.ts';
import { readRange } from './metric_args.ts';
import { readSql } from './tables.ts';

/** Which cases are mined, and how finely: those opened between two business dates, both included. */
export interface MiningArgs {
  /** `status` when not said. */
  level?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  process?: string | undefined;
  version?: number | undefined;
  /** A group that ever had the case. */
  group?: string | undefined;
  category?: string | undefined;
  priority?: string | undefined;
  channel?: string | undefined;
  type?: string | undefined;
  origin?: string | undefined;
}

export interface MiningCut {
  level: ActivityLevel;
  from: string;
  to: string;
  /** What the statements are bound with. */
  params: Record<string, string | number | null>;
}

/** @throws AnalyticsError `invalid_parameter` naming the parameter, its value and what was expected */
export function readMiningArgs(args: MiningArgs, snapshot: SnapshotInfo | null): MiningCut {
  const level = levelOf(args.level ?? 'status');
  const { from, to } = readRange(args, snapshot);
  const { process, version, group, category, priority, channel, type, origin } = args;
  const params = {
    from,
    to,
    process: process ?? null,
    version: version ?? null,
    group: group ?? null,
    category: category ?? null,
    priority: priority ?? null,
    channel: channel ?? null,
    type: type ?? null,
    origin: origin ?? null,
  };
  return { level, from, to, params };
}

function levelOf(value: string): ActivityLevel {
  const level = activityLevels.find((one) => one === value);
  if (level !== undefined) return level;
  const expected = { is: 'one_of', known: activityLevels } as const;
  throw new AnalyticsError({
    code: 'invalid_parameter',
    parameters: { field: 'level', value, expected },
  });
}

const filter = '$process, $version, $group, $category, $priority, $channel, $type, $origin';
const cut = `$from, $to, $level, ${filter}`;

/** What a process map is drawn from, each a statement of its own. */
export const miningStatements = {
  activities: `from activity_counts(${cut})`,
  edges: `from dfg(${cut})`,
  /** Each move by the version of the process under which it was made. */
  versions: `
    with mined as (
      select *
      from mined_activities(${cut})
    ),

    moves as (
      select
        activity as from_activity,
        next_activity as to_activity,
        lead(followed_version) over (partition by ticket_id order by n) as version
      from mined
      union all by name
      select
        null as from_activity,
        activity as to_activity,
        followed_version as version
      from mined
      where n = 1
    )

    select
      from_activity,
      to_activity,
      version,
      count(*) as move_count
    from moves
    where to_activity is not null
    group by all
    order by from_activity nulls first, to_activity, version desc`,
  variants: `from variants(${cut})`,
  deviations: `from deviation_counts($from, $to, ${filter})`,
  totals: `
    select
      count(distinct ticket_id) as case_count,
      count(*) as activity_count
    from mined_activities(${cut})`,
  processes: `
    select
      process_id,
      process_version,
      count(*) as case_count,
      bool_or(origin = 'import') as is_imported
    from tickets
    where opened_date between $from and $to
    group by all
    order by case_count desc, process_id, process_version desc`,
} as const;

export type MapPart = keyof typeof miningStatements;
export const mapParts = Object.keys(miningStatements) as MapPart[];

/** The cases behind a part of the map. */
export type MinedPart =
  | { of: 'activity'; activity: string }
  /** Null for where cases begin, or for where they are last. */
  | { of: 'edge'; before: string | null; after: string | null }
  | { of: 'variant'; variant: string }
  | { of: 'deviation'; kind: string };

interface Statement {
  sql: string;
  params: Record<string, string | null>;
}

/** A row per case, with how often it is what was asked for; the latest opened first. */
export function casesStatement(part: MinedPart): Statement {
  const found = foundIn(part);
  return {
    params: found.params,
    sql: `
      select
        tickets.number,
        tickets.ticket_id,
        tickets.status,
        tickets.priority,
        tickets.group_id,
        tickets.category,
        tickets.opened_at,
        found.count as times,
        found.detail
      from (${found.sql}) as found
      inner join tickets using (ticket_id)
      order by tickets.opened_at desc, ticket_id`,
  };
}

function foundIn(part: MinedPart): Statement {
  const mined = `from mined_activities(${cut})`;
  const counted = 'select ticket_id, count(*) as count, null::varchar as detail';
  switch (part.of) {
    case 'activity':
      return {
        sql: `${counted} ${mined} where activity = $activity group by ticket_id`,
        params: { activity: part.activity },
      };
    case 'edge': {
      const { before, after } = part;
      if (before === null) {
        const sql = `${counted} ${mined} where n = 1 and activity = $after group by ticket_id`;
        return { sql, params: { after } };
      }
      return {
        sql: `${counted} ${mined}
          where activity = $before and next_activity is not distinct from $after
          group by ticket_id`,
        params: { before, after },
      };
    }
    case 'variant':
      return {
        sql: `select ticket_id, 1 as count, null::varchar as detail
          from cases_mined(${cut}) where variant_id = $variant`,
        params: { variant: part.variant },
      };
    case 'deviation':
      return {
        sql: `
          select ticket_id, count(*) as count, string_agg(distinct detail, ', ') as detail
          from deviations
          where kind = $kind
            and ticket_id in (select ticket_id ${mined.replace('$level', "'status'")})
          group by ticket_id`,
        params: { kind: part.kind },
      };
  }
}

/** What an event log is written from. */
export function eventLogStatement(format: EventLogFormat): string {
  return readSql(`event_log_${format}`).trim();
}
