import { existsSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createOutgoing } from '../../activities/outgoing.ts';
import { findFreePort } from '../../cli/servers/ports.ts';
import { startProgram } from '../activities/worker_program.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { type ApiDesk, type Caller, callerOf, keyed, startApi, startApiDesk } from './api_desk.ts';

/** What a problem promises its incidents is kept when the problem is written, and only then. */

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
});

const resolution = { note: 'New firmware.', incidents: { code: 'fixed', note: 'Try again.' } };

/** A problem with one open incident. */
async function problemWithIncident(): Promise<{ id: string; ticketId: string }> {
  const lea = desk.as('demo-agent');
  const incident = { type: 'incident', subject: 'VPN drops', description: 'Since Monday.' };
  const { id: ticketId } = await lea.opens(incident);
  await eventually(async () => (await rowOf(ticketId)) !== undefined);
  const problem = { title: 'The concentrator restarts', incidents: [ticketId] };
  const { body } = await lea.post('/api/problems', problem);
  await eventually(async () => (await rowOf(ticketId))?.problem_id === body.id);
  return { id: body.id, ticketId };
}

const rowOf = (ticketId: string) => desk.database('tickets').where('ticket_id', ticketId).first();
const promised = (id: string) => desk.database('outgoing_commands').where('problem_id', id);
const resolve = (caller: Caller, id: string, key: string) =>
  caller.put(`/api/problems/${id}/resolution`, resolution, keyed(key));

async function sweepsUp(t: ExecutionContext, { id, ticketId }: { id: string; ticketId: string }) {
  t.is((await promised(id)).length, 1);
  t.not((await rowOf(ticketId))?.status, 'resolved', 'nobody has told it yet');
  const { deliverOutgoing } = createOutgoing(desk.client, desk.database);
  t.deepEqual(await deliverOutgoing(), { deliveredCount: 1 });
  await eventually(async () => (await rowOf(ticketId))?.status === 'resolved');
  t.deepEqual(await promised(id), [], 'the promise is kept');
  t.deepEqual(await deliverOutgoing(), { deliveredCount: 0 });
}

test.serial('whoever dies once a problem is resolved leaves no incident untold', async (t) => {
  const problem = await problemWithIncident();
  const marker = path.join(temporaryFolder(), 'died');
  const server = startProgram(path.resolve(import.meta.dirname, '../../api/server.ts'), {
    DATABASE_URL: desk.databaseUrl,
    TEMPORAL_ADDRESS: desk.temporal.address,
    PORT: '0',
    PALIER_WAREHOUSE: temporaryFolder(),
    PALIER_FAULT: 'after_promise',
    PALIER_FAULT_FILE: marker,
  });
  await server.says('API ready');
  const url = /"url":"([^"]+)"/.exec(server.output())?.[1] ?? '';
  await t.throwsAsync(resolve(callerOf(url, 'demo-agent'), problem.id, 'dies'));
  t.is(await server.ended, 'SIGKILL');
  t.true(existsSync(marker));
  await sweepsUp(t, problem);
});

test.serial('whoever asks again after that keeps the promise', async (t) => {
  const problem = await problemWithIncident();
  const lea = desk.as('demo-agent');
  const port = await findFreePort();
  const env = { DATABASE_URL: desk.databaseUrl, TEMPORAL_ADDRESS: `127.0.0.1:${port}` };
  const alone = await startApi(env);
  await resolve(callerOf(alone.url, 'demo-agent'), problem.id, 'again');
  t.is((await promised(problem.id)).length, 1);
  const again = await resolve(lea, problem.id, 'again');
  t.like(again.body, { status: 'resolved', resolvingIncidentCount: 1 });
  t.deepEqual(await promised(problem.id), []);
  await eventually(async () => (await rowOf(problem.ticketId))?.status === 'resolved');
});

test.serial(
  'without Temporal a problem is resolved, and its incidents once it is back',
  async (t) => {
    const problem = await problemWithIncident();
    const port = await findFreePort();
    const env = { DATABASE_URL: desk.databaseUrl, TEMPORAL_ADDRESS: `127.0.0.1:${port}` };
    const alone = await startApi(env);
    const answer = await resolve(callerOf(alone.url, 'demo-agent'), problem.id, 'alone');
    t.like(answer, { status: 200, body: { status: 'resolved', resolvingIncidentCount: 1 } });
    await sweepsUp(t, problem);
  },
);

test.serial('a problem that could not be written has told nobody', async (t) => {
  const problem = await problemWithIncident();
  await desk.database.raw(`
    create function refuse_commit() returns trigger language plpgsql as $$
    begin raise exception 'the disk is full'; end $$;
    create constraint trigger refuse_commit after insert on problem_events
      deferrable initially deferred for each row execute function refuse_commit()`);
  const answer = await resolve(desk.as('demo-agent'), problem.id, 'fails');
  await desk.database.raw('drop function refuse_commit cascade');
  t.is(answer.status, 500);
  t.deepEqual(await promised(problem.id), []);
  const started = desk.client.workflow.list({ query: "WorkflowType = 'deliverCommandsWorkflow'" });
  const ids: string[] = [];
  for await (const { workflowId } of started) ids.push(workflowId);
  t.false(ids.some((id) => id.includes(problem.id)));
  const { body } = await desk.as('demo-agent').get(`/api/tickets/${problem.ticketId}`);
  t.not(body.status, 'resolved');
});
