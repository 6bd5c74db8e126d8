import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import test from 'ava';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { createMailer } from '../../activities/mailings/mailer.ts';
import {
  createMailing,
  listMailings,
  type Mailing,
  MailingError,
  removeMailing,
  sendMailingNow,
} from '../../activities/mailings/mailings.ts';
import { openTransports } from '../../activities/mailings/transports/transports.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { createMailTokens } from '../../oauth/mail_tokens.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { exportTaskQueue, mailingScheduleId, ticketTaskQueue } from '../../workflows/ids.ts';
import { manyTickets } from '../analytics/histories.ts';
import { publishedWarehouse } from '../analytics/published.ts';
import { at } from '../domain/desk.ts';
import { eventually } from '../support/eventually.ts';
import '../support/quiet.ts';
import type { Role } from '../../database/roles.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { startTestTemporal, type TestTemporal } from '../support/temporal.ts';
import { runWorker } from '../support/worker.ts';

let database: Database;
let temporal: TestTemporal;
const mails: ParsedMail[] = [];
/** What the server answers to a recipient, once for each time it is named. */
const answers = new Map<string, number[]>();

const overview: Mailing = {
  dashboard: 'service_desk_overview',
  every: 'day',
  hour: 7,
  zone: 'Europe/Paris',
  recipients: [],
};

function mailing(smtpUrl: string | null) {
  const deskKey = openDeskKey({ secretKey: 'the key of a desk that is a test', homeDir: '' });
  const transports = openTransports({
    deskKey,
    tokens: createMailTokens({ database, deskKey }),
    smtpUrl,
  });
  onTeardown(() => transports.close());
  return { database, deskKey, transports };
}

async function startMailServer(): Promise<string> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, callback) {
      const code = answers.get(address)?.shift();
      if (code === undefined) callback();
      else callback(Object.assign(new Error('not now'), { responseCode: code }));
    },
    onData(stream, _session, callback) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        callback();
      }, callback);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  onTeardown(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

test.before(async () => {
  const { url } = await createTestDatabase();
  database = connectDatabase(url, { name: 'mailings test' });
  onTeardown(() => database.destroy());
  const person = (name: string, role: Role, locale: 'en' | 'fr') => ({
    account_id: `acc-${name}`,
    display_name: name,
    roles: [role],
    locale,
  });
  await database('accounts').insert([
    person('lea', 'agent', 'fr'),
    person('ines', 'analyst', 'en'),
    person('marc', 'agent', 'en'),
    person('paul', 'requester', 'en'),
  ]);
  await database('mail_addresses').insert(
    ['lea', 'ines', 'marc', 'paul'].map((name) => ({
      address: `${name}@desk.example`,
      account_id: `acc-${name}`,
      is_main: true,
    })),
  );
  temporal = await startTestTemporal();
  const warehouseDir = await publishedWarehouse(manyTickets(60), at(30, '12:00'));
  const mailer = createMailer({
    ...mailing(await startMailServer()),
    warehouseDir,
    mailFrom: 'Desk <desk@desk.example>',
  });
  await runWorker(temporal, { taskQueue: exportTaskQueue, activities: { ...mailer } });
  await runWorker(temporal, { taskQueue: ticketTaskQueue });
});

const mailsTo = (name: string) =>
  mails.filter(({ to }) => JSON.stringify(to).includes(`${name}@desk.example`));

async function runsOf(mailingId: string, status: string): Promise<number> {
  const query = `WorkflowType = 'dashboardMailWorkflow' and ExecutionStatus = '${status}'`;
  let count = 0;
  for await (const { workflowId } of temporal.client.workflow.list({ query })) {
    if (workflowId.startsWith(mailingScheduleId(mailingId))) count += 1;
  }
  return count;
}

test.serial(
  'a mailing sends a dashboard in each recipient’s language, once a period',
  async (t) => {
    const recipients = ['lea@desk.example', 'ines@desk.example'];
    const mailingId = await createMailing(database, temporal.client, { ...overview, recipients });
    await sendMailingNow(temporal.client, mailingId);
    await eventually(async () => (await runsOf(mailingId, 'Completed')) === 1);
    await sendMailingNow(temporal.client, mailingId);
    await eventually(async () => (await runsOf(mailingId, 'Completed')) === 2);

    t.is(mails.length, 2, 'the second run of the day has nothing to send');
    const [french, english] = [mailsTo('lea')[0], mailsTo('ines')[0]];
    t.regex(french?.subject ?? '', /4 février 2026/);
    t.regex(english?.subject ?? '', /4 February 2026/);
    t.regex(english?.text ?? '', /Data through 4 February 2026/);
    t.regex(french?.text ?? '', /Données jusqu’au 4 février 2026/);
    t.is(english?.from?.text, '"Desk" <desk@desk.example>');
    const [picture, page] = english?.attachments ?? [];
    t.is(picture?.contentType, 'image/png');
    t.is(picture?.contentDisposition, 'inline');
    t.is(picture?.content.subarray(1, 4).toString(), 'PNG');
    t.true(
      String(english?.html).includes('data:image/png') || String(english?.html).includes('cid:'),
    );
    t.is(page?.filename, 'service_desk_overview.html');
    t.is(page?.contentDisposition, 'attachment');
    t.regex(page?.content.toString('utf8') ?? '', /<html lang="en">[\s\S]*<svg/);
    const [known] = await listMailings(database);
    t.truthy(known?.lastSentAt);
    t.deepEqual(known?.lastErrors, []);
  },
);

test.serial(
  'a server that is busy is asked again; one refusal keeps no other from their mail',
  async (t) => {
    answers.set('marc@desk.example', [451]);
    answers.set('ines@desk.example', [550]);
    const recipients = ['ines@desk.example', 'marc@desk.example'];
    const before = mails.length;
    const mailingId = await createMailing(database, temporal.client, {
      ...overview,
      every: 'week',
      recipients,
    });
    await sendMailingNow(temporal.client, mailingId);
    await eventually(async () => (await runsOf(mailingId, 'Failed')) === 1);

    t.is(mails.length, before + 1);
    t.is(mailsTo('marc').length, 1);
    const known = (await listMailings(database)).find((one) => one.mailingId === mailingId);
    t.is(known?.lastErrors.length, 1);
    t.regex(known?.lastErrors[0] ?? '', /^acc-ines: The mail server: .*not now/);
    await sendMailingNow(temporal.client, mailingId);
    await eventually(async () => (await runsOf(mailingId, 'Completed')) === 1);
    t.is(mails.length, before + 2, 'only who has not had it is sent it');
  },
);

test.serial(
  'who may no longer see dashboards is sent none, and the mailing says why',
  async (t) => {
    const mailingId = await createMailing(database, temporal.client, {
      ...overview,
      every: 'month',
      recipients: ['marc@desk.example'],
    });
    await database('accounts').where('account_id', 'acc-marc').update({ is_active: false });
    const before = mails.length;
    await sendMailingNow(temporal.client, mailingId);
    await eventually(async () => (await runsOf(mailingId, 'Failed')) === 1);
    t.is(mails.length, before);
    const known = (await listMailings(database)).find((one) => one.mailingId === mailingId);
    t.deepEqual(known?.lastErrors, ['acc-marc: the account is closed']);
  },
);

test.serial(
  'a mailing to somebody without the right, or of no dashboard, is refused',
  async (t) => {
    const create = (mailing: Partial<Mailing>) =>
      createMailing(database, temporal.client, { ...overview, ...mailing });
    await t.throwsAsync(create({ recipients: ['paul@desk.example'] }), {
      instanceOf: MailingError,
      message: /paul@desk\.example.*the role of requester may not see dashboards/,
    });
    await t.throwsAsync(create({ recipients: ['nobody@desk.example'] }), {
      message: /No account has the address nobody@desk\.example/,
    });
    await t.throwsAsync(create({ dashboard: 'nonsense', recipients: ['lea@desk.example'] }), {
      message: /No dashboard 'nonsense'/,
    });
  },
);

test.serial('a mailing that is stopped is gone, Schedule and all', async (t) => {
  const [first] = await listMailings(database);
  const mailingId = first?.mailingId ?? '';
  const described = await temporal.client.schedule
    .getHandle(mailingScheduleId(mailingId))
    .describe();
  t.is(described.spec.timezone, 'Europe/Paris');
  await removeMailing(database, temporal.client, mailingId);
  t.false((await listMailings(database)).some((one) => one.mailingId === mailingId));
  await t.throwsAsync(sendMailingNow(temporal.client, mailingId), {
    message: /There is no mailing/,
  });
});

test.serial('a mailing whose Schedule cannot be made is not there either', async (t) => {
  const before = await listMailings(database);
  const zone = 'Europe/Nowhere';
  const mailing = { ...overview, zone, recipients: ['lea@desk.example'] };
  await t.throwsAsync(createMailing(database, temporal.client, mailing));
  t.deepEqual(await listMailings(database), before);
});

test.serial('a mailing that lost its Schedule can still be removed', async (t) => {
  const recipients = ['lea@desk.example'];
  const mailingId = await createMailing(database, temporal.client, { ...overview, recipients });
  await temporal.client.schedule.getHandle(mailingScheduleId(mailingId)).delete();
  await removeMailing(database, temporal.client, mailingId);
  t.false((await listMailings(database)).some((one) => one.mailingId === mailingId));
  await t.throwsAsync(removeMailing(database, temporal.client, mailingId), {
    message: /There is no mailing/,
  });
});

test.serial('a desk without a mail server says so beside the mailing', async (t) => {
  const mailer = createMailer({
    ...mailing(null),
    warehouseDir: '/nowhere',
    mailFrom: 'x@y',
  });
  const recipients = ['lea@desk.example'];
  const mailingId = await createMailing(database, temporal.client, { ...overview, recipients });
  const delivery = { mailingId, period: '2026-02-04', accountId: 'acc-lea' };
  await t.throwsAsync(mailer.mailDashboard(delivery), { message: /PALIER_SMTP_URL is empty/ });
  const known = (await listMailings(database)).find((one) => one.mailingId === mailingId);
  t.regex(known?.lastErrors[0] ?? '', /No mail server is set/);
});
