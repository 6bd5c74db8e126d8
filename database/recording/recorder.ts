import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import type { EventBatch, PumpedBatch } from '../../workflows/ports.ts';
import { allocationChannel, type PoolNews } from '../allocation/allocation_channel.ts';
import {
  type AllocationChange,
  findAllocationChange,
  groupsOf,
  writeAllocationStates,
} from '../allocation/allocation_state.ts';
import { holdPools, type PoolKey, poolText } from '../allocation/pools.ts';
import type { Database, Transaction } from '../connection.ts';
import { inGroups } from '../group_commit.ts';
import { insertNotifications, toldRows } from '../notifications.ts';
import { prepared } from '../prepared.ts';
import { ticketChannel, ticketPayload } from '../ticket_channel.ts';
import {
  endsOf,
  settleTakenCommands,
  type TakenCommand,
  takenRows,
  writeUnintended,
} from '../ticket_commands.ts';
import {
  type Appended,
  append,
  appendedRows,
  appendingSql,
  type KnownTicket,
  restore,
} from '../ticket_log.ts';
import { raisingAlarms } from './conflict_alarm.ts';
import { newsOf } from './ticket_news.ts';

/** Events of a ticket, and the command that they end. */
export interface Recording extends PumpedBatch {
  command?: { commandId: string; seq: number };
  /** The ticket as its row was before, where that was read; null where it had none. */
  ticket?: KnownTicket | null;
}

/** Writes what tickets decided. Whoever has a ticket's events may write them, and twice. */
export interface Recorder {
  /**
   * Appends events to the log of a live ticket, with everything that follows in rows: the ticket,
   * whom it concerns, where it waits, what the warehouse has to read. Idempotent on (ticket, seq).
   *
   * @returns the ticket as its rows have it now; undefined where it has none and no event was given
   * @throws EventConflict where a stored event differs or the events leave a gap; the alarm is up
   */
  record(recording: Recording): Promise<TicketState | undefined>;
  /**
   * Writes a ticket's row anew where it is wrong, and events that are missing before its end. Nobody
   * is notified of what happened long ago.
   */
  restore(state: TicketState, missing: readonly TicketEvent[]): Promise<void>;
}

/** Many tickets share a transaction: a commit costs more than the rows of one. */
const ticketsPerTransaction = 50;

/**
 * @param wake hears of pools in which the allocator has something to decide, after the commit;
 *   without it they are told to whichever process listens
 */
export function createRecorder(
  database: Database,
  { wake }: { wake?(news: readonly PoolNews[]): void } = {},
): Recorder {
  const recordInGroup = inGroups<Recording, TicketState | undefined>(async (recordings) => {
    const { states, pools } = await recordAll(database, recordings, wake === undefined);
    if (pools.length > 0) wake?.(pools);
    return states;
  }, ticketsPerTransaction);
  return {
    record: (recording) => raisingAlarms(database, () => recordInGroup(recording)),
    async restore(state, missing) {
      const pools = await database.transaction(async (trx) => {
        const restored = await restore(trx, state, missing);
        const change = findAllocationChange(restored);
        const waiting = await writeAllocation(trx, change ? [change] : []);
        // What is put right is no news to anybody.
        await notify(trx, [ticketNews(restored), ...(wake ? [] : waiting.map(poolNews))]);
        return waiting;
      });
      if (pools.length > 0) wake?.(pools);
    },
  };
}

async function recordAll(
  database: Database,
  recordings: readonly Recording[],
  tellsPools: boolean,
): Promise<{ states: (TicketState | undefined)[]; pools: PoolNews[] }> {
  const known = new Map(
    recordings.flatMap(({ ticketId, ticket }) =>
      ticket === undefined ? [] : [[ticketId, ticket] as const],
    ),
  );
  const { appended, pools } = await append(database, batchesOf(recordings), known, (appended) =>
    writeAll(database, recordings, appended, tellsPools),
  );
  const states = new Map(appended.map(({ ticketId, after }) => [ticketId, after]));
  const unchanged = recordings.map(({ ticketId }) => ticketId).filter((id) => !states.has(id));
  for (const [id, state] of await statesOf(database, unchanged)) states.set(id, state);
  return { states: recordings.map(({ ticketId }) => states.get(ticketId)), pools };
}

/** In one statement, which is cheaper than a transaction, where it concerns no pool. */
async function writeAll(
  database: Database,
  recordings: readonly Recording[],
  appended: readonly Appended[],
  tellsPools: boolean,
): Promise<{ appended: readonly Appended[]; pools: PoolNews[] }> {
  const changes = appended.flatMap((one) => findAllocationChange(one) ?? []);
  const unintended = recordings.flatMap(({ ticketId, commands = [] }) =>
    commands.map((command) => ({ ticketId, ...command })),
  );
  const taken = [...appended.flatMap(commandsIn), ...recordings.flatMap(commandOf)];
  if (changes.length === 0 && unintended.length === 0) {
    await writeAppended(database, appended, taken);
    return { appended, pools: [] };
  }
  return database.transaction(async (trx) => {
    await writeUnintended(trx, unintended);
    await writeAppended(trx, appended, taken);
    const pools = await writeAllocation(trx, changes);
    if (tellsPools) await notify(trx, pools.map(poolNews));
    return { appended, pools };
  });
}

/** Whoever writes their events, commands end with the last of them. */
function commandsIn({ ticketId, events }: Appended): TakenCommand[] {
  return [...endsOf(events)].map(([commandId, seq]) => ({ ticketId, commandId, seq }));
}

/** One that changed nothing has no event. */
function commandOf({ ticketId, command, events }: Recording): TakenCommand[] {
  const hasEvent = events.some(({ commandId }) => commandId === command?.commandId);
  return command && !hasEvent ? [{ ticketId, ...command }] : [];
}

interface News {
  channel: string;
  payload: string;
}

/** Tells who listens for `:news`. */
const notifySql = `
  select count(pg_notify(channel, payload))
  from jsonb_to_recordset(:news::jsonb) as news (channel text, payload text)`;

/** With whom new events concern, the commands they end, and who listens. */
const recordSql = appendingSql(
  [`told as (${insertNotifications})`, `settled as (${settleTakenCommands})`],
  `(${notifySql})`,
);

async function writeAppended(
  database: Database | Transaction,
  appended: readonly Appended[],
  taken: readonly TakenCommand[],
): Promise<void> {
  if (appended.length === 0 && taken.length === 0) return;
  await prepared(database, 'record', recordSql, {
    ...appendedRows(appended, 'live'),
    told: toldRows(appended.flatMap(newsOf)),
    taken: takenRows(taken),
    news: JSON.stringify(appended.map(ticketNews)),
  });
}

function ticketNews({ ticketId, after }: Pick<Appended, 'ticketId' | 'after'>): News {
  return { channel: ticketChannel, payload: ticketPayload({ ticketId, seq: after.seq }) };
}

function poolNews(pool: PoolNews): News {
  return { channel: allocationChannel, payload: JSON.stringify(pool) };
}

async function notify(trx: Transaction, news: readonly News[]): Promise<void> {
  if (news.length === 0) return;
  await prepared(trx, 'notify', notifySql, { news: JSON.stringify(news) });
}

/** One batch a ticket: two commands on one ticket may be in a group. */
function batchesOf(recordings: readonly Recording[]): EventBatch[] {
  const byTicket = new Map<string, EventBatch>();
  for (const { ticketId, events } of recordings) {
    const before = byTicket.get(ticketId)?.events ?? [];
    const known = new Set(before.map(({ seq }) => seq));
    const more = events.filter(({ seq }) => !known.has(seq));
    const all = [...before, ...more].toSorted((a, b) => a.seq - b.seq);
    byTicket.set(ticketId, { ticketId, events: all });
  }
  return [...byTicket.values()].filter(({ events }) => events.length > 0);
}

/** @returns the pools in which something is to be decided now */
async function writeAllocation(
  trx: Transaction,
  changes: readonly AllocationChange[],
): Promise<PoolNews[]> {
  if (changes.length === 0) return [];
  const keysOf = (change: AllocationChange): PoolKey[] =>
    groupsOf(change).map((groupId) => ({ processId: change.processId, groupId }));
  await holdPools(trx, distinct(changes.flatMap(keysOf)));
  const freed = await writeAllocationStates(trx, changes);
  return changes.flatMap((change) => {
    const ofAgent = freed.get(change.ticketId);
    const pools = ofAgent || change.request ? [...(ofAgent ?? []), ...keysOf(change)] : [];
    return distinct(pools).map((pool) => ({ ...pool, at: change.at }));
  });
}

function distinct(keys: readonly PoolKey[]): PoolKey[] {
  return [...new Map(keys.map((key) => [poolText(key), key])).values()];
}

async function statesOf(
  database: Database,
  ticketIds: string[],
): Promise<Map<string, TicketState>> {
  if (ticketIds.length === 0) return new Map();
  const rows = await database('tickets')
    .whereIn('ticket_id', ticketIds)
    .select('ticket_id', 'state');
  return new Map(rows.map(({ ticket_id, state }) => [ticket_id, state]));
}
