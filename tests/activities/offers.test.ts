import test from 'ava';
import { createAllocator, type OfferAnswer } from '../../activities/allocation/allocator.ts';
import { createOfferDelivery } from '../../activities/allocation/offers.ts';
import { allocatePools, type TicketOffer } from '../../activities/allocation/pools.ts';
import { createCommandDelivery } from '../../activities/deliver_command.ts';
import { holdPools } from '../../database/allocation/pools.ts';
import { upsertPeople } from '../../database/people.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { defaultProcessId } from '../../workflows/processes/index.ts';
import { requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  type LiveDesk,
  type LiveTicket,
  newTicketId,
  openLiveTicket,
  projected,
  rowsOf,
} from '../support/live_desk.ts';
import { startServers, startWorker } from './worker_program.ts';

const lea = { kind: 'agent', id: 'acc-lea' } as const;

let desk: LiveDesk;

/** The desk's own worker program on real servers, with one agent who has room for one ticket. */
test.before(async () => {
  const servers = await startServers();
  desk = servers.desk;
  const place = { processId: defaultProcessId, groupId: 'service_desk', capacity: 1 };
  await upsertPeople(desk.database, [
    { accountId: requester.id, roles: ['requester'], displayName: 'Camille' },
    {
      accountId: lea.id,
      roles: ['agent'],
      displayName: 'Léa',
      groups: [{ ...place, shift: 'always' }],
    },
  ]);
  await startWorker({ ...servers.environment, PALIER_SWEEP_SECONDS: '3600' });
});

async function hasAssignee(ticket: LiveTicket): Promise<boolean> {
  return (await ticket.state()).assignee !== null;
}

async function resolve(ticket: LiveTicket): Promise<void> {
  await ticket.does(lea, 'resolve', { code: 'no_fault_found', noteId: 'note' });
}

function deliverCommand() {
  const { client, database } = desk;
  return createCommandDelivery({ client, database, recorder: createRecorder(database) });
}

function allocatorThat(deliver: (offer: TicketOffer) => Promise<OfferAnswer>) {
  const onFailure = (error: unknown) => {
    throw error;
  };
  return createAllocator({ database: desk.database, deliver, onFailure });
}

test.serial('the ticket that waits is told when another one frees its agent', async (t) => {
  const first = await openLiveTicket(desk);
  await eventually(() => hasAssignee(first));
  const second = await openLiveTicket(desk);
  await projected(desk, second.ticketId, second.opened.seq);
  t.false(await hasAssignee(second), 'the only agent has no room');

  await resolve(first);
  await eventually(() => hasAssignee(second));
  const { seq } = await second.state();
  await projected(desk, second.ticketId, seq);
  const { events } = await rowsOf(desk, second.ticketId);
  const assigned = events.findLast((event) => event.type === 'ticket_assigned');
  t.is(assigned?.data.cause, 'automatic');
  t.is(assigned?.commandId, `${assigned?.data.decisionId}-${second.ticketId}`);
  t.like(assigned?.data.candidates[0], { agent: lea.id, capacity: 1, verdict: 'chosen' });
  const open = desk.database('assignment_offers').whereNull('settled_at');
  t.deepEqual(await open, []);
  await resolve(second);
});

test.serial('an offer that was never told is told by the next sweep, and taken once', async (t) => {
  const busy = await openLiveTicket(desk);
  await eventually(() => hasAssignee(busy));
  const waiting = await openLiveTicket(desk);
  await projected(desk, waiting.ticketId, waiting.opened.seq);
  // The agent gets more room, and whoever decides what follows dies before it tells the ticket.
  const pool = { processId: defaultProcessId, groupId: 'service_desk' };
  const decided = await desk.database.transaction(async (trx) => {
    await holdPools(trx, [pool]);
    await trx('group_members').update({ capacity: 2 });
    return allocatePools(trx, [pool], Date.now());
  });
  t.is(decided.length, 1);
  t.false(await hasAssignee(waiting), 'decided, but the ticket does not know');

  const old = { offered_at: new Date(Date.now() - 60_000) };
  await desk.database('assignment_offers').whereNull('settled_at').update(old);
  const deliver = createOfferDelivery(deliverCommand(), (error) => t.fail(String(error)));
  const [offer] = await desk.database('assignment_offers').whereNull('settled_at');
  t.is(await allocatorThat(deliver).sweep(Date.now()), 0, 'nothing new is decided');
  t.true(await hasAssignee(waiting));

  const { seq } = await waiting.state();
  if (!offer) return t.fail('the offer was expected to be open');
  t.is(await deliver({ ticketId: waiting.ticketId, offer: offer.offer }), 'taken');
  t.is((await waiting.state()).seq, seq, 'told again, it changes nothing');
  await resolve(busy);
  await resolve(waiting);
  await desk.database('group_members').update({ capacity: 1 });
});

test.serial('a ticket that no longer waits, or is not there, refuses an offer', async (t) => {
  const ticket = await openLiveTicket(desk);
  await eventually(() => hasAssignee(ticket));
  const offer = {
    decisionId: 'dec-late',
    assignee: 'acc-marc',
    group: 'service_desk',
    strategy: 'least_loaded',
    candidates: [],
  };
  const deliver = createOfferDelivery(deliverCommand(), (error) => t.fail(String(error)));
  t.is(await deliver({ ticketId: ticket.ticketId, offer }), 'refused');
  t.is(await deliver({ ticketId: newTicketId(), offer }), 'refused');
  t.is((await ticket.state()).assignee, lea.id);
  await resolve(ticket);
});

test.serial(
  'a ticket whose workflow was ended by an operator runs again, and holds up nobody',
  async (t) => {
    const first = await openLiveTicket(desk);
    await eventually(() => hasAssignee(first));
    const ended = await openLiveTicket(desk);
    await projected(desk, ended.ticketId, ended.opened.seq);
    await ended.handle.terminate('an operator ends it');
    const next = await openLiveTicket(desk);
    await projected(desk, next.ticketId, next.opened.seq);

    await resolve(first);
    await eventually(async () => (await ended.handle.describe()).status.name === 'RUNNING');
    // It was offered its agent while it did not run: the sweep offers again.
    const old = { offered_at: new Date(Date.now() - 60_000) };
    await desk.database('assignment_offers').whereNull('settled_at').update(old);
    const deliver = createOfferDelivery(deliverCommand(), (error) => t.fail(String(error)));
    await allocatorThat(deliver).sweep(Date.now());
    await eventually(async () => (await hasAssignee(ended)) || (await hasAssignee(next)));
    const [served, other] = (await hasAssignee(next)) ? [next, ended] : [ended, next];
    await resolve(served);
    await eventually(() => hasAssignee(other));
    await resolve(other);
    t.is((await ended.state()).status, 'resolved');
  },
);
