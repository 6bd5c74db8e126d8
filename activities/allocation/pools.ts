import { createHash } from 'node:crypto';
import { awayAt } from '../../database/absences.ts';
import { raiseAlarm } from '../../database/alarms.ts';
import { writeLoads } from '../../database/allocation/loads.ts';
import { insertOffers } from '../../database/allocation/offers.ts';
import {
  listedPools,
  type PoolKey,
  poolList,
  poolText,
  updatePool,
} from '../../database/allocation/pools.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import { prepared } from '../../database/prepared.ts';
import type {
  AssignmentPoolRow,
  AssignmentQueueRow,
  GroupMemberRow,
} from '../../database/tables.ts';
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
import { findProcess, priorityRankOf, rulesAt } from '../../workflows/processes/index.ts';

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
  const busy: BusyPool[] = [];
  for (const key of keys) {
    const waiting = await readWaiting(trx, key);
    if (waiting.length > 0) busy.push({ key, waiting });
  }
  if (busy.length === 0) return [];
  await holdAgents(
    trx,
    busy.map(({ key }) => key),
  );
  const offers: TicketOffer[] = [];
  for (const pool of busy) offers.push(...(await allocatePool(trx, pool, now)));
  return offers;
}

/** A pool with tickets that wait and have no offer. */
interface BusyPool {
  key: PoolKey;
  waiting: WaitingTicket[];
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

// An agent may work in several groups and has one capacity to fill: pools that share an agent take
// turns on the agent's account.
async function holdAgents(trx: Transaction, keys: PoolKey[]): Promise<void> {
  await prepared(
    trx,
    'hold_agents',
    `select account_id from accounts
     where account_id in (
       select account_id from group_members
       where (process_id, group_id) in (${listedPools}))
     order by account_id collate "C"
     for no key update`,
    { pools: poolList(keys) },
  );
}

async function allocatePool(
  trx: Transaction,
  { key, waiting }: BusyPool,
  now: number,
): Promise<TicketOffer[]> {
  const rules = await findRules(trx, key, now);
  if (!rules) return [];
  const { pool, members } = await readPool(trx, key, now);
  const decisions = allocate({
    waiting,
    roster: await rosterOf(trx, members, rules),
    strategy: rules.process.groups[key.groupId]?.strategy ?? 'least_loaded',
    loads: loadsOf(members),
    lastAgent: pool.last_agent,
    now,
  });
  if (decisions.length === 0) return [];
  return writeDecisions(trx, key, pool, decisions, now, members);
}

async function findRules(trx: Transaction, key: PoolKey, now: number): Promise<Rules | undefined> {
  const rules = findProcess(key.processId) && rulesAt(key.processId, now);
  if (rules?.process.groups[key.groupId]) return rules;
  await raiseAlarm(trx, 'pool_unknown', null, { ...key });
  return undefined;
}

async function readWaiting(trx: Transaction, key: PoolKey): Promise<WaitingTicket[]> {
  const rows = await prepared<AssignmentQueueRow>(
    trx,
    'find_waiting',
    `select * from assignment_queue as waiting
     where process_id = :processId and group_id = :groupId and not exists (
       select from assignment_offers as offers
       where offers.ticket_id = waiting.ticket_id and offers.settled_at is null)`,
    { ...key },
  );
  return rows.map((row) => ({
    ticketId: row.ticket_id,
    priorityRank: priorityRankOf(key.processId, row.priority),
    waitingSince: row.waiting_since.getTime(),
    skills: row.skills,
    preferredAgent: row.preferred_agent,
    excludedAgents: row.excluded_agents,
  }));
}

/** Who works in a group and has an open account, with what they carry in all groups. */
type PoolMember = GroupMemberRow & {
  load_count: number;
  last_assigned_at: Date | null;
  is_away: boolean;
  deputy_id: string | null;
};
type PoolTurn = Pick<AssignmentPoolRow, 'decision_count' | 'last_agent'>;

async function readPool(
  trx: Transaction,
  key: PoolKey,
  now: number,
): Promise<{ pool: PoolTurn; members: PoolMember[] }> {
  const rows = await prepared<PoolTurn & (PoolMember | { account_id: null })>(
    trx,
    'read_pool',
    `select pools.decision_count, pools.last_agent, members.*, carried.load_count,
       greatest(carried.assigned_at, assignments.last_assigned_at) as last_assigned_at,
       away.account_id is not null as is_away, away.deputy_id
     from assignment_pools as pools
     left join (group_members as members join accounts using (account_id))
       on members.process_id = pools.process_id and members.group_id = pools.group_id
       and accounts.is_active
     left join lateral (
       select (count(*) filter (where counts))::integer as load_count,
         max(assigned_at) as assigned_at
       from agent_load where agent_load.account_id = members.account_id
     ) as carried on true
     left join agent_assignments as assignments on assignments.account_id = members.account_id
     left join lateral (${awayAt('members.account_id', ':now')}) as away on true
     where pools.process_id = :processId and pools.group_id = :groupId`,
    { ...key, now: new Date(now) },
  );
  const [pool] = rows;
  if (!pool) throw new Error(`Pool ${poolText(key)}: expected it to be held`);
  return { pool, members: rows.filter((row) => row.account_id !== null) };
}

async function rosterOf(
  trx: Transaction,
  members: readonly PoolMember[],
  rules: Rules,
): Promise<RosterMember[]> {
  const roster: RosterMember[] = [];
  for (const member of members) {
    roster.push({
      agent: member.account_id,
      capacity: member.capacity,
      skills: member.skills,
      isAbsent: member.is_away,
      deputy: member.deputy_id,
      shift: await shiftOf(trx, member, rules),
    });
  }
  return roster;
}

function loadsOf(members: readonly PoolMember[]): Record<string, AgentLoad> {
  return Object.fromEntries(
    members.map(({ account_id, load_count, last_assigned_at }) => [
      account_id,
      { count: load_count, lastAssignedAt: last_assigned_at?.getTime() ?? null },
    ]),
  );
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

async function writeDecisions(
  trx: Transaction,
  key: PoolKey,
  pool: PoolTurn,
  decisions: AllocationDecision[],
  now: number,
  members: readonly PoolMember[],
): Promise<TicketOffer[]> {
  const skills = new Map(members.map((member) => [member.account_id, member.skills]));
  const decidedAt = new Date(now);
  const offers = decisions.map((decision, index) =>
    offerOf(key, decision, BigInt(pool.decision_count) + BigInt(index + 1), now, skills),
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
  skillsOf: ReadonlyMap<string, string[]>,
): TicketOffer {
  const { ticketId, agent, strategy, candidates } = decision;
  const hash = createHash('sha256').update([poolText(key), ticketId, agent, count, now].join(' '));
  const decisionId = `dec-${hash.digest('hex').slice(0, 26)}`;
  return {
    ticketId,
    offer: {
      ...{ decisionId, assignee: agent, group: key.groupId, strategy, candidates },
      assigneeSkills: skillsOf.get(agent) ?? [],
    },
  };
}
