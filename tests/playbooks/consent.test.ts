import test from 'ava';
import { lea, requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import type { LiveTicket } from '../support/live_desk.ts';
import {
  openTicket,
  type PlaybookDesk,
  runWith,
  startOn,
  startPlaybookDesk,
} from './playbook_desk.ts';

let desk: PlaybookDesk;

test.before(async () => {
  desk = await startPlaybookDesk();
});

async function asked(): Promise<{ ticket: LiveTicket; runId: string }> {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'agreeing');
  await eventually(async () => (await ticket.state()).consents?.length === 1);
  return { ticket, runId };
}

test('the requester agrees, and the playbook goes on; a second answer is refused', async (t) => {
  const { ticket, runId } = await asked();
  await ticket.does(requester, 'answerConsent', { n: 1, answer: 'yes' });
  await runWith(desk, runId, 'done');
  const { tags, consents } = await ticket.state();
  t.deepEqual(tags, ['agreed']);
  t.is(consents?.[0]?.outcome, 'yes');
  await t.throwsAsync(ticket.does(requester, 'answerConsent', { n: 1, answer: 'no' }));
});

test('nobody of the desk agrees for the requester', async (t) => {
  const { ticket } = await asked();
  await t.throwsAsync(ticket.does(lea, 'answerConsent', { n: 1, answer: 'yes' }));
  t.is((await ticket.state()).consents?.[0]?.outcome, 'open');
});

test('a cancelled playbook withdraws what it asked', async (t) => {
  const { ticket, runId } = await asked();
  await ticket.does(lea, 'cancelPlaybook', { runId });
  await runWith(desk, runId, 'cancelled');
  t.is((await ticket.state()).consents?.[0]?.outcome, 'withdrawn');
});
