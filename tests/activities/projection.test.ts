import { ApplicationFailure } from '@temporalio/common';
import test, { type ExecutionContext } from 'ava';
import { createProjection, recordHistory } from '../../activities/projection.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { type KnownTicket, readTickets } from '../../database/ticket_log.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { at, lea, marc, requester, Ticket, ungated } from '../domain/desk.ts';
import { newTicketId } from '../support/live_desk.ts';
import { createTestDatabase, startTestPostgres } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

let database: Database;
let recordEvents: ReturnType<typeof createProjection>['recordEvents'];

function openProjection(url: string): Database {
  const opened = connectDatabase(url, { name: 'projection test' });
  onTeardown(() => opened.destroy());
  return opened;
}

function projectionOn(on: Database) {
  return createProjection(createRecorder(on));
}

test.before(async () => {
  database = openProjection((await createTestDatabase()).url);
  ({ recordEvents } = projectionOn(database));
});

/** A ticket with something of everything, and its events in two batches. */
function lived(): { ticket: Ticket; batches: TicketEvent[][] } {
  const ticketId = newTicketId();
  const ticket = new Ticket(at(0, '09:00'), { ticketId, category: 'vpn' }, ungated);
  ticket.does(at(0, '09:10'), lea, 'accept');
  const firstCount = ticket.events.length;
  ticket.does(at(0, '09:20'), lea, 'addMessage', { messageId: 'm1', visibility: 'public' });
  ticket.does(at(0, '09:30'), lea, 'assign', { group: 'network', assignee: marc.id });
  ticket.does(at(0, '10:00'), marc, 'resolve', { code: 'solved', noteId: 'n' });
  ticket.does(at(0, '11:00'), requester, 'recordSatisfaction', { score: 4 });
  return { ticket, batches: [ticket.events.slice(0, firstCount), ticket.events.slice(firstCount)] };
}

async function record(ticketId: string, batches: TicketEvent[][]): Promise<void> {
  for (const events of batches) await recordEvents({ ticketId, events });
}

const tables = ['ticket_events', 'tickets', 'export_outbox', 'agent_load', 'assignment_queue'];

/** Everything the projection keeps of a ticket, to compare before and after. */
async function everything(ticketId: string): Promise<unknown[]> {
  return Promise.all(
    tables.map((table) => database(table).where('ticket_id', ticketId).orderBy(1)),
  );
}

test('a ticket’s row is the fold of its events', async (t) => {
  const { ticket, batches } = lived();
  const { ticketId } = ticket.state;
  await record(ticketId, batches);
  const row = await database('tickets').where('ticket_id', ticketId).first();
  t.deepEqual(row?.state, ticket.state);
  t.is(row?.status, 'resolved');
  t.is(row?.assignee_id, marc.id);
  t.is(row?.resolved_at?.getTime(), at(0, '10:00'));
  t.is(row?.origin, 'live');
});

test('a batch that comes again changes nothing at all', async (t) => {
  const { ticket, batches } = lived();
  const { ticketId } = ticket.state;
  await record(ticketId, batches);
  const before = await everything(ticketId);
  await record(ticketId, batches);
  await recordEvents({ ticketId, events: ticket.events });
  t.deepEqual(await everything(ticketId), before);
});

test('a batch that overlaps what is stored adds only what is new', async (t) => {
  const { ticket, batches } = lived();
  const { ticketId } = ticket.state;
  await record(ticketId, batches.slice(0, 1));
  await recordEvents({ ticketId, events: ticket.events });
  const row = await database('tickets').where('ticket_id', ticketId).first();
  t.deepEqual(row?.state, ticket.state);
});

async function failsWith(t: ExecutionContext, work: Promise<unknown>, type: string): Promise<void> {
  const error = await t.throwsAsync(work, { instanceOf: ApplicationFailure });
  t.is(error?.type, type);
  t.true(error?.nonRetryable, 'repeating it would change nothing');
}

test('another event under a stored key raises an alarm and never replaces it', async (t) => {
  const { ticket, batches } = lived();
  const { ticketId } = ticket.state;
  await record(ticketId, batches);
  const before = await everything(ticketId);
  const forged = ticket.events.map((event) =>
    event.seq === 3 ? { ...event, at: event.at + 1 } : event,
  );
  await failsWith(t, recordEvents({ ticketId, events: forged }), 'EventMismatch');
  t.deepEqual(await everything(ticketId), before);
  const alarm = await database('alarms').where('ticket_id', ticketId).first();
  t.is(alarm?.kind, 'event_mismatch');
  t.is(alarm?.detail.seq, 3);
});

test('a batch that leaves a gap is refused whole', async (t) => {
  const { ticket, batches } = lived();
  const { ticketId } = ticket.state;
  await record(ticketId, batches.slice(0, 1));
  const before = await everything(ticketId);
  const events = (batches[1] ?? []).slice(1);
  await failsWith(t, recordEvents({ ticketId, events }), 'EventGap');
  t.deepEqual(await everything(ticketId), before);
});

async function known(ticketId: string): Promise<KnownTicket> {
  const ticket = (await readTickets(database, [ticketId])).get(ticketId);
  if (!ticket) throw new Error(`${ticketId} has no row`);
  return ticket;
}

test('whoever was overtaken between reading a ticket and writing it adds what is new', async (t) => {
  const { ticket, batches } = lived();
  const { ticketId } = ticket.state;
  await record(ticketId, batches.slice(0, 1));
  const old = await known(ticketId);
  const [next, ...others] = batches[1] ?? [];
  await recordEvents({ ticketId, events: next ? [next] : [] });
  const recorder = createRecorder(database);
  const after = await recorder.record({ ticketId, events: others, ticket: old });
  t.deepEqual(after, ticket.state);
  const row = await database('tickets').where('ticket_id', ticketId).first();
  t.deepEqual(row?.state, ticket.state);
});

test('a row that was put right meanwhile is what events are added to', async (t) => {
  const { ticket, batches } = lived();
  const { ticketId } = ticket.state;
  await record(ticketId, batches.slice(0, 1));
  const old = await known(ticketId);
  const repaired = { ...old.state, category: 'hardware' };
  await createRecorder(database).restore(repaired, []);
  const events = batches[1] ?? [];
  const after = await createRecorder(database).record({ ticketId, events, ticket: old });
  t.is(after?.category, 'hardware');
  t.is(after?.seq, ticket.state.seq);
});

test('two that open one ticket open it once', async (t) => {
  const { ticket, batches } = lived();
  const { ticketId } = ticket.state;
  const [first = [], second = []] = batches;
  const opening = { ticketId, ticket: null };
  const recorder = createRecorder(database);
  const others = createRecorder(database);
  await Promise.all([
    recorder.record({ ...opening, events: first }),
    others.record({ ...opening, events: [...first, ...second] }),
  ]);
  const row = await database('tickets').where('ticket_id', ticketId).first();
  t.deepEqual(row?.state, ticket.state);
});

test('events that a ticket’s row knows nothing of raise an alarm, and nothing is added', async (t) => {
  const { ticket, batches } = lived();
  const { ticketId } = ticket.state;
  await record(ticketId, batches.slice(0, 1));
  const row = await database('tickets').where('ticket_id', ticketId).first('state', 'last_seq');
  await record(ticketId, batches);
  const putBack = { ...row, state: JSON.stringify(row?.state) };
  await database('tickets').where('ticket_id', ticketId).update(putBack);
  const before = await everything(ticketId);
  await failsWith(t, recordEvents({ ticketId, events: ticket.events }), 'EventGap');
  t.deepEqual(await everything(ticketId), before);
});

test('events are append only, also for somebody at the database', async (t) => {
  const { ticket, batches } = lived();
  const { ticketId } = ticket.state;
  await record(ticketId, batches);
  const stored = () => database('ticket_events').where('ticket_id', ticketId);
  await t.throwsAsync(stored().delete(), { message: /append only/ });
  await t.throwsAsync(stored().update({ type: 'history_noted' }), { message: /append only/ });
});

test('writers of one ticket at once lose and double nothing', async (t) => {
  const { ticket } = lived();
  const { ticketId } = ticket.state;
  const copies = Array.from({ length: 8 }, () => recordEvents({ ticketId, events: ticket.events }));
  await Promise.all(copies);
  const stored = await database('ticket_events').where('ticket_id', ticketId);
  t.is(stored.length, ticket.events.length);
  t.is((await database('export_outbox').where('ticket_id', ticketId)).length, 1);
});

test('a history is recorded in bulk under the same rules, and once', async (t) => {
  const tickets = Array.from({ length: 250 }, lived);
  const histories = tickets.map(({ ticket }) => ({
    ticketId: ticket.state.ticketId,
    events: ticket.events,
  }));
  const first = await recordHistory(database, histories, 'import');
  t.is(first.ticketCount, 250);
  const second = await recordHistory(database, histories, 'import');
  t.is(second.ticketCount, 0);
  t.is(second.unchangedCount, 250);
  const ids = histories.map(({ ticketId }) => ticketId);
  const rows = await database('tickets').whereIn('ticket_id', ids);
  t.true(rows.every((row) => row.origin === 'import'));
  t.deepEqual(await database('agent_load').whereIn('ticket_id', ids), [], 'nobody carries it');
});

test('a Postgres that is killed and comes back is found again', async (t) => {
  const postgres = await startTestPostgres();
  const { url } = await postgres.createDatabase();
  const own = openProjection(url);
  const projection = projectionOn(own);
  const first = lived().ticket;
  await projection.recordEvents({ ticketId: first.state.ticketId, events: first.events });
  await postgres.stop('crash');
  const second = lived().ticket;
  const batch = { ticketId: second.state.ticketId, events: second.events };
  await t.throwsAsync(projection.recordEvents(batch));
  await postgres.start();
  await projection.recordEvents(batch);
  t.is((await own('tickets')).length, 2);
});
