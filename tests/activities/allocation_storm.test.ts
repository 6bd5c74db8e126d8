import test from 'ava';
import fc from 'fast-check';
import { createAllocator, type OfferAnswer } from '../../activities/allocation/allocator.ts';
import type { TicketOffer } from '../../activities/allocation/pools.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { upsertPeople } from '../../database/people.ts';
import { createRecorder, type Recorder } from '../../database/recording/recorder.ts';
import type { Command } from '../../workflows/domain/commands.ts';
import { isOpen, openClocks, type TicketState } from '../../workflows/domain/ticket.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import { allocator as allocatorActor, minute, Ticket } from '../domain/desk.ts';
import { newTicketId } from '../support/live_desk.ts';
import { createTestDatabase, patient } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

const processId = 'it_support';
/** A Tuesday at 10:00 in Paris. */
const start = Date.UTC(2026, 9, 20, 8);
const shipped = rulesAt(processId, start);
/** Tickets are moved about as they are. */
const rules = { ...shipped, process: { ...shipped.process, gates: [] } };
const boss = { kind: 'agent', id: 'acc-boss' } as const;

/** Agents who share groups in every way: pools that share an agent have to take turns. */
const memberships: Record<string, string[]> = {
  'acc-a': ['service_desk', 'workplace', 'network'],
  'acc-b': ['workplace', 'service_desk'],
  'acc-c': ['network', 'workplace'],
  'acc-d': ['service_desk', 'network'],
  'acc-e': ['network'],
};
const capacity = 2;

interface StoredTicket {
  ticket: Ticket;
  writtenCount: number;
  /** Batches of one ticket are written one after the other, as its workflow does. */
  writing: Promise<void>;
}

type Asked = Partial<Command> & Pick<Command, 'name'>;

/** Many tickets that live at once over one real Postgres; time goes a minute with each step. */
class Storm {
  readonly tickets = new Map<string, StoredTicket>();
  readonly failures: unknown[] = [];
  readonly allocator: ReturnType<typeof createAllocator>;
  readonly recorder: Recorder;
  readonly database: Database;
  clock = start;

  constructor(database: Database) {
    this.database = database;
    const onFailure = (error: unknown) => this.failures.push(error);
    this.allocator = createAllocator({
      database,
      deliver: (offer) => this.deliver(offer),
      onFailure,
    });
    this.recorder = createRecorder(database, { wake: (pools) => this.allocator.wake(pools) });
  }

  /** @param group where it is moved before anybody hears of it */
  open(group?: string): void {
    const ticket = new Ticket(this.clock, { ticketId: newTicketId() }, rules);
    if (group !== undefined) ticket.does(this.clock, boss, 'assign', { group });
    const { ticketId } = ticket.state;
    this.tickets.set(ticketId, { ticket, writtenCount: 0, writing: Promise.resolve() });
    this.write(ticketId);
  }

  /** Does it if the rules allow it, and writes what came of it. */
  try(stored: StoredTicket, command: Asked): boolean {
    this.clock += minute;
    const complete = { actor: boss, commandId: `command-${this.clock}`, ...command } as Command;
    if (stored.ticket.refusalOf(this.clock, complete)) return false;
    this.write(stored.ticket.state.ticketId);
    return true;
  }

  async settle(): Promise<void> {
    for (let calm = 0; calm < 2; ) {
      const before = this.clock;
      await Promise.all([...this.tickets.values()].map(({ writing }) => writing));
      await this.allocator.idle();
      const decided = await this.allocator.sweep(this.clock);
      calm = decided === 0 && before === this.clock ? calm + 1 : 0;
    }
  }

  private async deliver({ ticketId, offer }: TicketOffer): Promise<OfferAnswer> {
    const stored = this.tickets.get(ticketId);
    if (!stored) return 'refused';
    return this.take(stored, offer) ? 'taken' : 'refused';
  }

  private take({ ticket }: StoredTicket, offer: TicketOffer['offer']): boolean {
    const { decisionId: commandId } = offer;
    if (ticket.events.some((event) => event.commandId === commandId)) return true;
    const command = { name: 'takeAssignment', actor: allocatorActor, commandId, ...offer } as const;
    if (ticket.refusalOf(Math.max(this.clock, ticket.state.updatedAt), command)) return false;
    this.write(ticket.state.ticketId);
    return true;
  }

  private write(ticketId: string): void {
    const stored = this.tickets.get(ticketId) as StoredTicket;
    stored.writing = stored.writing
      .then(() => this.writeNext(stored))
      .catch((error) => void this.failures.push(error));
  }

  private async writeNext(stored: StoredTicket): Promise<void> {
    const events = stored.ticket.events.slice(stored.writtenCount);
    if (events.length === 0) return;
    stored.writtenCount += events.length;
    const { ticketId } = stored.ticket.state;
    await this.recorder.record({ ticketId, events });
  }
}

type Step =
  | { kind: 'open' }
  | { kind: 'route'; ticket: number; group: string }
  | { kind: 'rest' | 'resume' | 'resolve' | 'reopen' | 'release'; ticket: number };

const ticketNumber = fc.nat({ max: 60 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'open' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('route' as const),
      ticket: ticketNumber,
      group: fc.constantFrom('service_desk', 'workplace', 'network', 'applications'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('rest', 'resume', 'resolve', 'resolve', 'reopen', 'release'),
      ticket: ticketNumber,
    }),
  },
);

function take(storm: Storm, step: Step): void {
  if (step.kind === 'open') {
    storm.open();
    return;
  }
  const all = [...storm.tickets.values()];
  const stored = all[step.ticket % Math.max(all.length, 1)];
  if (stored) storm.try(stored, commandOf(step));
}

function commandOf(step: Exclude<Step, { kind: 'open' }>): Asked {
  switch (step.kind) {
    case 'route':
      return { name: 'assign', group: step.group };
    case 'release':
      return { name: 'assign', assignee: null };
    case 'rest':
      return { name: 'setPending', reason: 'requester' };
    case 'resume':
      return { name: 'endPending' };
    case 'resolve': {
      const why = { noteId: 'n', rootCauseId: 'n', articleId: 'n' };
      return { name: 'resolve', code: 'no_fault_found', ...why };
    }
    case 'reopen':
      return { name: 'reopen' };
  }
}

function counts(state: TicketState): boolean {
  const clocksRun = openClocks(state).some((clock) => clock.runningSince !== null);
  return state.status !== 'pending' || clocksRun;
}

async function openDatabase(): Promise<Database> {
  const database = connectDatabase((await createTestDatabase()).url, {
    name: 'storm test',
    ...patient,
  });
  onTeardown(() => database.destroy());
  await upsertPeople(
    database,
    Object.entries(memberships).map(([accountId, groups]) => ({
      accountId,
      roles: ['agent' as const],
      displayName: accountId,
      groups: groups.map((groupId) => ({ processId, groupId, capacity })),
    })),
  );
  return database;
}

test('groups that share agents never fill the same place twice', async (t) => {
  const database = await openDatabase();
  for (let round = 0; round < 3; round++) {
    for (const table of ['assignment_queue', 'agent_load', 'assignment_offers']) {
      await database(table).delete();
    }
    const storm = new Storm(database);
    const groups = ['service_desk', 'workplace', 'network'];
    for (let i = 0; i < 30; i++) storm.open(groups[i % groups.length]);
    await storm.settle();
    t.deepEqual(storm.failures, []);
    const load = await database('agent_load').select('account_id').count().groupBy('account_id');
    t.deepEqual(
      load.map((row) => [row.account_id, Number(row.count)]).sort(),
      Object.keys(memberships).map((agent) => [agent, capacity]),
    );
  }
});

test('whatever tickets do at once, nobody is overbooked, none is forgotten, and no writer fails', async (t) => {
  const database = await openDatabase();
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 60, maxLength: 120 }), async (steps) => {
      for (const table of ['assignment_queue', 'agent_load', 'assignment_offers']) {
        await database(table).delete();
      }
      const storm = new Storm(database);
      for (const [index, step] of steps.entries()) {
        take(storm, step);
        // Mostly side by side, now and then after what the desk has made of it so far.
        if (index % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
        if (index % 29 === 0) await storm.settle();
      }
      await storm.settle();
      t.deepEqual(storm.failures, []);

      const states = [...storm.tickets.values()].map(({ ticket }) => ticket.state);
      for (const { ticket } of storm.tickets.values()) {
        for (const event of ticket.events) {
          if (event.type !== 'ticket_assigned' || event.data.cause !== 'automatic') continue;
          const chosen = event.data.candidates.find(({ verdict }) => verdict === 'chosen');
          t.true(chosen && chosen.load < chosen.capacity, JSON.stringify(chosen));
        }
      }
      const carried = states
        .filter((state) => isOpen(state) && state.assignee !== null)
        .map((state) => [state.ticketId, state.assignee, counts(state)]);
      const load = await database('agent_load');
      t.deepEqual(
        load.map((row) => [row.ticket_id, row.account_id, row.counts]).sort(),
        carried.sort(),
      );
      const waiting = states.filter((state) => state.waitingForAgent !== null);
      const queue = await database('assignment_queue').pluck('ticket_id');
      t.deepEqual(queue.sort(), waiting.map(({ ticketId }) => ticketId).sort());
      t.deepEqual(await database('assignment_offers').whereNull('settled_at'), []);

      // Whoever still waits, waits because everybody in that group is full.
      for (const { group } of waiting) {
        const free = Object.keys(memberships).filter(
          (agent) =>
            memberships[agent]?.includes(group) &&
            load.filter((row) => row.account_id === agent && row.counts).length < capacity,
        );
        t.deepEqual(free, [], `somebody of ${group} has room`);
      }
    }),
    { numRuns: 6, endOnFailure: true },
  );
});
