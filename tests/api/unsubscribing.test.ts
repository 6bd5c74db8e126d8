import test from 'ava';
import { unsubscribeUrlOf } from '../../activities/mailings/compose/unsubscribe_url.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { signLink } from '../../settings/signed_links.ts';
import { type EndableList, signUnsubscribeLink } from '../../settings/unsubscribe_links.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import type { RecipientReason } from '../../workflows/domain/recipients.ts';
import { type MailDesk, startMailDesk } from '../mail/mail_desk.ts';
import { type Body, type Reply, replyOf } from './api_desk.ts';

/** Whoever gets a mail that may be ended ends it by its link, and nobody ends any other. */

let desk: MailDesk;
const deskKey = openDeskKey({
  secretKey: 'the key of a desk that is a test',
  homeDir: '/nowhere',
});

test.before(async (t) => {
  t.timeout(120_000);
  desk = await startMailDesk();
});

async function asks(path: string, secret: string): Promise<Reply> {
  const response = await fetch(`${desk.server.url}/api/unsubscribe-links/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ secret }),
  });
  return replyOf(response);
}

const linkOf = (list: EndableList, reasons: RecipientReason[], accountId = 'acc-lea') =>
  signUnsubscribeLink(deskKey, { accountId, list, reasons }, Date.now());

const chosen = async (accountId: string): Promise<Body> =>
  (await desk.database('notification_choices').where('account_id', accountId).first())?.choices;

test.serial(
  'looked at, a link ends nothing; used, it ends mail for its reasons and leaves the rest',
  async (t) => {
    const put = await desk.as('demo-agent').put('/api/account/notifications', {
      choices: {
        agents: {
          followed: { bell: false, mail: 'daily' },
          mentioned: { mail: 'daily' },
          requester_wrote: { mail: 'at_once' },
        },
      },
      hours: null,
      digest: { day: 'monday', at: '09:00' },
    });
    t.is(put.status, 200, JSON.stringify(put.body));
    const before = await chosen('acc-lea');
    const secret = linkOf('digest', ['followed', 'mentioned']);
    for (let look = 0; look < 2; look++) {
      t.deepEqual((await asks('opened', secret)).body, { list: 'digest', locale: 'en' });
    }
    t.deepEqual(await chosen('acc-lea'), before);
    t.is((await asks('used', secret)).status, 200);
    const after = await chosen('acc-lea');
    t.deepEqual(after.agents, {
      followed: { bell: false, mail: 'never' },
      mentioned: { mail: 'never' },
      requester_wrote: { mail: 'at_once' },
    });
    const [row] = await desk.database('notification_choices').where('account_id', 'acc-lea');
    t.is(row?.digest_at, '09:00');
    t.is((await asks('used', secret)).status, 200);
    const [again] = await desk.database('notification_choices').where('account_id', 'acc-lea');
    t.deepEqual(again, row, 'used again it changes nothing');
  },
);

test.serial('what must be told rings where no mail tells it', async (t) => {
  await desk.as('demo-agent-2').put('/api/account/notifications', {
    choices: { agents: { mentioned: { bell: false, mail: 'daily' } } },
    hours: null,
    digest: { day: 'monday', at: '09:00' },
  });
  await asks('used', linkOf('digest', ['mentioned'], 'acc-marc'));
  t.deepEqual((await chosen('acc-marc')).agents, { mentioned: { mail: 'never' } });
});

test.serial(
  'a link that is forged, too old, or of somebody who has left ends nothing',
  async (t) => {
    const secret = linkOf('followed', ['followed'], 'acc-tess');
    const about = ['acc-tess', 'followed', 'followed'];
    const forged = [
      secret.slice(1),
      `${secret}x`,
      signLink(deskKey, 'survey', { about, expiresAt: Date.now() + dayMs }),
      signLink(deskKey, 'unsubscribe', {
        about: ['acc-tess', 'all'],
        expiresAt: Date.now() + dayMs,
      }),
    ];
    for (const one of forged) t.is((await asks('used', one)).status, 404, one);
    const old = { accountId: 'acc-tess', list: 'followed' as const, reasons: ['followed'] };
    const tooOld = await asks('used', signUnsubscribeLink(deskKey, old, Date.now() - 181 * dayMs));
    t.is(tooOld.status, 410);
    t.is((await asks('used', linkOf('followed', ['followed'], 'acc-nobody'))).status, 410);
    t.is(await chosen('acc-tess'), undefined);
  },
);

test('digests and news of what one only follows can be ended, and no other mail', (t) => {
  const context = { deskKey, deskUrl: 'https://desk.example.org' };
  const mail = (kind: 'ticket' | 'digest', ...reasons: RecipientReason[]) => ({
    accountId: 'acc-lea',
    kind,
    createdAt: new Date('2026-11-30T12:00:00Z'),
    news: reasons.map((reason, at) => ({ ticketId: `tkt-${at}`, seq: at + 1, reason })),
  });
  const of = (one: ReturnType<typeof mail>) => unsubscribeUrlOf(one, context);
  t.regex(
    of(mail('ticket', 'followed')) ?? '',
    /^https:\/\/desk\.example\.org\/plain\/unsubscribe\/[\w-]+\.[\w-]+$/,
  );
  t.is(of(mail('ticket', 'followed', 'followed')), of(mail('ticket', 'followed')));
  t.truthy(of(mail('digest', 'assigned', 'followed')));
  t.is(of(mail('ticket', 'followed', 'mentioned')), null);
  t.is(of(mail('ticket', 'answered')), null);
  t.is(unsubscribeUrlOf(mail('digest', 'followed'), { ...context, deskUrl: null }), null);
});
