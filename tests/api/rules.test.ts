import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { webhookPayload } from '../../api/webhooks/contract.ts';
import { shipVersions } from '../../database/process_versions.ts';
import type { ProcessDefinition } from '../../workflows/processes/define.ts';
import { startServers, startWorker } from '../activities/worker_program.ts';
import { actingProcess } from '../processes/acting_process.ts';
import { eventually } from '../support/eventually.ts';
import '../support/quiet.ts';
import { onTeardown } from '../support/teardown.ts';
import { type ApiDesk, type Body, callerOf, startApi, writePeople } from './api_desk.ts';

let desk: Pick<ApiDesk, 'database' | 'as'>;

test.before(async () => {
  const servers = await startServers();
  await writePeople(servers.desk.database);
  await shipVersions(servers.desk.database, {
    definitions: [actingProcess as ProcessDefinition],
    commit: null,
    by: { program: 'cli' },
  });
  const networks = { PALIER_EXPORT: '0', PALIER_WEBHOOK_NETWORKS: '127.0.0.1' };
  await startWorker({ ...servers.environment, ...networks });
  const { url } = await startApi(servers.environment);
  desk = { ...servers.desk, as: (token) => callerOf(url, token, 'patient') };
});

test('a rule acts on a ticket, calls its webhook by name, and the ticket says so', async (t) => {
  const called: Body[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    called.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTeardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const administrator = desk.as('odile-administrator');
  for (const name of ['fire alarm', 'another']) {
    const address = `http://127.0.0.1:${port}/${name.split(' ')[0]}`;
    const eventTypes = ['ticket_closed'];
    const added = await administrator.post('/api/webhooks', { name, address, eventTypes });
    t.is(added.status, 201);
  }
  const ticket = await desk.as('demo-requester').opens({
    process: actingProcess.id,
    subject: 'Smoke in the printer room',
  });
  const agent = desk.as('demo-owner');
  await eventually(async () => {
    const { body } = await agent.get(`/api/tickets/${ticket.id}/rules`);
    return body.items?.[0]?.acts[0]?.webhooks[0]?.outcome === 'delivered';
  });
  const { body } = await agent.get(`/api/tickets/${ticket.id}/rules`);
  const [smoke, near, nobody, morning] = body.items;
  t.like(smoke, { rule: 'smoke_is_urgent', title: 'Smoke is urgent', count: 1, heldBy: 'event' });
  t.like(near, { rule: 'resolution_is_near', count: 0, heldBy: 'time', acts: [] });
  t.truthy(near.dueAt);
  t.like(nobody, { rule: 'nobody_took_it', heldBy: 'time' });
  t.like(morning, { rule: 'urgent_in_the_morning', heldBy: 'time' });

  t.is(called.length, 1, 'nobody but the one of that name');
  t.true(webhookPayload.safeParse(called[0]).success, JSON.stringify(called[0]));
  t.like(called[0], { type: 'webhook_called', data: { rule: 'smoke_is_urgent' } });

  const told = await desk.as('demo-requester').get(`/api/tickets/${ticket.id}/rules`);
  t.is(told.status, 403, 'the rules are the desk’s own affair');
});
