import test from 'ava';
import { parkStuckRuns } from '../../activities/playbooks/stuck_runs.ts';
import { lea } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  openTicket,
  type PlaybookDesk,
  runWith,
  startOn,
  startPlaybookDesk,
  stepWith,
} from './playbook_desk.ts';

let desk: PlaybookDesk;

test.before(async () => {
  desk = await startPlaybookDesk();
});

test('a playbook that loops is parked at the step that is one too many', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'looping');
  const { problem } = await runWith(desk, runId, 'parked');
  t.is(
    problem?.message,
    'This is step 6 of the run: expected 5 at most; say stepsMax where it is no loop',
  );
  t.is(problem?.place, 'playbooks/hanging.ts:23');
});

test('a playbook that hangs is parked, and the ticket goes on meanwhile', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'hanging');
  await stepWith(desk, runId, 'tag: running');
  await ticket.does(lea, 'accept');
  await eventually(async () => {
    await parkStuckRuns(desk);
    const run = await desk.database('playbook_runs').where('run_id', runId).first('status');
    return run?.status === 'parked';
  });
  const { problem } = await runWith(desk, runId, 'parked');
  t.regex(problem?.message ?? '', /expected code that comes to its next step/);
  const state = await ticket.state();
  t.is(state.playbooks?.[0]?.status, 'parked');
  t.is(state.assignee, lea.id);
});
