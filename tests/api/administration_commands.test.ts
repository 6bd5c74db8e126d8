import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import test from 'ava';
import { SMTPServer } from 'smtp-server';
import { sendTestMails } from '../../activities/mailings/test_mailer.ts';
import { openTransports } from '../../activities/mailings/transports/transports.ts';
import { askForTestMail, findTestMail } from '../../database/test_mails.ts';
import { createMailTokens } from '../../oauth/mail_tokens.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { eventually } from '../support/eventually.ts';
import { runPalier } from '../support/palier.ts';
import '../support/quiet.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { type ApiDesk, type Body, startApiDesk } from './api_desk.ts';

/** What administrators do by the command line: tokens, webhooks and a mail that tries the server. */

let desk: ApiDesk;
let palier: (...args: string[]) => ReturnType<typeof runPalier>;
/** What the mail server says to whoever mails it; null takes all. */
let refusal: string | null = null;
let smtpUrl: string;
const mailFrom = 'Palier <palier@desk.example>';

test.before(async () => {
  desk = await startApiDesk();
  palier = (...args) => runPalier(args, { DATABASE_URL: desk.databaseUrl, LC_ALL: 'C' });
  const mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) =>
      done(refusal === null ? null : Object.assign(new Error(refusal), { responseCode: 554 })),
    onData(stream, _session, done) {
      stream.resume();
      stream.on('end', () => done(null));
    },
  });
  mailServer.listen(0, '127.0.0.1');
  await once(mailServer.server, 'listening');
  onTeardown(() => new Promise<void>((resolve) => mailServer.close(() => resolve())));
  smtpUrl = `smtp://127.0.0.1:${(mailServer.server.address() as AddressInfo).port}`;
});

test.serial(
  'a token is created, listed and revoked by commands, and opens what its scopes say',
  async (t) => {
    const made = await palier('token', 'create', 'acc-lea', 'Nightly', '--scope', 'tickets:read');
    t.is(made.code, 0, made.stderr);
    const token = made.stdout.trim();
    t.regex(token, /^plr_[\w-]{43}$/);
    const asks = (path: string) =>
      fetch(`${desk.server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    t.is((await asks('/api/tickets')).status, 200);
    t.is((await asks('/api/accounts')).status, 403);
    const listed = await palier('token', 'list', 'acc-lea');
    const line = listed.stdout.split('\n').find((one) => one.includes('\tNightly\ttickets:read\t'));
    t.truthy(line, listed.stdout);
    t.false(listed.stdout.includes(token));
    const [id = ''] = String(line).split('\t');
    t.is((await palier('token', 'revoke', id)).code, 0);
    await eventually(async () => (await asks('/api/tickets')).status === 401);
    const again = await palier('token', 'revoke', id);
    t.is(again.code, 2);
    const asked = '/api/audit?kind=token_created,token_revoked&objectId=acc-lea';
    const { items } = (await desk.as('odile-administrator').get(asked)).body;
    const told = items.flatMap(({ changes }: Body) => changes);
    const ids = told.filter(({ field }: Body) => field === 'tokenId');
    t.deepEqual(ids, [
      { field: 'tokenId', before: id, after: null },
      { field: 'tokenId', before: null, after: id },
    ]);
    t.deepEqual(
      items.map(({ kind, program }: { kind: string; program: string }) => [kind, program]),
      [
        ['token_revoked', 'cli'],
        ['token_created', 'cli'],
      ],
    );
  },
);

test.serial('a token for ever, of nobody or for nothing is refused in words', async (t) => {
  const create = (...args: string[]) => palier('token', 'create', ...args);
  const lasting = await create('acc-lea', 'x', '--scope', 'tickets:read', '--days', '400');
  t.is(lasting.code, 2);
  t.regex(lasting.stderr, /days: expected at most 365/);
  t.is((await create('nobody@desk.example', 'x', '--scope', 'tickets:read')).code, 2);
  t.is((await create('acc-lea', 'x', '--scope', 'all')).code, 2);
  t.is((await create('acc-lea', 'x')).code, 2);
});

test.serial(
  'a webhook is added, paused, resumed and listed by commands, by the rules of its page',
  async (t) => {
    const added = await palier(
      ...['webhooks', 'add', 'Chat', 'https://chat.example/hook', '--event', 'ticket_opened'],
      ...['--place', 'it_support/network'],
    );
    t.is(added.code, 0, added.stderr);
    t.regex(added.stdout, /^whsec_\S+\n$/);
    const { items } = (await desk.as('odile-administrator').get('/api/webhooks')).body;
    t.like(items[0], {
      name: 'Chat',
      eventTypes: ['ticket_opened'],
      places: [{ process: 'it_support', group: 'network' }],
      isEnabled: true,
    });
    t.is((await palier('webhooks', 'pause', 'Chat')).code, 0);
    t.regex(
      (await palier('webhooks', 'list')).stdout,
      /\tChat\thttps:\/\/chat\.example\/hook\tpaused\t/,
    );
    const refused = await palier('webhooks', 'test', 'Chat');
    t.is(refused.code, 2);
    t.regex(refused.stderr, /Chat/);
    t.is((await palier('webhooks', 'resume', items[0].id)).code, 0);
    t.is((await palier('webhooks', 'replay', 'Chat', '--delivery', '1')).code, 2);
    t.is((await palier('webhooks', 'replay', 'Chat', '--failed-since', 'yesterday')).code, 2);
    t.is((await palier('webhooks', 'deliveries', 'Chat', '--status', 'failed')).stdout, '');
    const nowhere = await palier('webhooks', 'add', 'Bad', 'ftp://chat.example');
    t.is(nowhere.code, 2);
    t.regex(nowhere.stderr, /address: expected/);
    t.is((await palier('webhooks', 'pause', 'Elsewhere')).code, 2);
  },
);

test.serial('a rotation is set from a file, overridden and listed by commands', async (t) => {
  const plan = {
    zone: 'Europe/Paris',
    layers: [
      {
        ...{ name: 'all', members: ['acc-lea', 'acc-marc'], startsOn: '2020-01-06' },
        ...{ handOver: { every: 'week', on: 'monday', at: '08:00' }, hours: { kind: 'always' } },
      },
    ],
    levels: [{ target: 'on_call', waitMinutes: 5 }],
    repeats: 0,
  };
  const file = path.join(temporaryFolder(), 'rotation.json');
  await writeFile(file, JSON.stringify(plan));
  const set = await palier('on-call', 'set', 'it_support/service_desk', file);
  t.is(set.code, 0, set.stderr);
  t.regex(set.stderr, /Service desk: now \S+ .*\(turn\)/);
  const list = await palier('on-call', 'list', 'it_support/service_desk', '--weeks', '2');
  t.regex(list.stdout, /^it_support\/service_desk\t\S+Z\t\S+Z\t.* \(turn\)\n/);
  const at = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
  const override = (from: string, until: string) =>
    palier(
      ...['on-call', 'override', 'it_support/service_desk', 'acc-nadia'],
      ...['--from', from, '--until', until],
    );
  t.is((await override(at(-1), at(1))).code, 0);
  const now = await palier('on-call', 'now', '--json');
  t.like(JSON.parse(now.stdout), {
    group: 'service_desk',
    now: { person: { id: 'acc-nadia' }, cause: 'override' },
  });
  t.is((await override(at(1), at(0))).code, 2);
  const read = async () =>
    JSON.parse((await palier('on-call', 'list', 'it_support/service_desk', '--json')).stdout);
  const [{ id }] = (await read()).overrides;
  const ended = await palier('on-call', 'end-override', 'it_support/service_desk', id);
  t.is(ended.code, 0, ended.stderr);
  t.is((await palier('on-call', 'end-override', 'it_support/service_desk', id)).code, 2);
  // Whoever is away has no shift to give.
  await desk.database('absences').delete();
  const { shifts, version } = await read();
  // What was put there for now is over in a week.
  const inAWeek = at(7);
  const [first, second] = shifts.filter(({ from }: { from: string }) => from > inAWeek);
  const swapped = await palier(
    ...[
      'on-call',
      'swap',
      'it_support/service_desk',
      first.onCall.person.id,
      second.onCall.person.id,
    ],
    ...['--from', first.from, '--until', first.until],
    ...['--other-from', second.from, '--other-until', second.until],
  );
  t.is(swapped.code, 0, swapped.stderr);
  t.is((await read()).overrides.length, 2);
  const late = await palier(
    'on-call',
    'set',
    'service_desk',
    file,
    '--if-version',
    `${version + 1}`,
  );
  t.is(late.code, 2, late.stderr);
  const again = await palier(
    'on-call',
    'set',
    'it_support/service_desk',
    file,
    '--if-version',
    `${version}`,
  );
  t.is(again.code, 0, again.stderr);
  await writeFile(file, JSON.stringify({ ...plan, levels: [] }));
  const wrong = await palier('on-call', 'set', 'it_support/service_desk', file);
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /levels/);
  t.is((await palier('on-call', 'set', 'nowhere', file)).code, 2);
  const kept = await palier('on-call', 'list', 'it_support/service_desk', '--json');
  t.is(JSON.parse(kept.stdout).plan.levels.length, 1);
  t.is(
    (await palier('on-call', 'remove', 'it_support/service_desk', '--if-version', '99')).code,
    2,
  );
  t.is((await palier('on-call', 'remove', 'it_support/service_desk')).code, 0);
  t.is((await palier('on-call', 'list', 'it_support/service_desk')).stdout, '');
});

test.serial('a customer is added, renamed and listed by commands', async (t) => {
  const added = await palier('customers', 'add', 'West', '--contract', 'gold');
  t.is(added.code, 0, added.stderr);
  t.regex(added.stdout, /^cus-\S+\tWest\tgold\t0 people\t\n$/);
  const renamed = await palier('customers', 'change', 'west', '--name', 'Far West');
  t.regex(renamed.stdout, /\tFar West\tgold\t/);
  t.regex((await palier('customers', 'change', 'Far West', '--no-contract')).stdout, /West\t\t0/);
  t.regex((await palier('customers', 'list')).stdout, /\tFar West\t\t0 people/);
  const twin = await palier('customers', 'add', 'FAR WEST');
  t.not(twin.code, 0);
  t.regex(twin.stderr, /Another customer has this name/);
  t.is((await palier('customers', 'change', 'East')).code, 2);
});

test.serial(
  'a test mail is sent once, and what the server says is told as it says it',
  async (t) => {
    const admin = desk.as('odile-administrator');
    t.is((await admin.get('/api/test-mail')).body.status, 'none');
    const { status, body } = await admin.post('/api/test-mail', undefined);
    t.deepEqual([status, body.status], [201, 'pending']);
    const mail = async (url: string | null) => {
      const deskKey = openDeskKey({ secretKey: 'the key of a desk that is a test', homeDir: '' });
      const transports = openTransports({
        deskKey,
        tokens: createMailTokens({ database: desk.database, deskKey }),
        smtpUrl: url,
      });
      await sendTestMails({ database: desk.database, deskKey, transports, mailFrom });
      transports.close();
      return (await admin.get('/api/test-mail')).body;
    };
    t.like(await mail(null), { status: 'failed', error: 'no_server', answer: null });
    const { account_id: id } = (await desk.database('test_mails').first()) ?? { account_id: '' };
    await askForTestMail(desk.database, id, 'again');
    if (!(await desk.database('mail_addresses').where('account_id', id).first())) {
      t.like(await mail(smtpUrl), { status: 'failed', error: 'no_address' });
      const address = { address: 'odile@desk.example', account_id: id, is_main: true };
      await desk.database('mail_addresses').insert(address);
      await askForTestMail(desk.database, id, 'with an address');
    }
    const sent = await mail(smtpUrl);
    t.like(sent, { status: 'sent', error: null });
    t.regex(sent.answer, /^250 /);
    await askForTestMail(desk.database, id, 'refused');
    refusal = 'Relaying of this is denied';
    t.like(await mail(smtpUrl), {
      status: 'failed',
      error: 'refused',
      answer: '554 Relaying of this is denied',
    });
    await askForTestMail(desk.database, id, 'refused');
    t.is(
      (await findTestMail(desk.database, id))?.status,
      'failed',
      'the same request sends nothing',
    );
    await askForTestMail(desk.database, id, 'nobody');
    const nobody = await mail('smtp://127.0.0.1:1');
    t.is(nobody.error, 'unreachable');
    t.regex(nobody.answer, /ECONNREFUSED/);
  },
);

test.serial('only administrators try the mail server', async (t) => {
  t.is((await desk.as('demo-agent').post('/api/test-mail', undefined)).status, 403);
});

test.serial(
  'a desk that is set up again says what it wrote, and makes nobody its owner',
  async (t) => {
    const again = await palier('setup', '--name', 'Atelier', '--zone', 'Europe/Paris');
    t.is(again.code, 0);
    t.is(again.stdout, '');
    t.regex(again.stderr, /Written: name Atelier, zone Europe\/Paris\n/);
    t.like(await desk.database('desk_profile').first(), { name: 'Atelier', zone: 'Europe/Paris' });
    t.notRegex((await palier('setup')).stderr, /Written/);
  },
);

test.serial('whoever closes an account by a command is told whose', async (t) => {
  const added = await palier('people', 'add', 'sam@desk.example', '--name', 'Sam Okafor');
  t.is(added.code, 0, added.stderr);
  const closed = await palier('people', 'close', 'sam@desk.example');
  t.regex(closed.stderr, /The account of sam@desk\.example is closed; 0 tickets to be handed over/);
});

test.serial(
  'groups of an LDAP directory are mapped by a command, those of no directory are not',
  async (t) => {
    const maps = (source: string) =>
      palier('sign-in', 'mapping', 'add', source, 'Desk agents', '--role', 'agent');
    const added = await maps('ldap');
    t.is(added.code, 0, added.stderr);
    t.regex(added.stdout, /\tldap\tDesk agents\tagent\n$/);
    const unknown = await maps('sso');
    t.is(unknown.code, 2);
    t.regex(unknown.stderr, /'sso': expected one of scim, ldap\n.*PALIER_OIDC_/);
  },
);
