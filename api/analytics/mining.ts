import type { z } from 'zod';
import type { JsonValue } from '../../analytics/formats/json_value.ts';
import type { MinedPart, MiningArgs } from '../../analytics/mining.ts';
import type { ProcessMap as Mined } from '../../analytics/reader.ts';
import { givenValue, wrongField } from '../http/errors.ts';
import { expected } from '../http/expectations.ts';
import { defineOperation } from '../http/operation.ts';
import {
  eventLogQuery,
  type MinedTickets,
  mapQuery,
  minedTickets,
  minedTicketsQuery,
  type ProcessMap,
  processMap,
} from './mining_contract.ts';
import { recordDownload } from './record_download.ts';
import { abortedWith, sendFile, snapshotView } from './result_file.ts';

export const getProcessMap = defineOperation({
  id: 'getProcessMap',
  method: 'get',
  address: '/api/mining/map',
  summary:
    'What happened to tickets as a graph, with its variants and what departed from the process',
  tag: 'Analytics',
  query: mapQuery,
  answers: { 200: { description: 'The map', schema: processMap } },
  async handle({ query }, { warehouse }) {
    return { status: 200, body: mapView(await warehouse.mineProcess(query)) };
  },
});

export const listMinedTickets = defineOperation({
  id: 'listMinedTickets',
  method: 'get',
  address: '/api/mining/tickets',
  summary: 'The tickets behind a part of the map, 10,000 at most',
  tag: 'Analytics',
  query: minedTicketsQuery,
  answers: { 200: { description: 'A row for each ticket', schema: minedTickets } },
  async handle({ query, response }, { warehouse }) {
    const { activity, before, after, variant, deviation, ...args } = query;
    const part = partOf({ activity, before, after, variant, deviation });
    const found = await warehouse.mineCases(args, part, abortedWith(response));
    const items = found.records.map(ticketView);
    const snapshot = snapshotView(found.snapshot);
    return { status: 200, body: { items, isTruncated: found.isTruncated, snapshot } };
  },
});

export const getEventLog = defineOperation({
  id: 'getEventLog',
  method: 'get',
  address: '/api/mining/log',
  summary: 'What happened to tickets as an event log for other programs: OCEL 2.0 or XES',
  tag: 'Analytics',
  query: eventLogQuery,
  answers: {
    200: { description: 'The log', mediaTypes: ['application/json', 'application/xml'] },
  },
  async handle(call, { warehouse, database }) {
    const { query, response } = call;
    const { format, ...args } = query;
    const file = await warehouse.eventLog(args as MiningArgs, format, abortedWith(response));
    await recordDownload(database, call, { format, id: 'event_log', file });
    return sendFile(response, file);
  },
});

type AskedPart = Pick<
  z.infer<typeof minedTicketsQuery>,
  'activity' | 'before' | 'after' | 'variant' | 'deviation'
>;

/** @throws ApiError 400 where nothing is asked for, or two things at once */
function partOf({ activity, before, after, variant, deviation }: AskedPart): MinedPart {
  const isEdge = before !== undefined || after !== undefined;
  const asked = [activity, variant, deviation].filter((one) => one !== undefined).length;
  const words = ['activity', 'before', 'after', 'variant', 'deviation'];
  if (asked + (isEdge ? 1 : 0) !== 1)
    throw wrongField('query.activity', expected('one_of', { words }), givenValue(activity));
  if (activity !== undefined) return { of: 'activity', activity };
  if (variant !== undefined) return { of: 'variant', variant };
  if (deviation !== undefined) return { of: 'deviation', kind: deviation };
  return { of: 'edge', before: before ?? null, after: after ?? null };
}

type Row = Record<string, JsonValue>;

function mapView(mined: Mined): ProcessMap {
  const { level, from, to, parts, isTruncated } = mined;
  const [total = {}] = parts.totals;
  const versions = Map.groupBy(parts.versions, keyOfMove);
  return {
    level,
    from,
    to,
    caseCount: count(total.case_count),
    activityCount: count(total.activity_count),
    activities: parts.activities.map((row) => ({
      activity: String(row.activity),
      count: count(row.activity_count),
      caseCount: count(row.case_count),
      repeatedCount: count(row.repeated_count),
      ...waitingOf(row),
    })),
    edges: parts.edges.map((row) => ({
      before: textOf(row.from_activity),
      after: textOf(row.to_activity),
      count: count(row.move_count),
      caseCount: count(row.case_count),
      handOffCount: count(row.hand_off_count),
      reworkCount: count(row.rework_count),
      versions: (versions.get(keyOfMove(row)) ?? []).map((each) => ({
        version: count(each.version),
        count: count(each.move_count),
      })),
      ...waitingOf(row),
    })),
    variants: parts.variants.map((row) => ({
      id: String(row.variant_id),
      activities: listOf(row.activities),
      caseCount: count(row.case_count),
      share: Number(row.case_share),
      medianHours: number(row.median_hours),
      isReworked: row.is_reworked === true,
    })),
    areVariantsCut: isTruncated,
    deviations: parts.deviations.map((row) => ({
      kind: String(row.kind) as ProcessMap['deviations'][number]['kind'],
      count: count(row.deviation_count),
      caseCount: count(row.case_count),
      share: Number(row.case_share),
      lowShare: Number(row.low_share),
      highShare: Number(row.high_share),
    })),
    processes: parts.processes.map((row) => ({
      id: String(row.process_id),
      version: count(row.process_version),
      caseCount: count(row.case_count),
      isImported: row.is_imported === true,
    })),
    snapshot: snapshotView(mined.snapshot),
  };
}

function keyOfMove({ from_activity, to_activity }: Row): string {
  return JSON.stringify([from_activity, to_activity]);
}

function ticketView(row: Row): MinedTickets['items'][number] {
  return {
    id: String(row.ticket_id),
    number: number(row.number),
    status: String(row.status),
    priority: String(row.priority),
    group: String(row.group_id),
    category: textOf(row.category),
    openedAt: String(row.opened_at),
    times: count(row.times),
    detail: textOf(row.detail),
  };
}

function waitingOf(row: Row) {
  return {
    medianHours: number(row.median_hours),
    p90Hours: number(row.p90_hours),
    medianSupportHours: number(row.median_support_hours),
    p90SupportHours: number(row.p90_support_hours),
  };
}

function count(value: JsonValue | undefined): number {
  return Number(value ?? 0);
}

function number(value: JsonValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function textOf(value: JsonValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function listOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
