import { deleteLoad } from '../../database/allocation/loads.ts';
import { settleOffer } from '../../database/allocation/offers.ts';
import { holdPools, type PoolKey } from '../../database/allocation/pools.ts';
import { dequeueTicket } from '../../database/allocation/queue.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import type { AssignmentOffer } from '../../workflows/ports.ts';
import { type AllocationChange, groupsOf, writeAllocationState } from './allocation_state.ts';
import { allocatePools, listWaitingPools, poolsOfAgent, type TicketOffer } from './pools.ts';

/** What a ticket made of an offer; `unknown` where it may or may not have received it. */
export type OfferAnswer = 'taken' | 'refused' | 'unknown';

export interface AllocatorOptions {
  database: Database;
  /** Gives a ticket a decision. Never throws; delivering twice must do no harm. */
  deliver(offer: TicketOffer): Promise<OfferAnswer>;
  /** Hears of what failed in the background; the sweep tries it again. */
  onFailure(error: unknown): void;
}

/** What is still to be done about allocation once a batch's transaction has ended. */
export interface AllocationFollowUp {
  /** Offers for tickets other than the batch's own. */
  offers: TicketOffer[];
  /** Pools where a freed agent may have room for somebody. */
  pools: PoolKey[];
  now: number;
}

const redeliveryAfterSeconds = 15;
const redeliveriesMax = 500;
const offersAtOnceMax = 10;

export type Allocator = ReturnType<typeof createAllocator>;

/**
 * Gives tickets to agents, one decision at a time in each pool. Decisions are rows first and
 * messages after, so that none is lost: what a crash leaves undelivered, the sweep delivers.
 */
export function createAllocator({ database, deliver, onFailure }: AllocatorOptions) {
  const running = new Set<Promise<void>>();

  /** Writes how a batch changed its ticket's allocation state and decides what follows, in `trx`. */
  async function allocateAfter(
    trx: Transaction,
    change: AllocationChange,
  ): Promise<AllocationFollowUp> {
    const held = groupsOf(change).map((groupId) => ({ processId: change.processId, groupId }));
    await holdPools(trx, held);
    const freed = await writeAllocationState(trx, change);
    const followUp: AllocationFollowUp = { offers: [], pools: [], now: change.at };
    if (!freed && !change.request) return followUp;
    const offers = await allocatePools(trx, held, change.at);
    followUp.offers = offers.filter((offer) => offer.ticketId !== change.ticketId);
    if (freed) followUp.pools = (await poolsOfAgent(trx, freed)).filter((key) => !isIn(held, key));
    return followUp;
  }

  /** Offers of this ticket that it has not answered. */
  async function listOffers(trx: Transaction, ticketId: string): Promise<AssignmentOffer[]> {
    return trx('assignment_offers')
      .where('ticket_id', ticketId)
      .whereNull('settled_at')
      .pluck('offer');
  }

  /** Does what follows in the background. */
  function finish(followUp: AllocationFollowUp): void {
    if (followUp.offers.length === 0 && followUp.pools.length === 0) return;
    const work = allocateAndOffer(followUp).then(() => {}, onFailure);
    running.add(work);
    void work.finally(() => running.delete(work));
  }

  async function allocateAndOffer({ offers, pools, now }: AllocationFollowUp): Promise<number> {
    const decided = await allocateNow(pools, now);
    await offerAll([...offers, ...decided], now);
    return decided.length;
  }

  async function allocateNow(pools: PoolKey[], now: number): Promise<TicketOffer[]> {
    const offers: TicketOffer[] = [];
    for (const pool of pools) {
      const decided = await database.transaction(async (trx) => {
        await holdPools(trx, [pool]);
        return allocatePools(trx, [pool], now);
      });
      offers.push(...decided);
    }
    return offers;
  }

  async function offerAll(offers: TicketOffer[], now: number): Promise<void> {
    for (let start = 0; start < offers.length; start += offersAtOnceMax) {
      const group = offers.slice(start, start + offersAtOnceMax);
      await Promise.all(group.map((offer) => offerOne(offer, now)));
    }
  }

  async function offerOne(offer: TicketOffer, now: number): Promise<void> {
    if ((await deliver(offer)) !== 'refused') return;
    const pools = await database.transaction((trx) => withdraw(trx, offer, now));
    await allocateAndOffer({ offers: [], pools, now });
  }

  /**
   * Allocates wherever tickets wait (a shift may have begun) and offers again what went unanswered.
   *
   * @returns the number of new decisions.
   */
  async function sweep(now: number): Promise<number> {
    await offerAll(await listUnanswered(database), now);
    return allocateAndOffer({ offers: [], pools: await listWaitingPools(database), now });
  }

  /** Resolves once nothing is left running in the background. */
  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  return { allocateAfter, listOffers, finish, sweep, idle };
}

/**
 * Takes back an offer that its ticket refused, unless an event has answered it meanwhile. The
 * ticket leaves the queue: the event that made it refuse is on its way and says where it stands.
 *
 * @returns the pools in which the agent has room again.
 */
async function withdraw(trx: Transaction, refused: TicketOffer, now: number): Promise<PoolKey[]> {
  const { decisionId } = refused.offer;
  const key = await trx('assignment_offers').where('decision_id', decisionId).first();
  if (!key) return [];
  await holdPools(trx, [{ processId: key.process_id, groupId: key.group_id }]);
  if (!(await settleOffer(trx, decisionId, now))) return [];
  await dequeueTicket(trx, refused.ticketId);
  await deleteLoad(trx, refused.ticketId);
  return poolsOfAgent(trx, refused.offer.assignee);
}

async function listUnanswered(database: Database): Promise<TicketOffer[]> {
  const rows = await database('assignment_offers')
    .select('ticket_id', 'offer')
    .whereNull('settled_at')
    .whereRaw('offered_at < now() - make_interval(secs => ?)', [redeliveryAfterSeconds])
    .orderBy('offered_at')
    .limit(redeliveriesMax);
  return rows.map((row) => ({ ticketId: row.ticket_id, offer: row.offer }));
}

function isIn(keys: PoolKey[], { processId, groupId }: PoolKey): boolean {
  return keys.some((key) => key.processId === processId && key.groupId === groupId);
}
