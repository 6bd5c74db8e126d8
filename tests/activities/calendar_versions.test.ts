import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import type { TicketState } from '../../workflows/domain/ticket.ts';
import { calendarWorkflowId } from '../../workflows/ids.ts';
import { defaultProcessId } from '../../workflows/processes/index.ts';
import { eventually } from '../support/eventually.ts';
import { type LiveDesk, openLiveTicket, projected } from '../support/live_desk.ts';
import { repositoryCopy } from '../support/repository_copy.ts';
import { startServers, startWorker } from './worker_program.ts';

const lea = { kind: 'agent', id: 'acc-lea' } as const;
const requester = { kind: 'requester', id: 'acc-camille' } as const;

let desk: LiveDesk;
let environment: NodeJS.ProcessEnv;

test.before(async () => {
  ({ desk, environment } = await startServers());
});

/** The worker of a desk that is closed on one more day. */
function closedOn(date: string): string {
  const folder = repositoryCopy();
  const file = path.join(folder, 'workflows/processes/it_support.ts');
  const before = "holidays: { country: 'FR' },";
  const text = readFileSync(file, 'utf8').replace(before, `${before} closed: ['${date}'],`);
  writeFileSync(file, text);
  return path.join(folder, 'activities/worker.ts');
}

function dayOf(instant: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(instant);
}

function clock(state: TicketState, name: string) {
  const found = state.clocks.find((one) => one.name === name);
  if (!found) throw new Error(`No clock ${name}`);
  return found;
}

function moves(events: TicketEvent[]) {
  return events.filter((event) => event.type === 'clock_recalculated').map(({ data }) => data);
}

async function eventsOf(ticketId: string): Promise<TicketEvent[]> {
  const rows = await desk.database('ticket_events').where({ ticket_id: ticketId }).orderBy('seq');
  return rows as unknown as TicketEvent[];
}

async function lastRun(): Promise<string> {
  const handle = desk.client.workflow.getHandle(calendarWorkflowId(defaultProcessId));
  return (await handle.describe()).runId;
}

test('an edited calendar reaches open tickets when a worker starts with it, open clocks only', async (t) => {
  t.timeout(240_000);
  const first = await startWorker(environment);
  const ticket = await openLiveTicket(desk, { category: 'hardware' });
  await ticket.does(lea, 'accept');
  await ticket.does(lea, 'addMessage', { messageId: 'm', visibility: 'public' });
  const paused = await openLiveTicket(desk, { category: 'hardware' });
  await paused.does(lea, 'setPending', { reason: 'requester' });
  const over = await openLiveTicket(desk, { category: 'hardware' });
  await over.does(requester, 'cancel');
  const before = await ticket.state();
  const [pausedBefore, overBefore] = [await paused.state(), await over.state()];
  for (const one of [before, pausedBefore, overBefore])
    await projected(desk, one.ticketId, one.seq);
  first.child.kill('SIGTERM');
  await first.ended;

  const oldDueAt = clock(before, 'resolution').dueAt as number;
  const edited = closedOn(dayOf(oldDueAt));
  const second = await startWorker(environment, edited);
  await eventually(async () => clock(await ticket.state(), 'resolution').dueAt !== oldDueAt);
  const after = await ticket.state();
  t.true((clock(after, 'resolution').dueAt as number) > oldDueAt);
  t.deepEqual(clock(after, 'first_response'), clock(before, 'first_response'), 'it was met');
  await projected(desk, ticket.ticketId, after.seq);
  const events = await eventsOf(ticket.ticketId);
  t.is(events.filter(({ type }) => type === 'calendars_replaced').length, 1);
  const [move] = moves(events).filter(({ name }) => name === 'resolution');
  t.like(move, { cause: 'calendar', oldDueAt, dueAt: clock(after, 'resolution').dueAt });
  t.deepEqual(await over.state(), overBefore);

  // What is paused has no due date to move, and counts in the new hours once it goes on.
  await eventually(async () => (await paused.state()).seq > pausedBefore.seq);
  t.deepEqual(clock(await paused.state(), 'resolution'), clock(pausedBefore, 'resolution'));
  await paused.does(lea, 'endPending');
  t.true((clock(await paused.state(), 'resolution').dueAt as number) > oldDueAt);
  second.child.kill('SIGTERM');
  await second.ended;

  const run = await lastRun();
  const third = await startWorker(environment, edited);
  t.is(await lastRun(), run, 'who was told is not told again');
  t.is((await ticket.state()).seq, after.seq);
  third.child.kill('SIGTERM');
  await third.ended;

  // Back to the hours of the beginning.
  await startWorker(environment);
  await eventually(async () => clock(await ticket.state(), 'resolution').dueAt === oldDueAt);
  t.not(await lastRun(), run);
});
