import test from 'ava';
import { lea, marc } from '../domain/desk.ts';
import {
  openTicket,
  type PlaybookDesk,
  runWith,
  startOn,
  startPlaybookDesk,
  stepsOf,
  stepWith,
} from './playbook_desk.ts';

let desk: PlaybookDesk;

const solved = { code: 'solved', noteId: 'note-1' };

test.before(async () => {
  desk = await startPlaybookDesk();
});

async function saidOn(ticketId: string): Promise<string | undefined> {
  const message = await desk.database('messages').where('ticket_id', ticketId).first('body');
  return message?.body;
}

test('a playbook goes on once another ticket is resolved, and knows how', async (t) => {
  const [ticket, other] = [await openTicket(desk), await openTicket(desk)];
  const runId = await startOn(desk, ticket, 'following', { other: other.ticketId });
  await stepWith(desk, runId, 'the other: running');
  const step = { run_id: runId, name: 'the other' };
  const row = await desk.database('playbook_steps').where(step).first('waits_for');
  t.deepEqual(row?.waits_for, { ticket: other.ticketId });
  await other.does(lea, 'accept');
  await other.does(lea, 'resolve', solved);
  await runWith(desk, runId, 'done');
  t.is(await saidOn(ticket.ticketId), `${other.ticketId} resolved solved`);
});

test('a playbook hears that the ticket it waits for was cancelled', async (t) => {
  const [ticket, other] = [await openTicket(desk), await openTicket(desk)];
  await other.does(lea, 'cancel', {});
  const runId = await startOn(desk, ticket, 'following', { other: other.ticketId });
  await runWith(desk, runId, 'done');
  t.is(await saidOn(ticket.ticketId), `${other.ticketId} cancelled -`);
});

test('of a ticket that was merged the one that stands for it is waited for', async (t) => {
  const [ticket, other] = [await openTicket(desk), await openTicket(desk)];
  const survivor = await openTicket(desk);
  await other.does(lea, 'merge', { into: survivor.ticketId });
  const runId = await startOn(desk, ticket, 'following', { other: other.ticketId });
  await survivor.does(lea, 'accept');
  await survivor.does(lea, 'resolve', solved);
  await runWith(desk, runId, 'done');
  t.is(await saidOn(ticket.ticketId), `${survivor.ticketId} resolved solved`);
});

test('a run that waits for another ticket can be cancelled, and leaves that one alone', async (t) => {
  const [ticket, other] = [await openTicket(desk), await openTicket(desk)];
  const runId = await startOn(desk, ticket, 'following', { other: other.ticketId });
  await stepWith(desk, runId, 'the other: running');
  await ticket.does(marc, 'cancelPlaybook', { runId });
  await runWith(desk, runId, 'cancelled');
  t.deepEqual(await stepsOf(desk, runId), ['the other: cancelled']);
  t.is((await other.state()).status, 'new');
});

test('a playbook that waits for a ticket that is not there is parked, and says so', async (t) => {
  const ticket = await openTicket(desk);
  for (const other of ['TKT-7', 'tkt-00000000000000000000000000']) {
    const own = other === 'TKT-7' ? ticket : await openTicket(desk);
    const runId = await startOn(desk, own, 'following', { other });
    const { problem } = await runWith(desk, runId, 'parked');
    t.is(problem?.step, 'the other');
    t.is(problem?.message, `There is no ticket '${other}': expected the id of one, as tkt-01k…`);
  }
});
