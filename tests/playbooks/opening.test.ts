import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { startProgram } from '../activities/worker_program.ts';
import { type Caller, callerOf, startApi, writePeople } from '../api/api_desk.ts';
import { lea } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import type { LiveTicket } from '../support/live_desk.ts';
import { temporaryFolder } from '../support/temporary.ts';
import {
  breakAgain,
  mend,
  openTicket,
  type PlaybookDesk,
  runWith,
  startOn,
  startPlaybookDesk,
  stepsOf,
  stepWith,
} from './playbook_desk.ts';

/** Tickets that playbooks open are opened by the API, as any other. */

const apiFile = path.resolve(import.meta.dirname, '../../api/server.ts');

let desk: PlaybookDesk;
let agent: Caller;
const settings = () => ({
  DATABASE_URL: desk.databaseUrl,
  TEMPORAL_ADDRESS: desk.temporal.address,
  TEMPORAL_NAMESPACE: desk.temporal.namespace,
});

test.before(async () => {
  desk = await startPlaybookDesk();
  await writePeople(desk.database);
});

/** What stands in rows of the tickets that are linked to one. */
async function openedFrom({ ticketId }: LiveTicket) {
  const rows = await desk.database('tickets').whereNot('ticket_id', ticketId).select('state');
  const states = rows.map(({ state }) => state);
  return states.filter(({ links }) => links.some(({ id }) => id === ticketId));
}

async function saidOn({ ticketId }: LiveTicket): Promise<string[]> {
  return desk.database('messages').where('ticket_id', ticketId).orderBy('created_at').pluck('body');
}

test.serial(
  'a ticket that a playbook opens is opened once, though the API dies over it',
  async (t) => {
    t.timeout(180_000);
    const marker = path.join(temporaryFolder(), 'died');
    const doomed = startProgram(apiFile, {
      ...settings(),
      ...{ PORT: '0', PALIER_METRICS_PORT: '0', PALIER_LOG_LEVEL: 'info' },
      ...{ PALIER_WAREHOUSE: temporaryFolder(), PALIER_HOME: temporaryFolder() },
      ...{ PALIER_FAULT: 'after_answer', PALIER_FAULT_FILE: marker },
    });
    await doomed.says('API ready');
    const ticket = await openTicket(desk);
    const runId = await startOn(desk, ticket, 'opening', { category: 'hardware' });
    t.is(await doomed.ended, 'SIGKILL');
    t.true(existsSync(marker), 'it died when the ticket was opened, before anybody was told');

    const { url } = await startApi(settings());
    agent = callerOf(url, 'demo-agent', 'patient');
    await stepWith(desk, runId, 'it has come: running');
    const [opened, ...others] = await openedFrom(ticket);
    t.deepEqual(others, []);
    t.is(opened?.category, 'hardware');
    t.is(opened?.requesterId, (await ticket.state()).requesterId);
    t.deepEqual(opened?.links, [{ kind: 'related', id: ticket.ticketId }]);
    const first = { ticket_id: opened?.ticketId ?? '', seq: 1 };
    const event = await desk.database('ticket_events').where(first).first('actor_kind', 'actor_id');
    t.deepEqual(event, { actor_kind: 'system', actor_id: 'playbook:opening' });

    const { body } = await agent.get(`/api/tickets/${ticket.ticketId}/playbooks`);
    const [step] = body.items[0].steps;
    t.like(step, { key: 'new cable', kind: 'ticket', status: 'done' });
    t.is(step.opened.id, opened?.ticketId);
    t.deepEqual(await saidOn(ticket), [`Opened #${step.opened.number}`]);

    const resolved = { code: 'fixed', note: 'It has come' };
    const reply = await agent.put(`/api/tickets/${step.opened.id}/resolution`, resolved);
    t.is(reply.status, 200);
    await runWith(desk, runId, 'done');
    t.is((await saidOn(ticket)).at(-1), 'resolved fixed');
  },
);

test.serial(
  'what the desk does not take fails the step with what was expected, and the ticket goes on',
  async (t) => {
    const ticket = await openTicket(desk);
    const runId = await startOn(desk, ticket, 'opening', { category: 'gardening' });
    const { problem } = await runWith(desk, runId, 'parked');
    t.is(problem?.step, 'new cable');
    t.is(problem?.place, 'playbooks/opening.ts:13');
    t.regex(
      problem?.message ?? '',
      /^category: expected one of access, .*hardware, .*received "gardening"$/,
    );
    t.notRegex(problem?.message ?? '', /body\./);
    t.deepEqual(await openedFrom(ticket), []);
    await ticket.does(lea, 'accept');
    t.is((await ticket.state()).assignee, lea.id);

    const catching = await openTicket(desk);
    const caught = await startOn(desk, catching, 'opening_or_not', { category: 'gardening' });
    await runWith(desk, caught, 'done');
    t.deepEqual(await saidOn(catching), ['invalid_input']);
  },
);

test.serial('a run that is tried again keeps the ticket that it had opened', async (t) => {
  breakAgain();
  const ticket = await openTicket(desk);
  const runId = await startOn(desk, ticket, 'opening_twice', { category: 'hardware' });
  await runWith(desk, runId, 'parked');
  await eventually(async () => (await ticket.state()).playbooks?.[0]?.status === 'parked');
  mend();
  const { ticket: after } = await ticket.does(lea, 'retryPlaybook', { runId });
  const next = after.playbooks?.at(-1)?.runId ?? '';
  await runWith(desk, next, 'done');
  t.deepEqual(await stepsOf(desk, next), ['first: kept', 'breaks once: done']);
  t.is((await openedFrom(ticket)).length, 1);
});
