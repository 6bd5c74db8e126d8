import http from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import type { CompiledCalendar } from '../../workflows/domain/calendar.ts';
import { nextOpening } from '../../workflows/domain/rules/hours.ts';
import { rulesAt } from '../../workflows/processes/index.ts';
import { day, hour, lea, requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import type { LiveTicket } from '../support/live_desk.ts';
import { onTeardown } from '../support/teardown.ts';
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
let page: string;
/** What the service of these tests answers. */
let status = 200;

test.before(async () => {
  const server = http.createServer((_request, response) => {
    response.statusCode = status;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTeardown(async () => void server.close());
  page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  desk = await startPlaybookDesk(ownDir, { rules: rulesAt('service_requests', Date.now()) });
});

function opened(service = 'standard_software'): Promise<LiveTicket> {
  return openTicket(desk, {
    ...{ type: 'service_request', category: 'arrival', service },
    channel: 'email',
  });
}

async function complete(ticket: LiveTicket, before: number): Promise<void> {
  const openOf = async () =>
    ((await ticket.state()).tasks ?? []).filter(
      ({ outcome, n }) => outcome === 'open' && n > before,
    );
  await eventually(async () => (await openOf()).length === 1);
  const [task] = await openOf();
  await ticket.does(lea, 'completeTask', { n: task?.n ?? 0 });
}

test.serial(
  'a diagnosis: checks, a verdict, a restart once the requester agrees, and proof',
  async (t) => {
    status = 503;
    const ticket = await opened();
    const runId = await startOn(desk, ticket, 'diagnose_service', { page });
    await eventually(async () => (await ticket.state()).consents?.length === 1);
    t.deepEqual((await stepsOf(desk, runId)).slice(0, 3), [
      'the server is there: done',
      'the page answers: done',
      'verdict: done',
    ]);
    const [verdict] = await desk.database('messages').where('ticket_id', ticket.ticketId);
    t.is(
      verdict?.body,
      'The server is there, and its service does not work: it has to be restarted.',
    );
    await ticket.does(requester, 'answerConsent', { n: 1, answer: 'yes' });
    await eventually(async () => (await ticket.state()).tasks?.length === 1);
    status = 200;
    await complete(ticket, 0);
    await runWith(desk, runId, 'done');
    t.true((await stepsOf(desk, runId)).includes('the page answers again: done'));
    t.is((await ticket.state()).stepCounts.test, 3);
  },
);

test.serial('a playbook fills in texts in words, and names nobody who is not there', async (t) => {
  const ticket = await opened('laptop');
  await runWith(desk, await startOn(desk, ticket, 'filling'), 'done');
  const { fields = {} } = await ticket.state();
  const note = await desk.database('notes').where('note_id', String(fields.justification)).first();
  t.like(note, { ticket_id: ticket.ticketId, kind: 'field', body: 'The old one is broken' });
  t.deepEqual(Object.keys(fields), ['justification']);
  const said = await desk.database('messages').where('ticket_id', ticket.ticketId).select('body');
  t.deepEqual(said.map(({ body }) => body).sort(), [
    "addTask.assignee: 'acc-nobody'; expected somebody who serves",
    'setFields.fields.welcomed_by: expected the id of an active account',
  ]);
});

test.serial('a diagnosis without the requester’s consent restarts nothing', async (t) => {
  status = 503;
  const ticket = await opened();
  const runId = await startOn(desk, ticket, 'diagnose_service', { page });
  await eventually(async () => (await ticket.state()).consents?.length === 1);
  await ticket.does(requester, 'answerConsent', { n: 1, answer: 'no' });
  await runWith(desk, runId, 'done');
  t.is((await ticket.state()).taskCount, undefined);
});

test.serial(
  'a change waits for its window, and is taken back where its verification fails',
  async (t) => {
    status = 503;
    const ticket = await opened();
    const soon = new Date(Date.now() + 3 * day).toISOString().slice(0, 10);
    const { office } = desk.rules.calendars;
    const opensAt = nextOpening(office as CompiledCalendar, Date.parse(soon)) ?? Number.NaN;
    const runId = await startOn(desk, ticket, 'change_in_window', {
      ...{ approval: 'line_manager', calendar: 'office', day: soon, page },
    });
    await eventually(async () => (await ticket.state()).approvals.length > 0);
    await ticket.does(lea, 'approve', {});
    await stepWith(desk, runId, 'window: running');
    await eventually(async () => {
      const step = { run_id: runId, name: 'window' };
      const row = await desk.database('playbook_steps').where(step).first('waits_for');
      return row?.waits_for?.at === opensAt;
    });
    await desk.temporal.fastForward(runId, opensAt - Date.now() + hour / 4);
    // The ticket's own clock has to be there, too: what is due is due later than now.
    await complete(ticket, 0);
    await eventually(async () => (await ticket.state()).taskCount === 2);
    status = 200;
    await complete(ticket, 1);
    await runWith(desk, runId, 'done');
    t.deepEqual((await stepsOf(desk, runId)).slice(-4), [
      'verification: done',
      'way back: done',
      'as it was: done',
      'outcome: done',
    ]);
    t.not((await ticket.state()).status, 'resolved');
  },
);

test.serial(
  'a change in hours that the process does not have is parked, with those it has',
  async (t) => {
    const ticket = await opened();
    const runId = await startOn(desk, ticket, 'change_in_window', {
      ...{ approval: 'line_manager', calendar: 'full_moon', page },
    });
    await eventually(async () => (await ticket.state()).approvals.length > 0);
    await ticket.does(lea, 'approve', {});
    const { problem } = await runWith(desk, runId, 'parked');
    t.is(problem?.step, 'window');
    t.is(
      problem?.message,
      "This process has no calendar 'full_moon': expected one of always, office",
    );
  },
);
