import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { deskBuilds } from '../../activities/builds/deployments.ts';
import {
  lostBuilds,
  moveToBuild,
  rescueWorkflows,
} from '../../activities/builds/move_workflows.ts';
import { connectDatabase } from '../../database/connection.ts';
import { minuteMs } from '../../workflows/domain/durations.ts';
import { outgoingMailWorkflowId, ticketTaskQueue, webhookWorkflowId } from '../../workflows/ids.ts';
import { defaultProcessId, rulesAt } from '../../workflows/processes/index.ts';
import { lea, requester } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  type LiveDesk,
  type LiveTicket,
  openLiveTicket,
  projected,
  rowsOf,
} from '../support/live_desk.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { repositoryCopy } from '../support/repository_copy.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal } from '../support/temporal.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { startWorkerProcess } from '../support/worker_process.ts';

/** Workers of two builds, each a process with code of its own, under Temporal's worker versioning. */

const deploymentName = 'palier';

/**
 * The desk with other code, which could not replay what this one did: it asks for a timer before
 * anything else, and says which build it is.
 */
async function otherBuild(): Promise<string> {
  const folder = repositoryCopy();
  const file = path.join(folder, 'workflows/ticket_workflow.ts');
  const code = await readFile(file, 'utf8');
  const changed = code
    .replace(
      '  registerHandlers(ticket);\n',
      "  registerHandlers(ticket);\n  setHandler(defineQuery<string>('build'), () => 'two');\n  void sleep(1);\n",
    )
    .replace('import {\n', 'import {\n  defineQuery,\n  sleep,\n');
  if (!changed.includes('void sleep(1)')) throw new Error(`${file} has no line to change`);
  await writeFile(file, changed);
  return path.join(folder, 'activities/worker.ts');
}

test('a ticket goes on with the build that became current, and one whose build is gone is found', async (t) => {
  t.timeout(300_000);
  const temporal = await startTestTemporal();
  const { url: databaseUrl } = await createTestDatabase();
  const database = connectDatabase(databaseUrl, { name: 'test' });
  onTeardown(() => database.destroy());
  const { client, namespace } = temporal;
  const worker = (buildId: string, file?: string) =>
    startWorkerProcess(
      {
        DATABASE_URL: databaseUrl,
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: namespace,
        TEMPORAL_DEPLOYMENT_NAME: deploymentName,
        TEMPORAL_BUILD_ID: buildId,
        PALIER_HOME: temporaryFolder(),
      },
      file,
    );
  // The server hears of a worker a moment after that says it is ready.
  const makeCurrent = (buildId: string) =>
    eventually(() =>
      client.workflowService
        .setWorkerDeploymentCurrentVersion({
          namespace,
          deploymentName,
          buildId,
          ignoreMissingTaskQueues: true,
        })
        .then(
          () => true,
          () => false,
        ),
    );
  const rules = rulesAt(defaultProcessId, Date.now());
  const desk: LiveDesk = { temporal, client, database, databaseUrl, rules };
  const buildOf = async ({ handle }: Pick<LiveTicket, 'handle'>) =>
    (await handle.describe()).raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
  const movesTo = (ticket: LiveTicket, buildId: string) =>
    eventually(async () => (await buildOf(ticket)) === buildId);

  const one = await worker('one');
  await makeCurrent('one');
  const busy = await openLiveTicket(desk);
  const resting = await openLiveTicket(desk);
  await busy.does(lea, 'accept');
  t.is(await buildOf(busy), 'one');
  // What sends for the desk lingers for half an hour after what it sent last.
  const senders = [outgoingMailWorkflowId('desk'), webhookWorkflowId('crm')];
  await client.workflow.start('outgoingMailWorkflow', {
    ...{ taskQueue: ticketTaskQueue, workflowId: senders[0] ?? '', args: ['desk'] },
  });
  await client.workflow.start('webhookWorkflow', {
    ...{ taskQueue: ticketTaskQueue, workflowId: senders[1] ?? '', args: ['crm'] },
  });
  const sendersAre = (buildId: string) =>
    eventually(async () => {
      const builds = await Promise.all(
        senders.map((id) => buildOf({ handle: client.workflow.getHandle(id) })),
      );
      return builds.every((build) => build === buildId);
    });
  await sendersAre('one');

  const other = await otherBuild();
  const two = await worker('two', other);
  await makeCurrent('two');
  const asked = await openLiveTicket(desk);
  t.is(await asked.handle.query('build'), 'two', 'new tickets begin with it');

  // What comes next is still done by the build that the ticket began with, which then lets it go.
  await busy.does(requester, 'addMessage', { messageId: 'm', visibility: 'public' });
  await movesTo(busy, 'two');
  t.is(await busy.handle.query('build'), 'two');
  const { seq } = await busy.does(requester, 'addMessage', {
    messageId: 'n',
    visibility: 'public',
  });
  await projected(desk, busy.ticketId, seq);
  const rows = await rowsOf(desk, busy.ticketId);
  t.deepEqual(rows.folded, await busy.state(), 'nothing of it was lost');
  t.is(rows.state.requesterMessageCount, 2);

  // One that rests is not told by Temporal until something happens to it.
  t.is(await buildOf(resting), 'one');
  t.is(await moveToBuild(client, { deploymentName, buildId: 'one' }), 0, 'it is not current');
  let toldCount = 0;
  await eventually(async () => {
    toldCount += await moveToBuild(client, { deploymentName, buildId: 'two' });
    return toldCount >= 3;
  });
  await movesTo(resting, 'two');
  await sendersAre('two');

  // The same code is built again, and the workers of the second build go too soon.
  await worker('three', other);
  await makeCurrent('three');
  const killed = once(two, 'exit');
  two.kill('SIGKILL');
  await killed;
  t.deepEqual(await lostBuilds(client), [], 'a minute ago it asked');
  const later = Date.now() + 5 * minuteMs;
  const lost = (await lostBuilds(client, later)).find(({ buildId }) => buildId === 'two');
  const left = [...[busy, resting, asked].map(({ ticketId }) => ticketId), ...senders];
  t.deepEqual(lost?.workflowIds.filter((id) => left.includes(id)).toSorted(), left.toSorted());
  const builds = await deskBuilds(client);
  t.deepEqual(
    builds.map(({ buildId, isCurrent }) => [buildId, isCurrent]).toSorted(),
    [
      ['one', false],
      ['three', true],
      ['two', false],
    ],
    'of the first there is what announces calendars: it ends within the hour',
  );

  if (!lost) throw new Error('no build was lost');
  t.is(await rescueWorkflows(client, lost), lost.workflowCount);
  const { ticket } = await resting.does(lea, 'accept');
  t.is(ticket.assignee, lea.id, 'the current build goes on with it');
  await movesTo(resting, 'three');
  await sendersAre('three');
  one.kill('SIGTERM');
});
