import { z } from 'zod';
import type { Database } from '../../database/connection.ts';
import { withDatabase } from '../http/database.ts';
import { defineOperation } from '../http/operation.ts';
import { processWord } from '../http/text.ts';
import { type ProcessNow, processNow } from './live_contract.ts';

const livePath = z.strictObject({ id: processWord });

export const getProcessNow = defineOperation({
  id: 'getProcessNow',
  method: 'get',
  address: '/api/processes/{id}/now',
  summary:
    'How many tickets are at each state and tier now, how long, and which versions they follow',
  tag: 'Processes',
  path: livePath,
  answers: { 200: { description: 'The places', schema: processNow } },
  async handle({ path: { id } }, { database }) {
    const places = await withDatabase(() => findPlaces(database, id));
    return { status: 200, body: { id, at: new Date().toISOString(), places } };
  },
});

interface PlaceRow {
  state: string;
  tier: number;
  count: number;
  median: number;
  oldest: number;
  breached: number;
  versions: Record<string, number>;
}

/**
 * Of a ticket with the desk the event that put it where it is says since when; of a pending or a
 * resolved one its own row.
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
      tickets.process_version,
      tickets.is_breached,
      greatest(0, extract(epoch from now() - coalesce(
        case tickets.status
          when 'pending' then
            to_timestamp((tickets.state -> 'pending' ->> 'since')::double precision / 1000)
          when 'resolved' then tickets.resolved_at
        end,
        entered.at,
        tickets.opened_at
      )))::double precision as seconds
    from tickets
    left join lateral (
      select max(ticket_events.at) as at
      from ticket_events
      where ticket_events.ticket_id = tickets.ticket_id
        and tickets.status not in ('pending', 'resolved')
        and ticket_events.type in (
          'ticket_opened', 'ticket_assigned', 'ticket_unassigned', 'work_started', 'pending_ended',
          'ticket_reopened', 'ticket_unmerged'
        )
    ) as entered on true
    where tickets.process_id = ?
      and (tickets.is_open or tickets.status = 'resolved')
  ),

  by_version as (
    select state, tier, process_version, count(*)::integer as count
    from here
    group by state, tier, process_version
  )

  select
    here.state,
    here.tier,
    count(*)::integer as count,
    percentile_cont(0.5) within group (order by here.seconds) as median,
    max(here.seconds) as oldest,
    count(*) filter (where here.is_breached)::integer as breached,
    (
      select jsonb_object_agg(by_version.process_version, by_version.count)
      from by_version
      where by_version.state = here.state and by_version.tier = here.tier
    ) as versions
  from here
  group by here.state, here.tier
  order by here.state, here.tier`;

async function findPlaces(database: Database, processId: string): Promise<ProcessNow['places']> {
  const { rows } = await database.raw<{ rows: PlaceRow[] }>(placesSql, [processId]);
  return rows.map(({ state, tier, count, median, oldest, breached, versions }) => ({
    state,
    tier,
    count,
    medianSeconds: Math.round(median),
    oldestSeconds: Math.round(oldest),
    breachedCount: breached,
    versions: Object.entries(versions)
      .map(([version, each]) => ({ version: Number(version), count: each }))
      .toSorted((a, b) => b.version - a.version),
  }));
}
