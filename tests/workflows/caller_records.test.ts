import test from 'ava';
import { pino } from 'pino';
import { sweepOnce } from '../../activities/command_sweep.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { intendCommands } from '../../database/ticket_commands.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import type { CommandAnswer } from '../../workflows/messages.ts';
import { commandUpdate, unrecordedQuery } from '../../workflows/messages.ts';
import { lea, requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  type LiveDesk,
  type LiveTicket,
  openLiveTicket,
  projected,
  refusalOf,
  rowsOf,
  rulesFrom,
  startLiveDesk,
} from '../support/live_desk.ts';

/** Whoever sends a command writes what came of it; the ticket keeps it until it is told so. */

let desk: LiveDesk;

test.before(async () => {
  desk = await startLiveDesk({ continueAsNewAfterEvents: 60, rules: rulesFrom(Date.now(), 100) });
});

let count = 0;

/** A message of the requester whose sender says what it knows of the rows. */
function says(
  { handle }: LiveTicket,
  recordedSeq: number,
  commandId = `said-${++count}`,
): Promise<CommandAnswer> {
  const message = {
    messageId: commandId,
    visibility: 'public' as const,
    actor: requester,
    commandId,
    fingerprint: 'f',
    recordedSeq,
    isRecordedByCaller: true,
  };
  const name = commandUpdate('addMessage');
  return handle.executeUpdate(name, { args: [message], updateId: commandId });
}

/** A ticket whose events so far are rows. */
async function openRecorded(): Promise<LiveTicket> {
  const ticket = await openLiveTicket(desk);
  await projected(desk, ticket.ticketId, ticket.opened.seq);
  return ticket;
}

async function activitiesOf({ handle }: LiveTicket): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes).length;
}

test('the sender is given the events to write, and the ticket has no activity for them', async (t) => {
  const ticket = await openRecorded();
  const before = await activitiesOf(ticket);
  const { seq, events, ticket: whole } = await says(ticket, ticket.opened.seq);
  t.is(whole, undefined, 'an answer does not carry the ticket');
  t.is(events.at(-1)?.seq, seq);
  t.is(events[0]?.seq, ticket.opened.seq + 1);
  const state = await createRecorder(desk.database).record({ ticketId: ticket.ticketId, events });
  t.deepEqual(state, await ticket.state());
  t.is(await activitiesOf(ticket), before);
});

test('what nobody says is in rows is given to the next sender too, over any number of runs', async (t) => {
  const ticket = await openRecorded();
  const { runId } = await ticket.handle.describe();
  const written = ticket.opened.seq;
  let last = await says(ticket, written);
  for (let i = 0; i < 20; i++) last = await says(ticket, written);
  t.not((await ticket.handle.describe()).runId, runId, 'the ticket did go on as new');
  t.is(last.events[0]?.seq, written + 1);
  t.deepEqual(
    last.events.map(({ seq }) => seq),
    Array.from({ length: last.seq - written }, (_unused, i) => written + 1 + i),
  );
  const told = await says(ticket, last.seq);
  t.is(told.events[0]?.seq, last.seq + 1, 'and once it hears of rows it lets go of them');
});

test('more than an answer should carry the ticket writes itself', async (t) => {
  const ticket = await openRecorded();
  let last = await says(ticket, 0);
  while (!last.ticket) last = await says(ticket, 0);
  await projected(desk, ticket.ticketId, last.seq);
  t.deepEqual((await rowsOf(desk, ticket.ticketId)).folded, await ticket.state());
});

test('before a deadline is written, all that came before it is', async (t) => {
  const ticket = await openRecorded();
  await says(ticket, ticket.opened.seq);
  const { clocks } = await ticket.state();
  const due = Math.min(...clocks.flatMap(({ dueAt }) => dueAt ?? []));
  await ticket.fastForward(due - Date.now() + minuteMs);
  const { seq } = await ticket.state();
  await projected(desk, ticket.ticketId, seq);
  const { folded } = await rowsOf(desk, ticket.ticketId);
  t.deepEqual(folded, await ticket.state());
});

test('a ticket that ends has written everything, whoever was to write it', async (t) => {
  const ticket = await openRecorded();
  await says(ticket, ticket.opened.seq);
  const message = { actor: lea, commandId: 'cancelled', fingerprint: 'f', noteId: null };
  const { seq } = await ticket.handle.executeUpdate(commandUpdate('cancel'), {
    args: [{ ...message, isRecordedByCaller: true }],
  });
  await ticket.handle.result();
  const { folded, events } = await rowsOf(desk, ticket.ticketId);
  t.is(folded?.status, 'cancelled');
  t.is(events.at(-1)?.seq, seq);
});

test('a command whose sender died is found by the sweep, and its row says where it ended', async (t) => {
  const ticket = await openRecorded();
  const { ticketId } = ticket;
  const asked = ['lost-1', 'lost-2', 'never-sent'].map((commandId) => {
    return { commandId, ticketId, fingerprint: 'f' };
  });
  await intendCommands(desk.database, asked);
  await says(ticket, ticket.opened.seq, 'lost-1');
  const { seq } = await says(ticket, ticket.opened.seq, 'lost-2');
  const recorder = createRecorder(desk.database);
  const log = pino({ level: 'silent' });
  await sweepOnce({ ...desk, recorder, log }, 0);
  t.deepEqual((await rowsOf(desk, ticketId)).folded, await ticket.state());
  const rows = await desk
    .database('ticket_commands')
    .where('ticket_id', ticketId)
    .orderBy('command_id')
    .select('command_id', 'seq');
  const first = (await rowsOf(desk, ticketId)).events.find(
    ({ commandId }) => commandId === 'lost-1',
  );
  t.deepEqual(rows, [
    { command_id: 'lost-1', seq: first?.seq },
    { command_id: 'lost-2', seq },
    { command_id: 'never-sent', seq: null },
  ]);
});

test('a ticket tells what it holds that may be in no row', async (t) => {
  const ticket = await openRecorded();
  const { seq, events } = await says(ticket, ticket.opened.seq, 'held');
  const held = await ticket.handle.query(unrecordedQuery);
  t.is(held.seq, seq);
  t.deepEqual(held.events, events);
  t.true(held.recentCommands.some(({ commandId }) => commandId === 'held'));
});

test('a ticket refuses commands where rows tell of more than it knows, and goes on running', async (t) => {
  const ticket = await openRecorded();
  const refusal = await refusalOf(says(ticket, ticket.opened.seq + 5));
  t.like(refusal, { code: 'behind_rows', parameters: { recordedSeq: ticket.opened.seq + 5 } });
  await says(ticket, ticket.opened.seq);
  t.pass();
});

test('rows that contradict a ticket park it: it refuses with a reason and is not ended', async (t) => {
  const ticket = await openRecorded();
  const { events } = await says(ticket, ticket.opened.seq);
  const forged = events.map((event) => ({ ...event, at: event.at - 1 }));
  await createRecorder(desk.database).record({ ticketId: ticket.ticketId, events: forged });
  await ticket.does(lea, 'accept');
  await eventually(
    async () => (await desk.database('alarms').where('ticket_id', ticket.ticketId)).length > 0,
  );
  await eventually(async () => (await codeOf(ticket)) === 'parked');
  t.is((await ticket.handle.describe()).status.name, 'RUNNING');
});

async function codeOf(ticket: LiveTicket): Promise<string | undefined> {
  try {
    await says(ticket, 0);
    return undefined;
  } catch {
    return (await refusalOf(says(ticket, 0))).code;
  }
}
