import type { Database } from '../../database/connection.ts';
import type { ProcessNow } from './live_contract.ts';

type Place = ProcessNow['places'][number];
type PlaybookPlace = ProcessNow['playbooks'][number];

interface StayRow {
  count: number;
  median: number | null;
  p90: number | null;
  longest: number | null;
  versions: Record<string, number> | null;
}

interface PlaceRow extends StayRow {
  state: string;
  tier: number;
  breached: number;
}

interface PlaybookRow extends StayRow {
  playbook: string;
  title: PlaybookPlace['title'];
  step: string;
  kind: PlaybookPlace['kind'];
  parked: number;
}

/** Steps of playbooks that are told at most; a picture of more shows nobody anything. */
const placesMax = 500;

const stay = `
  percentile_cont(0.5) within group (order by here.seconds) as median,
  percentile_cont(0.9) within group (order by here.seconds) as p90,
  max(here.seconds) as longest`;

/**
 * Since when a ticket is at its state and tier: of a pending or a resolved one its own row says when it
 * came to the state, of the others the last event that did; of the tier its row. Of each ticket that is
 * not over one event is looked up.
 */
const placesSql = `
  with here as (
    select
      case
        when tickets.status = 'pending'
          then 'pending_' || coalesce(tickets.state -> 'pending' ->> 'reason', '')
        else tickets.status
      end as state,
      tickets.tier,
      tickets.process_version as version,
      tickets.is_breached,
      greatest(0, extract(epoch from now() - greatest(
        to_timestamp((tickets.state ->> 'tierEnteredAt')::double precision / 1000),
        coalesce(
          case tickets.status
            when 'pending' then
              to_timestamp((tickets.state -> 'pending' ->> 'since')::double precision / 1000)
            when 'resolved' then tickets.resolved_at
          end,
          entered.at,
          tickets.opened_at
        )
      )))::double precision as seconds
    from tickets
    left join lateral (
      select ticket_events.at
      from ticket_events
      where ticket_events.ticket_id = tickets.ticket_id
        and tickets.status not in ('pending', 'resolved')
        and ticket_events.type in (
          'ticket_opened', 'ticket_assigned', 'ticket_unassigned', 'work_started', 'pending_ended',
          'ticket_reopened', 'ticket_unmerged'
        )
      order by ticket_events.seq desc
      limit 1
    ) as entered on true
    where tickets.process_id = ?
      and (tickets.is_open or tickets.status = 'resolved')
  ),

  by_version as (
    select state, tier, version, count(*)::integer as count
    from here
    group by state, tier, version
  )

  select
    here.state,
    here.tier,
    count(*)::integer as count,
    ${stay},
    count(*) filter (where here.is_breached)::integer as breached,
    (
      select jsonb_object_agg(by_version.version, by_version.count)
      from by_version
      where by_version.state = here.state and by_version.tier = here.tier
    ) as versions
  from here
  group by here.state, here.tier
  order by here.state, here.tier`;

/** Where the tickets of a process are that are not over, in one statement. */
export async function findPlaces(database: Database, processId: string): Promise<Place[]> {
  const { rows } = await database.raw<{ rows: PlaceRow[] }>(placesSql, [processId]);
  return rows.map((row) => ({
    state: row.state,
    tier: row.tier,
    ...stayOf(row),
    breachedCount: row.breached,
  }));
}

/** A ticket on which a playbook runs twice is there once, since the first of them came there. */
const playbooksSql = `
  with places as (
    select places.*, greatest(0, extract(epoch from now() - places.since))::double precision as seconds
    from playbook_places() as places
    inner join tickets using (ticket_id)
    where tickets.process_id = ?
  ),

  steps as (
    select playbook, step, min(kind) as kind, min(step_position) as step_position
    from places
    group by playbook, step
  ),

  here as (
    select
      playbook,
      step,
      ticket_id,
      max(version) as version,
      max(seconds) as seconds,
      bool_or(status = 'parked') as is_parked
    from places
    where is_here
    group by playbook, step, ticket_id
  ),

  by_version as (
    select playbook, step, version, count(*)::integer as count
    from here
    group by playbook, step, version
  )

  select
    steps.playbook,
    steps.step,
    steps.kind,
    (select title from playbooks where playbooks.name = steps.playbook) as title,
    count(here.ticket_id)::integer as count,
    count(*) filter (where here.is_parked)::integer as parked,
    ${stay},
    (
      select jsonb_object_agg(by_version.version, by_version.count)
      from by_version
      where by_version.playbook = steps.playbook and by_version.step = steps.step
    ) as versions
  from steps
  left join here using (playbook, step)
  group by steps.playbook, steps.step, steps.kind, steps.step_position
  order by steps.playbook, steps.step_position, steps.step
  limit ${placesMax}`;

/** Where the playbooks on them are, in one statement. */
export async function findPlaybookPlaces(
  database: Database,
  processId: string,
): Promise<PlaybookPlace[]> {
  const { rows } = await database.raw<{ rows: PlaybookRow[] }>(playbooksSql, [processId]);
  return rows.map((row) => ({
    playbook: row.playbook,
    title: row.title,
    step: row.step === '' ? null : row.step,
    kind: row.kind,
    ...stayOf(row),
    parkedCount: row.parked,
  }));
}

function stayOf({ count, median, p90, longest, versions }: StayRow) {
  return {
    count,
    medianSeconds: Math.round(median ?? 0),
    p90Seconds: Math.round(p90 ?? 0),
    longestSeconds: Math.round(longest ?? 0),
    versions: Object.entries(versions ?? {})
      .map(([version, each]) => ({ version: Number(version), count: each }))
      .toSorted((a, b) => b.version - a.version),
  };
}
