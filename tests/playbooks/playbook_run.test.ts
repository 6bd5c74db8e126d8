import test from 'ava';
import { day } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
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

test.before(async () => {
  desk = await startPlaybookDesk();
});

test('a playbook writes, waits for days, loops and works in parallel, and its steps are seen', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'plain', { word: 'vpn' });
  await stepWith(desk, runId, 'three days: running');
  await desk.temporal.fastForward(runId, 4 * day).catch(() => {});
  const run = await runWith(desk, runId, 'done');
  t.is(run.problem, null);
  t.deepEqual(await stepsOf(desk, runId), [
    'first word: done',
    'three days: done',
    'five minutes: done',
    'urgency: done',
    'urgency 2: done',
    'add: done',
    'addMessage: done',
  ]);
  await eventually(async () => (await ticket.state()).playbooks?.length === 0);
  const state = await ticket.state();
  t.deepEqual(state.tags, ['vpn']);
  t.is(state.urgency, 'high');
  const [note] = await desk.database('messages').where('ticket_id', ticket.ticketId);
  t.is(note?.body, 'The sum is 5');
});

test('a playbook that throws is parked with its file, line and words, and the ticket goes on', async (t) => {
  const ticket = await openTicket(desk, { category: 'vpn' });
  const runId = await startOn(desk, ticket, 'plain', { word: 'vpn', wrong: true });
  await stepWith(desk, runId, 'three days: running');
  await desk.temporal.fastForward(runId, 4 * day).catch(() => {});
  const { problem } = await runWith(desk, runId, 'parked');
  t.is(problem?.message, 'vpn is wrong');
  t.is(problem?.place, 'playbooks/plain.ts:22');
  await eventually(async () => (await ticket.state()).playbooks?.[0]?.status === 'parked');
  t.not((await ticket.state()).attentionAt, null, 'somebody has to look');
});
