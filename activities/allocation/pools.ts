import { createHash } from 'node:crypto';
import { raiseAlarm } from '../../database/alarms.ts';
import { writeLoads } from '../../database/allocation/loads.ts';
import { insertOffers } from '../../database/allocation/offers.ts';
import { type PoolKey, poolText, updatePool } from '../../database/allocation/pools.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import type { AssignmentPoolRow, GroupMemberRow } from '../../database/tables.ts';
import {
  type AgentLoad,
  type AllocationDecision,
  allocate,
  type RosterMember,
  type WaitingTicket,
} from '../../workflows/domain/allocation.ts';
import type { CompiledCalendar } from '../../workflows/domain/calendar.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import type { AssignmentOffer } from '../../workflows/ports.ts';
import { findProcess, rulesAt } from '../../workflows/processes/index.ts';

/** A decision as the ticket is told of it. */
export interface TicketOffer {
  ticketId: string;
  offer: AssignmentOffer;
}

/**
 * Offers waiting tickets of these pools to agents who have room at `now`, reserves their places,
 * and gives back what the tickets must be told once the transaction has ended. The caller holds
 * the pools.
 */
export async function allocatePools(
  trx: Transaction,
  keys: PoolKey[],
  now: number,
): Promise<TicketOffer[]> {
  const busy: PoolKey[] = [];
  for (const key of keys) if (await hasWaiting(trx, key)) busy.push(key);
  if (busy.length === 0) return [];
  await holdAgents(trx, busy);
  const offers: TicketOffer[] = [];
  for (const key of busy) offers.push(...(await allocatePool(trx, key, now)));
  return offers;
}

function waitingIn(trx: Transaction, { processId, groupId }: PoolKey) {
  return trx('assignment_queue as waiting')
    .where({ 'waiting.process_id': processId, 'waiting.group_id': groupId })
    .whereNotExists(
      trx('assignment_offers as offers')
        .where('offers.ticket_id', trx.ref('waiting.ticket_id'))
        .whereNull('offers.settled_at'),
    );
}

/** Pools with a ticket that waits and has no offer. */
export async function listWaitingPools(database: Database): Promise<PoolKey[]> {
  const rows = await database('assignment_queue as waiting')
    .distinct('process_id', 'group_id')
    .whereNotExists(
      database('assignment_offers as offers')
        .where('offers.ticket_id', database.ref('waiting.ticket_id'))
        .whereNull('offers.settled_at'),
    );
  return rows.map((row) => ({ processId: row.process_id, groupId: row.group_id }));
}

async function hasWaiting(trx: Transaction, key: PoolKey): Promise<boolean> {
  return (await waitingIn(trx, key).first('waiting.ticket_id')) !== undefined;
}

// An agent may work in several groups and has one capacity to fill: pools that share an agent take
// turns on the agent's account.
async function holdAgents(trx: Transaction, keys: PoolKey[]): Promise<void> {
  const members = trx('group_members')
    .select('account_id')
    .whereIn(
      ['process_id', 'group_id'],
      keys.map((key) => [key.processId, key.groupId]),
    );
  await trx('accounts')
    .select('account_id')
    .whereIn('account_id', members)
    .orderByRaw('account_id collate "C"')
    .forNoKeyUpdate();
}

async function allocatePool(trx: Transaction, key: PoolKey, now: number): Promise<TicketOffer[]> {
  const rules = await findRules(trx, key, now);
  if (!rules) return [];
  const roster = await readRoster(trx, key, rules);
  const pool = await readPool(trx, key);
  const decisions = allocate({
    waiting: await readWaiting(trx, key),
    roster,
    strategy: rules.process.groups[key.groupId]?.strategy ?? 'least_loaded',
    loads: await readLoads(trx, roster),
    lastAgent: pool.last_agent,
    now,
  });
  if (decisions.length === 0) return [];
  return writeDecisions(trx, key, pool, decisions, now);
}

async function findRules(trx: Transaction, key: PoolKey, now: number): Promise<Rules | undefined> {
  const rules = findProcess(key.processId) && rulesAt(key.processId, now);
  if (rules?.process.groups[key.groupId]) return rules;
  await raiseAlarm(trx, 'pool_unknown', null, { ...key });
  return undefined;
}

async function readPool(trx: Transaction, key: PoolKey): Promise<AssignmentPoolRow> {
  const row = await trx('assignment_pools')
    .where({ process_id: key.processId, group_id: key.groupId })
    .first();
  if (!row) throw new Error(`Pool ${poolText(key)}: expected it to be held`);
  return row;
}

async function readWaiting(trx: Transaction, key: PoolKey): Promise<WaitingTicket[]> {
  const rows = await waitingIn(trx, key).select('waiting.*');
  return rows.map((row) => ({
    ticketId: row.ticket_id,
    priority: row.priority,
    waitingSince: row.waiting_since.getTime(),
    skills: row.skills,
    preferredAgent: row.preferred_agent,
    excludedAgents: row.excluded_agents,
  }));
}

async function readRoster(trx: Transaction, key: PoolKey, rules: Rules): Promise<RosterMember[]> {
  const members = await trx('group_members')
    .where({ process_id: key.processId, group_id: key.groupId })
    .whereIn('account_id', trx('accounts').select('account_id').where('is_active', true));
  const roster: RosterMember[] = [];
  for (const member of members) {
    roster.push({
      agent: member.account_id,
      capacity: member.capacity,
      skills: member.skills,
      isAbsent: member.is_absent,
      shift: await shiftOf(trx, member, rules),
    });
  }
  return roster;
}

const neverOnShift: CompiledCalendar = {
  id: 'unknown',
  version: '',
  fromMinute: 0,
  toMinute: 0,
  minutes: [],
};

async function shiftOf(
  trx: Transaction,
  member: GroupMemberRow,
  rules: Rules,
): Promise<CompiledCalendar> {
  const id = member.shift ?? rules.process.groups[member.group_id]?.calendar ?? '';
  const calendar = rules.calendars[id];
  if (calendar) return calendar;
  const { account_id: account, group_id: group } = member;
  await raiseAlarm(trx, 'shift_unknown', null, { account, group, shift: id });
  return neverOnShift;
}

async function readLoads(
  trx: Transaction,
  roster: RosterMember[],
): Promise<Record<string, AgentLoad>> {
  const agents = roster.map(({ agent }) => agent);
  const { rows } = await trx.raw<{
    rows: { account_id: string; count: number; last_assigned_at: Date | null }[];
  }>(
    `select
       agents.account_id,
       (count(*) filter (where carried.counts))::integer as count,
       greatest(max(carried.assigned_at), max(assignments.last_assigned_at)) as last_assigned_at
     from unnest(?::text[]) as agents (account_id)
     left join agent_load as carried using (account_id)
     left join agent_assignments as assignments using (account_id)
     group by agents.account_id`,
    [agents],
  );
  return Object.fromEntries(
    rows.map((row) => [
      row.account_id,
      { count: row.count, lastAssignedAt: row.last_assigned_at?.getTime() ?? null },
    ]),
  );
}

async function writeDecisions(
  trx: Transaction,
  key: PoolKey,
  pool: AssignmentPoolRow,
  decisions: AllocationDecision[],
  now: number,
): Promise<TicketOffer[]> {
  const decidedAt = new Date(now);
  const offers = decisions.map((decision, index) =>
    offerOf(key, decision, BigInt(pool.decision_count) + BigInt(index + 1), now),
  );
  const poolColumns = { process_id: key.processId, group_id: key.groupId };
  await insertOffers(
    trx,
    offers.map(({ ticketId, offer }) => ({
      ...poolColumns,
      decision_id: offer.decisionId,
      ticket_id: ticketId,
      decided_at: decidedAt,
      offer: JSON.stringify(offer),
    })),
  );
  await writeLoads(
    trx,
    offers.map(({ ticketId, offer }) => ({
      ...poolColumns,
      ticket_id: ticketId,
      account_id: offer.assignee,
      counts: true,
      assigned_at: decidedAt,
    })),
  );
  const inTurn = decisions.findLast((decision) => decision.strategy === 'round_robin');
  await updatePool(trx, key, {
    decision_count: String(BigInt(pool.decision_count) + BigInt(decisions.length)),
    last_agent: inTurn?.agent ?? pool.last_agent,
  });
  return offers;
}

/** The decision's id follows from what was decided: deciding again after a rollback repeats it. */
function offerOf(
  key: PoolKey,
  decision: AllocationDecision,
  count: bigint,
  now: number,
): TicketOffer {
  const { ticketId, agent, strategy, candidates } = decision;
  const hash = createHash('sha256').update([poolText(key), ticketId, agent, count, now].join(' '));
  const decisionId = `dec-${hash.digest('hex').slice(0, 26)}`;
  return {
    ticketId,
    offer: { decisionId, assignee: agent, group: key.groupId, strategy, candidates },
  };
}
