import path from 'node:path';
import test from 'ava';
import { findFreePort } from '../../cli/servers/ports.ts';
import { startProgram, startServers, startWorker } from '../activities/worker_program.ts';
import { callerOf, writePeople } from '../api/api_desk.ts';
import { eventually } from '../support/eventually.ts';
import '../support/quiet.ts';
import { startImapServer } from './imap_server.ts';
import { addMailbox, isProven, mailOf } from './mail_desk.ts';

/** `npm run bench:mail` makes it 5,000. */
const mailCount = Number(process.env.PALIER_STORM ?? 120);
const apiFile = path.resolve(import.meta.dirname, '../../api/server.ts');
/** No sender opens more in an hour. */
const perSender = 10;

test('a storm of mails, a third of them twice, while worker and API are killed: none is lost, none comes twice', async (t) => {
  t.timeout(60 * 60_000);
  const { desk, environment } = await startServers();
  await writePeople(desk.database);
  const port = await findFreePort();
  const settings = {
    ...environment,
    PORT: String(port),
    PALIER_METRICS_PORT: '0',
    PALIER_EXPORT: '0',
    PALIER_LOG_LEVEL: 'info',
    PALIER_SECRET_KEY: 'the key of a desk that is a test',
  };
  const startApi = async () => {
    const program = startProgram(apiFile, settings);
    await program.says('API ready');
    return program;
  };
  let worker = await startWorker(settings);
  let api = await startApi();
  const admin = callerOf(`http://127.0.0.1:${port}`, 'odile-administrator', 'patient');
  const server = await startImapServer();
  const repeatedCount = Math.floor(mailCount / 3);
  const freshCount = mailCount - repeatedCount;
  for (let n = 0; n < freshCount; n++) {
    const from = `person${Math.floor(n / perSender)}@corp.example`;
    const raw = mailOf({ from });
    server.deliver(raw);
    if (n < repeatedCount) server.deliver(raw);
  }
  const beganAt = performance.now();
  const { id } = await addMailbox({ admin }, server, { from: 'all' });
  const settledCount = async () => {
    const [row] = await desk.database('mails').whereNotNull('fate').count<{ count: string }[]>();
    return Number(row?.count ?? 0);
  };
  const reach = (share: number) =>
    eventually(async () => (await settledCount()) >= Math.floor(mailCount * share));
  const steps = Math.ceil(mailCount / 100);
  const reachSlowly = async (from: number, to: number) => {
    for (let n = 1; n <= steps; n++) await reach(from + ((to - from) * n) / steps);
  };
  await reachSlowly(0, 0.2);
  worker.child.kill('SIGKILL');
  await worker.ended;
  worker = await startWorker(settings);
  await reachSlowly(0.2, 0.5);
  api.child.kill('SIGKILL');
  await api.ended;
  api = await startApi();
  await reachSlowly(0.5, 0.8);
  worker.child.kill('SIGKILL');
  api.child.kill('SIGKILL');
  await Promise.all([worker.ended, api.ended]);
  [worker, api] = [await startWorker(settings), await startApi()];
  await reachSlowly(0.8, 1);
  const seconds = (performance.now() - beganAt) / 1000;
  const { counts, listedCount } = await isProven(t, { admin }, id);
  t.like(
    { listedCount, ...counts },
    { listedCount: mailCount, ticket: freshCount, duplicate: repeatedCount },
  );
  const opened = await desk.database('mails').where({ fate: 'ticket' }).distinct('ticket_id');
  t.is(opened.length, freshCount, 'each opened a ticket of its own');
  const tickets = await desk.database('ticket_contents').select('ticket_id');
  t.is(tickets.length, freshCount, 'no ticket is there that no mail opened');
  t.log(
    `${mailCount} mails in ${seconds.toFixed(1)} s: ${(mailCount / seconds).toFixed(1)} messages/s`,
  );
});
