import test from 'ava';
import { rulesAt } from '../../workflows/processes/index.ts';
import { day, lea } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  openTicket,
  ownDir,
  type PlaybookDesk,
  runWith,
  startOn,
  startPlaybookDesk,
  stepsOf,
  stepWith,
} from './playbook_desk.ts';

let desk: PlaybookDesk;

test.before(async () => {
  const rules = rulesAt('service_requests', Date.now());
  desk = await startPlaybookDesk(ownDir, { rules });
});

test('a new employee: the manager agrees, three groups do six tasks around the first day', async (t) => {
  const ticket = await openTicket(desk, {
    type: 'service_request',
    category: 'arrival',
    service: 'standard_software',
    channel: 'email',
  });
  const firstDay = new Date(Date.now() + 10 * day).toISOString().slice(0, 10);
  const runId = await startOn(desk, ticket, 'new_employee', {
    first_day: firstDay,
    needs_phone: true,
  });
  await stepWith(desk, runId, 'manager agrees: running');
  await eventually(async () => (await ticket.state()).approvals.length > 0);
  await ticket.does(lea, 'approve', {});
  const groups = new Set<string>();
  const completeOpen = async (count: number) => {
    await eventually(async () => {
      const { tasks = [] } = await ticket.state();
      return tasks.filter(({ outcome }) => outcome === 'open').length === count;
    });
    const { tasks = [] } = await ticket.state();
    for (const { n, outcome, group } of tasks) {
      groups.add(group);
      if (outcome === 'open') await ticket.does(lea, 'completeTask', { n });
    }
  };
  await completeOpen(3);
  await completeOpen(1);
  await stepWith(desk, runId, 'the day before: running');
  await desk.temporal.fastForward(runId, 10 * day);
  await completeOpen(1);
  await eventually(async () => (await stepsOf(desk, runId)).includes('first day: done'));
  await completeOpen(1);
  await runWith(desk, runId, 'done');
  t.deepEqual([...groups].sort(), [
    'access_administration',
    'equipment_fulfilment',
    'request_desk',
  ]);
  t.is((await ticket.state()).taskCount, 6);
});
