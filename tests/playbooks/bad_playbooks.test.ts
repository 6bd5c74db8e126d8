import { WorkflowNotFoundError } from '@temporalio/client';
import test from 'ava';
import { createStuckRunSweep } from '../../activities/playbooks/stuck_runs.ts';
import { writeNote } from '../../database/ticket_texts.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { lea, requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import { type LiveTicket, rowsOf } from '../support/live_desk.ts';
import {
  openTicket,
  type PlaybookDesk,
  runWith,
  startOn,
  startPlaybookDesk,
  stepWith,
} from './playbook_desk.ts';

/** What is wrong with a playbook parks its run: with file, line and what was expected. The ticket goes on. */

let desk: PlaybookDesk;

test.before(async () => {
  desk = await startPlaybookDesk();
});

/** Waits until the worker gives the run up, as it does now and then. */
async function parkedBySweep(runId: string) {
  const sweep = createStuckRunSweep({ ...desk, log: { warn() {} } });
  await eventually(async () => {
    await sweep();
    const run = await desk.database('playbook_runs').where('run_id', runId).first('status');
    return run?.status === 'parked';
  });
  return runWith(desk, runId, 'parked');
}

async function goesOn(ticket: LiveTicket): Promise<boolean> {
  await eventually(async () => (await ticket.state()).playbooks?.[0]?.status === 'parked');
  const { ticket: state } = await ticket.does(lea, 'accept');
  return state.assignee === lea.id && state.attentionAt !== null;
}

test('a playbook that throws is parked where it does', async (t) => {
  const ticket = await openTicket(desk, { category: 'vpn' });
  const runId = await startOn(desk, ticket, 'throwing');
  const { problem } = await runWith(desk, runId, 'parked');
  t.deepEqual(problem, {
    step: null,
    place: 'playbooks/broken.ts:11',
    message: 'vpn is wrong',
  });
  t.true(await goesOn(ticket));
});

test('a playbook that awaits what never comes is parked after the step that was its last', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'waiting');
  await stepWith(desk, runId, 'tag: done');
  await desk.temporal.fastForward(runId, 2 * minuteMs).catch(() => {});
  const { problem } = await runWith(desk, runId, 'parked');
  t.regex(problem?.message ?? '', /Nothing that is a step .* 60 s: expected a step of desk, or/);
  t.is(problem?.step, 'tag');
  t.is(problem?.place, 'playbooks/broken.ts:22');
  t.true(await goesOn(ticket));
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
  t.true(await goesOn(ticket));
});

test('a playbook that names an unknown group is parked where it does', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'lost');
  const { problem } = await runWith(desk, runId, 'parked');
  t.is(
    problem?.message,
    "This process has no support group 'nowhere': it has desk, network, and core.",
  );
  t.is(problem?.step, 'ask');
  t.is(problem?.place, 'playbooks/broken.ts:52');
  t.true(await goesOn(ticket));
});

test('what no ticket can carry is refused where a playbook says it, and the ticket has nothing of it', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'wordless');
  const { problem } = await runWith(desk, runId, 'parked');
  t.is(problem?.message, 'Something was thrown that is no error');
  const messages = await desk.database('messages').where('ticket_id', ticket.ticketId);
  t.deepEqual(
    messages.map(({ body }) => body.split('\n')),
    [
      [
        'addMessage.text: Invalid input: expected string, received undefined',
        'addMessage.text: expected whole characters, and none that is U+0000',
        'addMessage.text: expected 50000 characters at most',
        'link.id: Invalid input: expected string, received undefined',
        'addTask.withinMinutes: Too small: expected number to be >=1',
        'addTask.dueAt: Invalid input: expected number, received null',
        'NaN: expected milliseconds, and 100 years at most',
        '1000000000000000000: expected milliseconds, and 100 years at most',
        "'2026-02-31': expected an instant, or a day as 2026-12-24",
        "'3 June 2026': expected an instant, or a day as 2026-12-24",
      ],
    ],
  );
  const { tasks = [], links } = await ticket.state();
  t.deepEqual([tasks, links], [[], []]);
  t.true(await goesOn(ticket));
});

test.serial('a playbook that hangs is parked after the step that was its last', async (t) => {
  t.timeout(180_000);
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'hanging');
  const { problem } = await parkedBySweep(runId);
  t.regex(problem?.message ?? '', /expected code that comes to its next step/);
  t.is(problem?.place, 'playbooks/hanging.ts:10');
  t.true(await goesOn(ticket));
});

test.serial('a playbook that forgets a promise which fails is parked', async (t) => {
  t.timeout(180_000);
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'forgetting');
  const { problem } = await parkedBySweep(runId);
  t.regex(problem?.message ?? '', /nobody awaits this.*expected code that comes to its next step/s);
  t.true(await goesOn(ticket));
});

test.serial('a playbook that is not deterministic is parked once it is read again', async (t) => {
  t.timeout(180_000);
  const first = await openTicket(desk);
  await runWith(desk, await startOn(desk, first, 'fickle', { tells: true }), 'done');
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'fickle');
  await eventually(async () => (await ticket.state()).tasks?.length === 1);
  // Its process begins anew, as after each start of the desk.
  process.kill(desk.programs.pidOf(desk.code.buildId) ?? 0, 'SIGKILL');
  await ticket.does(lea, 'completeTask', { n: 1 });
  const { problem } = await parkedBySweep(runId);
  t.regex(problem?.message ?? '', /Nondeterminism.*expected .* the same each time/is);
  t.is(problem?.place, 'playbooks/broken.ts:41');
  t.true(await goesOn(ticket));
});

test.serial('a run whose workflow is nowhere is parked after a while, and says so', async (t) => {
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'people');
  // What is written of the ticket is what the sweep goes by.
  await eventually(async () => {
    const { ticketId: ticket_id } = ticket;
    const row = await desk.database('tickets').where({ ticket_id }).first('state');
    return row?.state.tasks?.length === 2;
  });
  const { client, temporal } = desk;
  await client.workflowService.deleteWorkflowExecution({
    namespace: temporal.namespace,
    workflowExecution: { workflowId: runId },
  });
  const handle = client.workflow.getHandle(runId);
  const isGone = (error: unknown) => error instanceof WorkflowNotFoundError;
  await eventually(() => handle.describe().then(() => false, isGone));
  const sweepAfter = (missingMs: number) =>
    createStuckRunSweep({ ...desk, log: { warn() {} }, missingMs })();
  await sweepAfter(60 * minuteMs);
  await runWith(desk, runId, 'running');
  await sweepAfter(0);
  const { problem } = await runWith(desk, runId, 'parked');
  t.is(
    problem?.message,
    'Its workflow is not at Temporal: expected one that its ticket has started',
  );
  const { tasks = [] } = await ticket.state();
  t.true(tasks.every(({ outcome }) => outcome === 'cancelled'));
  t.true(await goesOn(ticket));
});

test('a playbook that cannot be begun is parked, and keeps its ticket from nothing', async (t) => {
  const ticket = await openTicket(desk);
  const inputId = `input-${ticket.ticketId}`;
  await writeNote(desk.database, {
    ...{ note_id: inputId, ticket_id: ticket.ticketId, author_id: requester.id },
    ...{ kind: 'playbook_input', body: '{ no JSON', outcome: null, ruled_out: null },
  });
  await ticket.does(lea, 'startPlaybook', { playbook: 'people', inputId });
  t.true(await goesOn(ticket));
  const { events } = await rowsOf(desk, ticket.ticketId);
  const parked = events.find(({ type }) => type === 'playbook_parked');
  t.like(parked?.data, { step: null, reason: 'not_begun' });
  const run = await desk.database('playbook_runs').where('ticket_id', ticket.ticketId).first();
  t.is(run?.status, 'parked');
  t.regex(run?.problem?.message ?? '', /JSON/);
});
