import type { PoolNews } from '../../database/allocation/allocation_channel.ts';
import { deleteLoad } from '../../database/allocation/loads.ts';
import { settleOffer } from '../../database/allocation/offers.ts';
import {
  holdPools,
  type PoolKey,
  poolsOfAgent,
  poolText,
} from '../../database/allocation/pools.ts';
import { dequeueTicket } from '../../database/allocation/queue.ts';
import type { Database, Transaction } from '../../database/connection.ts';
import { allocatePools, listWaitingPools, type TicketOffer } from './pools.ts';

/** What a ticket made of an offer; `unknown` where it may or may not have received it. */
export type OfferAnswer = 'taken' | 'refused' | 'unknown';

export interface AllocatorOptions {
  database: Database;
  /** Gives a ticket a decision. Never throws; delivering twice must do no harm. */
  deliver(offer: TicketOffer): Promise<OfferAnswer>;
  /** Hears of what failed in the background; the sweep tries it again. */
  onFailure(error: unknown): void;
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
  const waiting = new Map<string, PoolNews>();
  let isDeciding = false;

  /** Decides in these pools, in the background. Those told of twice meanwhile are looked at once. */
  function wake(news: readonly PoolNews[]): void {
    for (const pool of news) {
      const at = Math.max(pool.at, waiting.get(poolText(pool))?.at ?? 0);
      waiting.set(poolText(pool), { ...pool, at });
    }
    if (isDeciding) return;
    isDeciding = true;
    inBackground(decideWaiting());
  }

  async function decideWaiting(): Promise<void> {
    try {
      for (let pool = takeFirst(); pool; pool = takeFirst()) {
        const offers = await allocateNow([pool], pool.at);
        const { at } = pool;
        if (offers.length > 0) inBackground(offerAll(offers, at));
      }
    } finally {
      isDeciding = false;
    }
  }

  function takeFirst(): PoolNews | undefined {
    const [first] = waiting;
    if (first) waiting.delete(first[0]);
    return first?.[1];
  }

  function inBackground(work: Promise<unknown>): void {
    const done = work.then(() => {}, onFailure);
    running.add(done);
    void done.finally(() => running.delete(done));
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
    await offerAll(await allocateNow(pools, now), now);
  }

  /**
   * Allocates wherever tickets wait (a shift may have begun) and offers again what went unanswered.
   *
   * @returns the number of new decisions.
   */
  async function sweep(now: number): Promise<number> {
    await offerAll(await listUnanswered(database), now);
    const decided = await allocateNow(await listWaitingPools(database), now);
    await offerAll(decided, now);
    return decided.length;
  }

  /** Resolves once nothing is left running in the background. */
  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  return { wake, sweep, idle };
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
