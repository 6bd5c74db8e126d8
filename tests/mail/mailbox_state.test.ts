import test from 'ava';
import { findMailbox } from '../../api/mail/find_mailboxes.ts';
import { mailboxView } from '../../api/mail/mailbox_view.ts';
import { findFreePort } from '../../cli/servers/ports.ts';
import type { Body } from '../api/api_desk.ts';
import { eventually } from '../support/eventually.ts';
import { runPalier } from '../support/palier.ts';
import { startImapServer } from './imap_server.ts';
import {
  addMailbox,
  type MailDesk,
  mailboxOf,
  mailOf,
  settled,
  startMailDesk,
} from './mail_desk.ts';

let desk: MailDesk;
const minute = 60_000;

test.before(async (t) => {
  t.timeout(120_000);
  desk = await startMailDesk();
});

async function tested(id: string): Promise<Body> {
  const { status, body } = await desk.admin.post(`/api/mailboxes/${id}/tests`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

const states = ({ steps }: Body) => steps.map(({ state }: { state: string }) => state).join(' ');

test('a test says each step of the way to a message, and where it stops', async (t) => {
  const server = await startImapServer();
  server.deliver(mailOf());
  const { id } = await addMailbox(desk, server);
  const well = await tested(id);
  t.true(well.isWell);
  t.is(states(well), 'passed passed not_needed passed passed passed');
  t.is(well.steps[1].detail, `127.0.0.1:${server.port}`);
  t.is(well.messageCount, 1);
  server.setPassword('another');
  const refused = await tested(id);
  t.like(refused, { isWell: false, failure: 'password_refused' });
  t.is(states(refused), 'passed passed not_needed failed not_reached not_reached');
  const elsewhere = await addMailbox(desk, await startImapServer());
  const { body } = await desk.admin.put(`/api/mailboxes/${elsewhere.id}`, {
    ...fieldsOf(elsewhere),
    server: { ...serverOf(elsewhere), folder: 'Nowhere' },
  });
  const missing = await tested(body.id);
  t.is(states(missing), 'passed passed not_needed passed failed not_reached');
  t.true(missing.folders.includes('INBOX'));
});

/** What a change of a mailbox is given of it. */
function fieldsOf({ name, address, process, group, locale }: Body) {
  return { name, address, process, group, locale, checksSenders: false };
}

function serverOf({ server }: Body) {
  const { hasPassword: _kept, ...fields } = server;
  return fields;
}

test('a server that is not there, and one that speaks no TLS, stop a test where they do', async (t) => {
  const server = await startImapServer();
  const mailbox = await addMailbox(desk, server);
  const change = async (fields: object) => {
    const body = { ...fieldsOf(mailbox), server: { ...serverOf(mailbox), ...fields } };
    const answer = await desk.admin.put(`/api/mailboxes/${mailbox.id}`, body);
    t.is(answer.status, 200, JSON.stringify(answer.body));
    return tested(mailbox.id);
  };
  const closed = await change({ port: await findFreePort() });
  t.is(states(closed), 'passed failed not_reached not_reached not_reached not_reached');
  t.is(closed.failure, 'connection_refused');
  const plain = await change({ security: 'tls' });
  t.is(states(plain), 'passed passed failed not_reached not_reached not_reached');
  t.is(plain.steps[2].detail, plain.words);
});

test('a mailbox is behind where messages have waited for minutes, or its server was not asked', async (t) => {
  const server = await startImapServer();
  const { id } = await addMailbox(desk, server, { from: 'all' });
  server.deliver(mailOf());
  await settled(desk, id, 1);
  await eventually(async () => (await mailboxOf(desk, id)).state === 'well');
  const well = await mailboxOf(desk, id);
  t.like(well, { behind: null, keptCount: 1, waitingCount: 0, failure: null });
  t.true(well.lagSeconds >= 0 && well.lagSeconds < 60);
  const row = await findMailbox(desk.database, id);
  const later = Date.now() + 10 * minute;
  t.like(mailboxView(row, later), { state: 'behind', behind: 'unread' });
  const waiting = {
    ...row,
    waiting_since: new Date(later - 6 * minute),
    checked_at: new Date(later),
  };
  t.like(mailboxView(waiting, later), { state: 'behind', behind: 'unjudged' });
  const justCame = { ...waiting, waiting_since: new Date(later - minute) };
  t.like(mailboxView(justCame, later), { state: 'well', behind: null });
  t.like(mailboxView({ ...waiting, is_enabled: false }, later), { state: 'paused', behind: null });
  t.is(mailboxView({ ...waiting, failure: 'certificate' }, later).state, 'failing');
});

test('the command line says the same of each mailbox as its page', async (t) => {
  const server = await startImapServer();
  const waits = await addMailbox(desk, server);
  await eventually(async () => (await mailboxOf(desk, waits.id)).state === 'choice_needed');
  const fails = await addMailbox(desk, server, { from: 'now', password: 'wrong' });
  await eventually(async () => (await mailboxOf(desk, fails.id)).state === 'failing');
  const { stdout } = await runPalier(
    ['mailbox', 'list'],
    desk.environment as Record<string, string>,
  );
  const lineOf = ({ id }: Body) => stdout.split('\n').find((line) => line.startsWith(id)) ?? '';
  t.regex(lineOf(waits), /\tchoice needed\t/);
  t.regex(lineOf(fails), /\tfailing since \d{4}-\d\d-\d\dT[\d:.]+Z: password refused, .*\t/);
});

test('the mail of a day is told by the hour, and each hour’s count is what the list shows', async (t) => {
  const server = await startImapServer();
  const { id } = await addMailbox(desk, server, { from: 'all' });
  const at = (time: string) => new Date(`2026-11-12T${time}Z`);
  server.deliver(mailOf(), at('08:10:00'));
  server.deliver(mailOf(), at('08:59:59'));
  server.deliver(mailOf({ headers: ['Precedence: bulk'] }), at('09:00:00'));
  server.deliver(mailOf(), at('23:59:59'));
  server.deliver(mailOf(), new Date('2026-11-13T00:00:00Z'));
  await settled(desk, id, 5);
  const day = 'from=2026-11-12T00:00:00Z&to=2026-11-13T00:00:00Z';
  const { status, body } = await desk.admin.get(`/api/mail-flow?${day}&mailbox=${id}&theme=dark`);
  t.is(status, 200, JSON.stringify(body));
  t.is(body.hours.length, 24);
  t.is(body.totalCount, 4);
  t.like(body.hours[8], { at: '2026-11-12T08:00:00.000Z', waitingCount: 0 });
  t.is(body.hours[8].counts.ticket, 2);
  t.is(body.hours[9].counts.parked, 1);
  t.is(body.hours[23].counts.ticket, 1);
  t.is(body.hours[10].counts.ticket, 0);
  t.true(JSON.stringify(body.chart).includes('"flow"'));
  const hour = 'from=2026-11-12T08:00:00Z&to=2026-11-12T09:00:00Z';
  const listed = (await desk.admin.get(`/api/mails?mailbox=${id}&fate=ticket&${hour}`)).body;
  t.is(listed.items.length, 2);
  const empty = 'from=2026-11-10T00:00:00Z&to=2026-11-11T00:00:00Z&theme=light';
  t.like((await desk.admin.get(`/api/mail-flow?mailbox=${id}&${empty}`)).body, {
    totalCount: 0,
    chart: null,
  });
  const week = 'from=2026-11-10T00:00:00Z&to=2026-11-17T00:00:00Z';
  t.is((await desk.admin.get(`/api/mail-flow?${week}`)).status, 400);
  t.is((await desk.as('demo-agent').get(`/api/mail-flow?${day}`)).status, 403);
});

test('a server’s clock an hour fast puts nothing into an hour that is still to come', async (t) => {
  const server = await startImapServer();
  const { id } = await addMailbox(desk, server, { from: 'all' });
  server.deliver(mailOf(), new Date(Date.now() + 60 * minute));
  await settled(desk, id, 1);
  const now = Date.now();
  const iso = (ms: number) => new Date(ms).toISOString();
  const past = `from=${iso(now - 5 * minute)}&to=${iso(now)}`;
  t.is((await desk.admin.get(`/api/mail-flow?mailbox=${id}&${past}`)).body.totalCount, 1);
  t.is((await desk.admin.get(`/api/mails?mailbox=${id}&${past}`)).body.items.length, 1);
  const { lastMailAt, lagSeconds } = await mailboxOf(desk, id);
  t.true(Date.parse(lastMailAt) <= now);
  t.true(lagSeconds >= 0);
});

test('the counts of a mailbox sum up to what is kept, beside what its server says', async (t) => {
  const server = await startImapServer();
  server.deliver(mailOf());
  const gone = server.deliver(mailOf({ headers: ['Precedence: bulk'] }));
  server.deliver(mailOf({ headers: ['Auto-Submitted: auto-replied'] }));
  const { id } = await addMailbox(desk, server, { from: 'all' });
  await settled(desk, id, 3);
  const counted = async (query = '') =>
    (await desk.admin.get(`/api/mail-counts?mailbox=${id}${query}`)).body;
  await eventually(async () => (await counted()).server?.saidCount === 3);
  const all = await counted('&fate=parked');
  t.like(all, { sum: 3, waitingCount: 0 });
  t.like(all.server, { saidCount: 3, keptCount: 3, elsewhereCount: 0 });
  t.deepEqual(
    [...all.reasons].sort((one, other) => one.reason.localeCompare(other.reason)),
    [
      { reason: 'auto_submitted', count: 1 },
      { reason: 'bulk', count: 1 },
    ],
  );
  t.is(
    Object.values<number>(all.counts).reduce((sum, one) => sum + one, 0),
    all.sum,
  );
  server.remove(gone);
  server.drop();
  await eventually(async () => (await counted()).server.saidCount === 2);
  t.is((await counted()).server.keptCount, 3, 'one is kept that the server has no more');
  const some = await counted('&q=nobody');
  t.like(some, { sum: 0, server: null });
});
