import test from 'ava';
import { eventually } from '../support/eventually.ts';
import { type MailProvider, startMailProvider } from '../support/mail_provider.ts';
import { type Dovecot, startDovecot, whyNoDovecot } from './dovecot.ts';
import {
  addMailbox,
  choose,
  isProven,
  type MailDesk,
  mailboxOf,
  mailOf,
  settled,
  startMailDesk,
} from './mail_desk.ts';
import { connectMailbox, oauthOf } from './oauth_mailbox.ts';

if (whyNoDovecot !== null) test.skip(`skipped, ${whyNoDovecot}`, () => {});
const withDovecot = whyNoDovecot === null ? test.serial : test.skip;

let desk: MailDesk;
let provider: MailProvider;

test.before(async (t) => {
  t.timeout(120_000);
  if (whyNoDovecot !== null) return;
  desk = await startMailDesk();
  provider = await startMailProvider();
});

test.beforeEach(() => {
  if (provider) provider.lifetime.accessSeconds = 3_600;
});

const user = 'support@desk.example';

/** A mailbox of a real server that asks the provider about each token; nobody has connected it yet. */
async function added(more: object = {}): Promise<{ id: string; server: Dovecot }> {
  const server = await startDovecot({ introspectionUrl: provider.introspectionUrl });
  const { id } = await addMailbox(desk, server, {
    address: user,
    server: { host: '127.0.0.1', port: server.port, security: 'none', user },
    oauth: oauthOf(provider, more),
  });
  return { id, server };
}

withDovecot('a mailbox is read by a token, once somebody has consented', async (t) => {
  const { id, server } = await added();
  await server.deliver(mailOf());
  t.is((await mailboxOf(desk, id)).state, 'connect_needed');
  t.is((await desk.admin.post(`/api/mailboxes/${id}/tests`)).body.failure, 'consent_needed');
  t.is(await connectMailbox(desk, provider, id), '/administration/mailboxes?connect=connected');
  await eventually(async () => (await mailboxOf(desk, id)).state === 'choice_needed');
  await choose(desk, id, { from: 'all' });
  await settled(desk, id, 1);
  const { body: tested } = await desk.admin.post(`/api/mailboxes/${id}/tests`);
  t.like(tested, { isWell: true, messageCount: 1 });
  await isProven(t, desk, id);
  const { oauth } = await mailboxOf(desk, id);
  t.like(oauth, { account: user, connectedBy: { id: 'acc-odile' }, failure: null });
  t.false(JSON.stringify(oauth).includes(provider.clientSecret));
});

withDovecot(
  'a token that is over while it idles is renewed before, and its server’s end of it loses nothing',
  async (t) => {
    t.timeout(120_000);
    provider.lifetime.accessSeconds = 12;
    const { id, server } = await added();
    await connectMailbox(desk, provider, id);
    await eventually(async () => (await mailboxOf(desk, id)).state === 'choice_needed');
    await choose(desk, id, { from: 'all' });
    await eventually(async () => (await mailboxOf(desk, id)).state === 'well');
    const before = provider.asked.get('refresh_token') ?? 0;
    await eventually(() => (provider.asked.get('refresh_token') ?? 0) > before + 1);
    // As Microsoft does with what an old token has opened.
    provider.lifetime.accessSeconds = 3_600;
    await provider.expireAccess();
    await desk.database('mail_access_tokens').update({ issued_at: new Date(0) });
    await server.restart();
    await server.deliver(mailOf());
    await settled(desk, id, 1);
    await eventually(async () => (await mailboxOf(desk, id)).state === 'well');
    const { counts } = await isProven(t, desk, id);
    t.like(counts, { ticket: 1, duplicate: 0 });
  },
);

withDovecot(
  'what is taken back is told on the page and as an alarm, and ends by consent',
  async (t) => {
    const { id, server } = await added();
    await connectMailbox(desk, provider, id);
    await eventually(async () => (await mailboxOf(desk, id)).state === 'choice_needed');
    await choose(desk, id, { from: 'all' });
    await eventually(async () => (await mailboxOf(desk, id)).state === 'well');
    await provider.revokeAll();
    await desk.database('mail_access_tokens').update({ issued_at: new Date(0) });
    await server.restart();
    await eventually(async () => (await mailboxOf(desk, id)).failure === 'consent_needed');
    t.like(await mailboxOf(desk, id), { state: 'failing', oauth: { failure: 'consent_needed' } });
    const alarms = async () =>
      (await desk.admin.get('/api/alarms')).body.items.filter(
        ({ detail }: { detail: { mailbox?: string } }) => detail.mailbox === id,
      );
    t.like(await alarms(), {
      0: { kind: 'mailbox_failing', detail: { because: 'consent_needed' } },
    });
    await server.deliver(mailOf());
    await connectMailbox(desk, provider, id);
    await settled(desk, id, 1);
    t.is((await mailboxOf(desk, id)).state, 'well');
    t.deepEqual(await alarms(), []);
  },
);

withDovecot('a server that takes no token of the user is told of as it is', async (t) => {
  const { id } = await added({ allowsOtherAccount: true });
  provider.present.account = 'lea@corp.example';
  await connectMailbox(desk, provider, id);
  provider.present.account = user;
  const { body } = await desk.admin.post(`/api/mailboxes/${id}/tests`);
  t.like(body, { isWell: false, failure: 'token_refused' });
});
