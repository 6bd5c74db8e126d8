import test from 'ava';
import { createAllocator, type OfferAnswer } from '../../activities/allocation/allocator.ts';
import type { TicketOffer } from '../../activities/allocation/pools.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import type { Rules } from '../../workflows/domain/process.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import { allocator as allocatorActor, minute, Ticket } from '../domain/desk.ts';
import { newTicketId } from '../support/live_desk.ts';
import { createTestDatabase, patient } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

const processId = 'it_support';
/** A Tuesday at 10:00 in Paris, where the desk works; and a Sunday. */
const workday = Date.UTC(2026, 9, 20, 8);
const sunday = Date.UTC(2026, 9, 18, 8);
const agents = ['acc-ana', 'acc-ben', 'acc-cleo'];

interface Desk {
  database: Database;
  rules: Rules;
  /** Opens a ticket and writes it down; gives it with the offers it was told of at once. */
  open(at: number, fields?: ConstructorParameters<typeof Ticket>[1]): Promise<Ticket>;
  /** Writes down what happened to a ticket since the last time. */
  write(ticket: Ticket): Promise<void>;
  sweep(now: number): Promise<number>;
  idle(): Promise<void>;
  tickets: Map<string, Ticket>;
}

/** A desk with three agents of capacity 2; tickets live in the test, rows in a real Postgres. */
async function openDesk(capacity = 2): Promise<Desk> {
  const database = connectDatabase((await createTestDatabase()).url, {
    name: 'allocation test',
    ...patient,
  });
  onTeardown(() => database.destroy());
  await database('accounts').insert(
    agents.map((account_id) => ({
      account_id,
      roles: ['agent' as const],
      display_name: account_id,
    })),
  );
  await database('group_members').insert(
    agents.map((account_id) => ({
      process_id: processId,
      group_id: 'service_desk',
      account_id,
      capacity,
    })),
  );
  const rules = rulesAt(processId, workday);
  const tickets = new Map<string, Ticket>();
  const written = new Map<string, number>();

  async function deliver({ ticketId, offer }: TicketOffer): Promise<OfferAnswer> {
    const ticket = tickets.get(ticketId);
    if (!ticket) return 'unknown';
    const isTaken = take(ticket, offer);
    await write(ticket);
    return isTaken ? 'taken' : 'refused';
  }
  function take(ticket: Ticket, offer: TicketOffer['offer']): boolean {
    const command = { name: 'takeAssignment', actor: allocatorActor, ...offer } as const;
    const at = ticket.state.updatedAt;
    return !ticket.refusalOf(at, { ...command, commandId: offer.decisionId });
  }
  const allocator = createAllocator({
    database,
    deliver,
    onFailure: (error) => {
      throw error;
    },
  });
  const recorder = createRecorder(database, { wake: (pools) => allocator.wake(pools) });

  async function write(ticket: Ticket): Promise<void> {
    const { ticketId } = ticket.state;
    const events = ticket.events.slice(written.get(ticketId) ?? 0);
    if (events.length === 0) return;
    written.set(ticketId, ticket.events.length);
    await recorder.record({ ticketId, events });
  }

  return {
    database,
    rules,
    tickets,
    write,
    sweep: allocator.sweep,
    idle: allocator.idle,
    async open(at, fields = {}) {
      const ticket = new Ticket(at, { ticketId: newTicketId(), ...fields }, rules);
      tickets.set(ticket.state.ticketId, ticket);
      await write(ticket);
      await allocator.idle();
      return ticket;
    },
  };
}

function loads(desk: Desk): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of desk.tickets.values()) {
    if (state.assignee) counts[state.assignee] = (counts[state.assignee] ?? 0) + 1;
  }
  return counts;
}

test('fifty tickets at once never overbook an agent', async (t) => {
  const desk = await openDesk();
  await Promise.all(Array.from({ length: 50 }, () => desk.open(workday)));
  await desk.idle();
  t.deepEqual(loads(desk), { 'acc-ana': 2, 'acc-ben': 2, 'acc-cleo': 2 });
  const carried = await desk.database('agent_load').where('counts', true);
  t.is(carried.length, 6);
  t.is((await desk.database('assignment_queue')).length, 44, 'and the others wait where one looks');
});

test('each decision tells who was considered and why they were not taken', async (t) => {
  const desk = await openDesk();
  const fromAt = new Date(workday);
  await desk
    .database('absences')
    .insert({ absence_id: 'abs-1', account_id: 'acc-ana', from_at: fromAt });
  const ticket = await desk.open(workday);
  const { data } = ticket.last('ticket_assigned');
  t.is(data.cause, 'automatic');
  const verdicts = Object.fromEntries(
    data.candidates.map(({ agent, verdict }) => [agent, verdict]),
  );
  t.is(verdicts['acc-ana'], 'absent');
  t.is(verdicts[data.assignee], 'chosen');
});

test('a freed agent gets the oldest waiting ticket of the highest priority', async (t) => {
  const desk = await openDesk(1);
  const busy = [];
  for (let i = 0; i < 3; i++) busy.push(await desk.open(workday + i * minute));
  const minor = await desk.open(workday + 4 * minute, { urgency: 'low' });
  const major = await desk.open(workday + 5 * minute, { impact: 'high', urgency: 'medium' });
  const later = await desk.open(workday + 6 * minute, { impact: 'high', urgency: 'medium' });
  t.deepEqual(
    [minor, major, later].map(({ state }) => state.assignee),
    [null, null, null],
  );
  const [first] = busy;
  const agent = { kind: 'agent', id: String(first?.state.assignee) } as const;
  const solved = { code: 'no_fault_found', noteId: 'n', rootCauseId: 'n', articleId: 'n' };
  await desk.write((first as Ticket).does(workday + 10 * minute, agent, 'resolve', solved));
  await desk.idle();
  t.is(major.state.assignee, agent.id);
  t.is(minor.state.assignee, null);
  t.is(later.state.assignee, null);
});

test('a ticket that waits for the requester leaves its agent room for another', async (t) => {
  const desk = await openDesk(1);
  const busy = [];
  for (let i = 0; i < 3; i++) busy.push(await desk.open(workday + i * minute));
  const waiting = await desk.open(workday + 4 * minute);
  const [first] = busy as [Ticket];
  const agent = { kind: 'agent', id: String(first.state.assignee) } as const;
  first.does(workday + 5 * minute, agent, 'addMessage', { messageId: 'm', visibility: 'public' });
  const waits = first.does(workday + 5 * minute, agent, 'setPending', { reason: 'requester' });
  await desk.write(waits);
  await desk.idle();
  t.is(waiting.state.assignee, agent.id);
});

test('while nobody is on shift a ticket waits in sight, and the next shift takes it', async (t) => {
  const desk = await openDesk();
  const ticket = await desk.open(sunday);
  t.is(ticket.state.assignee, null);
  t.not(ticket.state.waitingForAgent, null);
  t.is((await desk.database('assignment_queue')).length, 1);
  t.is(await desk.sweep(sunday), 0);
  t.is(await desk.sweep(workday), 1);
  t.not(ticket.state.assignee, null);
  t.deepEqual(await desk.database('assignment_queue'), []);
});

test('an offer that comes too late gives the place back', async (t) => {
  const desk = await openDesk(1);
  const ticket = await desk.open(sunday);
  const boss = { kind: 'agent', id: 'acc-boss' } as const;
  ticket.does(sunday + minute, boss, 'assign', { assignee: 'acc-boss' });
  t.is(await desk.sweep(workday), 1, 'the allocator has not heard of it yet');
  await desk.write(ticket);
  await desk.idle();
  t.is(ticket.state.assignee, 'acc-boss');
  const carried = await desk.database('agent_load').where('account_id', '<>', 'acc-boss');
  t.deepEqual(carried, []);
  const open = await desk.database('assignment_offers').whereNull('settled_at');
  t.deepEqual(open, []);
});
