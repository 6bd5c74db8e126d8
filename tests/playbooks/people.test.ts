import test from 'ava';
import { day, lea, marc } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  mend,
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

test('a playbook waits for tasks of people, and catches what its ticket refuses', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'people');
  await eventually(async () => (await ticket.state()).tasks?.length === 2);
  const { tasks = [] } = await ticket.state();
  t.deepEqual(tasks.map(({ group }) => group).sort(), ['desk', 'network']);
  for (const { n } of tasks) await ticket.does(marc, 'completeTask', { n });
  await stepWith(desk, runId, 'desk: running');
  const state = await ticket.state();
  t.deepEqual(state.tags, ['group-unknown']);
  const last = state.tasks?.at(-1)?.n ?? 0;
  await ticket.does(lea, 'completeTask', { n: last });
  await runWith(desk, runId, 'done');
  t.true((await stepsOf(desk, runId)).includes('nowhere: failed'));
});

test('a cancelled playbook ends, and takes back the tasks it had added', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'people');
  await eventually(async () => (await ticket.state()).tasks?.length === 2);
  await ticket.does(lea, 'cancelPlaybook', { runId });
  await runWith(desk, runId, 'cancelled');
  await eventually(async () =>
    ((await ticket.state()).tasks ?? []).every(({ outcome }) => outcome === 'cancelled'),
  );
  await stepWith(desk, runId, 'account: cancelled');
  await stepWith(desk, runId, 'laptop: cancelled');
  t.deepEqual((await ticket.state()).playbooks, []);
});

test('a playbook that is parked takes back the tasks that nobody waits for any more', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'failing_beside');
  await eventually(async () => (await ticket.state()).tasks?.length === 1);
  await stepWith(desk, runId, 'sleep: running');
  await desk.temporal.fastForward(runId, 2 * day).catch(() => {});
  const { problem } = await runWith(desk, runId, 'parked');
  t.is(problem?.message, 'it is over');
  await eventually(async () => (await ticket.state()).tasks?.[0]?.outcome === 'cancelled');
  t.is((await ticket.state()).tasks?.[0]?.endedBy?.id, 'playbook:failing_beside');
});

test('a playbook ends with its ticket', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'people');
  await eventually(async () => (await ticket.state()).tasks?.length === 2);
  await ticket.does(lea, 'cancel', {});
  await runWith(desk, runId, 'cancelled');
  t.pass();
});

test('a step that fails parks the run; retried, the steps before are not done again', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'failing');
  const { problem } = await runWith(desk, runId, 'parked');
  t.is(problem?.step, 'breaks once');
  t.is(problem?.message, 'the other system is away');
  t.is(problem?.place, 'playbooks/people.ts:35');
  await eventually(async () => (await ticket.state()).playbooks?.[0]?.status === 'parked');
  mend();
  const { ticket: after } = await ticket.does(lea, 'retryPlaybook', { runId });
  const next = after.playbooks?.at(-1)?.runId ?? '';
  t.not(next, runId);
  await runWith(desk, next, 'done');
  t.deepEqual(await stepsOf(desk, next), [
    'counted: kept',
    'tagged: kept',
    'breaks once: done',
    'tagged again: done',
  ]);
  t.deepEqual((await ticket.state()).tags, ['sum-1', 'again-1']);
});

test('a playbook that the desk does not have is parked, and the ticket goes on', async (t) => {
  const ticket = await openTicket(desk);
  await ticket.does(lea, 'startPlaybook', { playbook: 'nowhere' });
  await eventually(async () => (await ticket.state()).playbooks?.[0]?.status === 'parked');
  await ticket.does(lea, 'accept');
  t.is((await ticket.state()).assignee, lea.id);
});
