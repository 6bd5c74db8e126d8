import test from 'ava';
import {
  inspectTicket,
  type RepairParts,
  repairTicket,
} from '../../activities/repair/repair_ticket.ts';
import { clearAltered } from '../../database/alarms.ts';
import { createRecorder } from '../../database/recording/recorder.ts';
import { eventRow } from '../../database/ticket_rows.ts';
import type { TicketEvent } from '../../workflows/domain/events.ts';
import { defaultProcessId, rulesAt } from '../../workflows/processes/index.ts';
import { lea, requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  type LiveDesk,
  type LiveTicket,
  openLiveTicket,
  projected,
  refusalOf,
  rowsOf,
  startLiveDesk,
} from '../support/live_desk.ts';
import { writesContent } from '../support/ticket_content.ts';

let desk: LiveDesk;
let parts: RepairParts;

test.before(async () => {
  desk = await startLiveDesk({ rules: rulesAt(defaultProcessId, Date.now()) });
  const { client, database } = desk;
  parts = { client, database, recorder: createRecorder(database) };
  for (const { id, kind } of [requester, lea]) {
    const roles = [kind === 'agent' ? 'agent' : 'requester'] as const;
    await database('accounts').insert({ account_id: id, roles, display_name: id });
  }
});

/** A ticket with some past, whose rows are all there. */
async function opensTicket(): Promise<LiveTicket> {
  const ticket = await openLiveTicket(desk);
  await writesContent(desk.database, ticket.ticketId, requester.id, 'No sound');
  await ticket.does(lea, 'accept');
  const { seq } = await ticket.does(lea, 'addMessage', messageOf(ticket, 1));
  await projected(desk, ticket.ticketId, seq);
  return ticket;
}

const messageOf = ({ ticketId }: LiveTicket, n: number) =>
  ({ messageId: `${ticketId}-m${n}`, visibility: 'public' }) as const;

/** What an administrator's hand may do, and the desk's own statements may not. */
async function byHand(statement: string, bindings: readonly (string | number)[]): Promise<void> {
  await desk.database.transaction(async (trx) => {
    await trx.raw('set local session_replication_role = replica');
    await trx.raw(statement, bindings);
  });
}

async function agrees(ticket: LiveTicket): Promise<boolean> {
  const rows = await rowsOf(desk, ticket.ticketId);
  const state = await ticket.state();
  return (
    rows.state.seq === state.seq &&
    rows.events.length === state.seq &&
    (await inspectTicket(parts, ticket.ticketId)) === null
  );
}

async function repairs(ticket: LiveTicket) {
  const outcome = await repairTicket(parts, ticket.ticketId);
  if (!outcome) throw new Error('Nothing was found');
  return outcome;
}

const repairOf = (events: readonly TicketEvent[]) =>
  events.filter((event) => event.type === 'history_repaired').map(({ data }) => data);

test('a ticket and rows that agree are left as they are', async (t) => {
  const ticket = await opensTicket();
  const { seq } = await ticket.state();
  t.is(await repairTicket(parts, ticket.ticketId), null);
  t.is((await ticket.state()).seq, seq);
});

test('a ticket whose workflow was ended from outside is taken up again', async (t) => {
  const ticket = await opensTicket();
  const before = await ticket.state();
  await ticket.handle.terminate('by hand');

  t.is((await inspectTicket(parts, ticket.ticketId))?.kind, 'not_running');
  t.like(await repairs(ticket), { isRepaired: true, lost: [], altered: [], againCount: 0 });

  const { events, state } = await rowsOf(desk, ticket.ticketId);
  t.is(state.seq, before.seq + 1);
  t.deepEqual(repairOf(events), [{ cause: 'not_running', restoredCount: 0, lostCount: 0 }]);
  t.deepEqual(state.clocks, before.clocks);
  const { seq } = await ticket.does(lea, 'addMessage', messageOf(ticket, 2));
  await projected(desk, ticket.ticketId, seq);
  t.true(await agrees(ticket));
});

test('rows that were put back get what Temporal has of the ticket', async (t) => {
  const ticket = await opensTicket();
  const old = await rowsOf(desk, ticket.ticketId);
  await ticket.does(lea, 'addMessage', messageOf(ticket, 2));
  await ticket.does(lea, 'setPending', { reason: 'supplier' });
  const { seq } = await ticket.does(lea, 'endPending');
  await projected(desk, ticket.ticketId, seq);
  await byHand('delete from ticket_events where ticket_id = ? and seq > ?', [
    ticket.ticketId,
    old.state.seq,
  ]);
  await desk
    .database('tickets')
    .where({ ticket_id: ticket.ticketId })
    .update({ state: JSON.stringify(old.state), last_seq: old.state.seq });

  t.is((await inspectTicket(parts, ticket.ticketId))?.kind, 'rows_behind');
  const outcome = await repairs(ticket);
  t.like(outcome, { isRepaired: true, restoredCount: seq - old.state.seq, lost: [] });
  t.true(await agrees(ticket));
  const { events } = await rowsOf(desk, ticket.ticketId);
  t.is(repairOf(events)[0]?.cause, 'rows_behind');
  const said = await desk.database('messages').where('ticket_id', ticket.ticketId);
  t.true(said.some(({ message_id }) => message_id === messageOf(ticket, 2).messageId));
});

test('a ticket that Postgres lost whole is there again, and says that its text is lost', async (t) => {
  const ticket = await opensTicket();
  const { ticketId } = ticket;
  for (const table of ['ticket_events', 'tickets', 'ticket_contents', 'messages']) {
    await byHand(`delete from ${table} where ticket_id = ?`, [ticketId]);
  }

  t.like(await inspectTicket(parts, ticketId), { kind: 'rows_behind', rowsSeq: 0, number: null });
  t.like(await repairs(ticket), { isRepaired: true, lost: [] });
  t.true(await agrees(ticket));
  const content = await desk.database('ticket_contents').where('ticket_id', ticketId).first();
  t.regex(content?.subject ?? '', /lost.*perdu/);
  const { seq } = await ticket.does(lea, 'addMessage', messageOf(ticket, 2));
  await projected(desk, ticketId, seq);
});

test('a row that was altered by hand is written again from its events', async (t) => {
  const ticket = await opensTicket();
  await desk
    .database('tickets')
    .where('ticket_id', ticket.ticketId)
    .update({ status: 'closed', is_open: false, priority: 'p1' });

  const finding = await inspectTicket(parts, ticket.ticketId);
  t.is(finding?.kind, 'rows_edited');
  t.regex(finding?.detail ?? '', /status, is_open, priority/);
  t.like(await repairs(ticket), { isRepaired: true });
  const row = await desk.database('tickets').where('ticket_id', ticket.ticketId).first();
  t.like(row, { status: 'in_progress', is_open: true });
  t.true(await agrees(ticket));
});

test('an event that was altered by hand is told loudly, and does not change the ticket', async (t) => {
  const ticket = await opensTicket();
  const { ticketId } = ticket;
  const before = await ticket.state();
  await byHand(
    `update ticket_events set data = data || '{"priority": "p1", "visibility": "internal"}'
     where ticket_id = ? and type in ('ticket_classified', 'message_added')`,
    [ticketId],
  );

  t.is((await inspectTicket(parts, ticketId))?.kind, 'rows_edited');
  const outcome = await repairs(ticket);
  t.true(outcome.isRepaired);
  t.is(outcome.altered.length, 2);
  const { folded, state } = await rowsOf(desk, ticketId);
  t.is(state.priority, before.priority);
  t.is(state.agentPublicMessageCount, before.agentPublicMessageCount);
  t.deepEqual(folded, state, 'what its events come to is the ticket again');
  const alarms = await desk.database('alarms').where('ticket_id', ticketId);
  t.deepEqual(
    alarms.map(({ kind, cleared_at }) => ({ kind, cleared_at })),
    outcome.altered.map(() => ({ kind: 'event_altered', cleared_at: null })),
  );
  t.is(await repairTicket(parts, ticketId), null, 'and it is answered for');
});

test('an event that was altered in what tells nothing is answered for once', async (t) => {
  const ticket = await opensTicket();
  const { ticketId } = ticket;
  await byHand(
    `update ticket_events set data = data || '{"x": 1}' where ticket_id = ? and seq = 2`,
    [ticketId],
  );
  await ticket.handle.terminate('by hand');

  t.like(await repairs(ticket), { isRepaired: true, altered: [2] });
  t.is(await repairTicket(parts, ticketId), null);
  const { events } = await rowsOf(desk, ticketId);
  t.is(repairOf(events).length, 1);
  const alarms = () => desk.database('alarms').where('ticket_id', ticketId).whereNull('cleared_at');
  t.like(await alarms(), [{ kind: 'event_altered' }]);
  t.is(await clearAltered(desk.database, ticketId), 1);
  t.is(await repairTicket(parts, ticketId), null);
  t.deepEqual(await alarms(), [], 'somebody has looked');
});

test('rows that contradict a ticket park it; joined again, nothing it took is dropped', async (t) => {
  const ticket = await opensTicket();
  const { ticketId } = ticket;
  const { seq } = await ticket.state();
  const planted: TicketEvent = {
    seq: seq + 1,
    type: 'message_added',
    at: Date.now(),
    actor: requester,
    commandId: 'planted',
    data: {
      messageId: `${ticketId}-planted`,
      visibility: 'public',
      isFirstResponse: false,
      isAutomatic: false,
    },
  };
  const row = eventRow(ticketId, planted);
  const data = JSON.stringify(row.data);
  await desk.database('ticket_events').insert({ ...row, data, source: null });
  await ticket.does(lea, 'setPending', { reason: 'supplier' }, { commandId: `${ticketId}-held` });

  const refused = async () => {
    try {
      return (await refusalOf(ticket.does(lea, 'endPending'))).code;
    } catch {
      return 'taken';
    }
  };
  await eventually(async () => (await refused()) === 'parked');
  t.is((await ticket.handle.describe()).status.name, 'RUNNING');
  const isUp = { ticket_id: ticketId, kind: 'event_mismatch' };
  t.is((await desk.database('alarms').where(isUp).whereNull('cleared_at')).length, 1);

  const outcome = await repairs(ticket);
  t.true(outcome.isRepaired, outcome.reason ?? '');
  t.is(outcome.finding.kind, 'parted');
  t.true(await agrees(ticket));
  const { events, state } = await rowsOf(desk, ticketId);
  t.is(state.requesterMessageCount, 1, 'what the rows had');
  t.true(
    events.some(({ commandId }) => commandId === `${ticketId}-held`),
    'what the ticket took',
  );
  t.deepEqual(await desk.database('alarms').where(isUp).whereNull('cleared_at'), []);
});
