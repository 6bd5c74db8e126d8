import test from 'ava';
import { decideAll } from '../../activities/notifying/feed.ts';
import { payloadOf } from '../../activities/webhooks/payload.ts';
import { webhookPayload } from '../../api/webhooks/contract.ts';
import { countSentOfLate } from '../../database/notification_feed.ts';
import { insertOutgoingMails } from '../../database/outgoing_mails.ts';
import { insertToldDeliveries } from '../../database/webhook_deliveries.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiDesk, type Body, keyed, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
  await desk.database('mail_addresses').insert({
    account_id: 'acc-camille',
    address: 'camille@example.org',
    is_main: true,
  });
});

const address = '/api/account/notifications';
const digest = { day: 'friday', at: '17:15' };
const body = (choices: object) => ({ choices, hours: null, digest });

function choiceIn(settings: Body, reason: string, side = 'requesters'): Body {
  return settings.reasons.find((one: Body) => one.side === side && one.reason === reason).choice;
}

test.serial(
  'what somebody chooses is kept, once for a key, and refused where it was changed since',
  async (t) => {
    const camille = desk.as('demo-requester');
    const before = await camille.get(address);
    t.is(before.headers.get('etag'), '"0"');
    t.like(before.body, { version: 0, mailAddress: 'camille@example.org', hours: null });
    const chosen = body({ requesters: { answered: { mail: 'weekly' } } });
    const once = await camille.put(address, chosen, { ...keyed('first'), 'if-match': '"0"' });
    t.is(once.status, 200, JSON.stringify(once.body));
    t.deepEqual(choiceIn(once.body, 'answered'), { mail: 'weekly' });
    t.deepEqual(once.body.digest, digest);
    const again = await camille.put(address, chosen, { ...keyed('first'), 'if-match': '"0"' });
    t.deepEqual([again.status, again.body.version], [200, 1], 'repeated it is what it was');
    const other = await camille.put(address, body({}), keyed('first'));
    t.is(other.body.code, 'idempotency_key_reused');
    const late = await camille.put(address, body({}), { 'if-match': '"0"' });
    t.is(late.status, 412);
    t.deepEqual(choiceIn((await camille.get(address)).body, 'answered'), { mail: 'weekly' });
  },
);

test.serial(
  'nobody chooses not to be told what they must be, nor an alarm as a digest',
  async (t) => {
    const lea = desk.as('demo-agent');
    const silent = await lea.put(address, body({ agents: { assigned: { bell: false } } }));
    t.is(silent.status, 400);
    t.is(silent.body.errors[0].path, 'body.choices.agents.assigned.bell');
    t.regex(silent.body.errors[0].expected, /nobody is spared this/);
    const late = await lea.put(address, body({ agents: { escalated: { mail: 'daily' } } }));
    t.is(late.body.errors[0].path, 'body.choices.agents.escalated.mail');
    const byMail = { agents: { assigned: { bell: false, mail: 'at_once' } } };
    t.is((await lea.put(address, body(byMail))).status, 200);
  },
);

test.serial(
  'what is no choice is refused with what was expected, and nothing is changed',
  async (t) => {
    const lea = desk.as('demo-agent');
    const { version } = (await lea.get(address)).body;
    for (const wrong of [
      body({ agents: { asigned: { bell: true } } }),
      body({ agents: { assigned: { mail: 'monthly' } } }),
      body({ managers: {} }),
      { ...body({}), hours: { days: [], from: '08:00', to: '18:00' } },
      { ...body({}), hours: { days: ['monday'], from: '8 am', to: '18:00' } },
      { ...body({}), digest: { day: 'monday', at: '24:00' } },
      { ...body({}), digest: { day: 'someday', at: '08:00' } },
    ]) {
      const refused = await lea.put(address, wrong);
      t.is(refused.status, 400, JSON.stringify(wrong));
      t.true(refused.body.errors.length > 0, JSON.stringify(refused.body));
    }
    t.is((await lea.get(address)).body.version, version);
  },
);

test.serial(
  'a requester chooses of their requests, and of what they may be asked to approve',
  async (t) => {
    const reasonsOf = async (token: 'demo-requester' | 'demo-agent') =>
      (await desk.as(token).get(address)).body.reasons.map(
        (one: Body) => `${one.side} ${one.reason}`,
      );
    const theirs = await reasonsOf('demo-requester');
    t.true(theirs.includes('requesters answered'));
    t.deepEqual(
      theirs.filter((one: string) => one.startsWith('agents')),
      ['agents approval_requested'],
    );
    t.true((await reasonsOf('demo-agent')).includes('agents escalated'));
  },
);

test.serial(
  'what is switched off of the bell is not listed, and says so where everything stands',
  async (t) => {
    const camille = desk.as('demo-requester');
    const off = body({ requesters: { answered: { bell: false, mail: 'at_once' } } });
    t.is((await camille.put(address, off)).status, 200);
    const ticket = await camille.opens({ subject: 'The lamp hums' });
    const lea = desk.as('demo-agent');
    await lea.post(`/api/tickets/${ticket.id}/messages`, { body: 'Which?', visibility: 'public' });
    const told = async () =>
      (await camille.get(`${address}/told?ticket=${ticket.id}`)).body.items as Body[];
    await eventually(async () => (await told()).length === 2);
    await decideAll(desk.database, { hasDeskServer: true });
    const [answered, received] = await told();
    t.like(answered, {
      reason: 'answered',
      isInBell: false,
      isMuted: false,
      source: { path: 'notifications.requesters.answered', isOwn: false },
      mail: { outcome: 'waiting', by: 'choice' },
    });
    t.like(received, {
      reason: 'received',
      isInBell: false,
      mail: { outcome: 'waiting', by: 'rule' },
    });
    const listed = (await camille.get('/api/notifications')).body.items;
    t.deepEqual(
      listed.filter((one: Body) => one.ticket.id === ticket.id),
      [],
    );
    await camille.put(address, body({}));
    const now = (await camille.get('/api/notifications')).body.items;
    t.is(now.filter((one: Body) => one.ticket.id === ticket.id).length, 1, 'as the process says');
    const people = (await lea.get(`/api/tickets/${ticket.id}/told?seq=${answered.seq}`)).body.items;
    t.like(people, [
      { account: { name: 'Camille Roux' }, reason: 'answered', event: 'message_added' },
    ]);
    t.is((await desk.as('demo-requester').get(`/api/tickets/${ticket.id}/told`)).status, 403);
    t.deepEqual((await desk.as('paul-requester').get(`${address}/told`)).body.items, []);
  },
);

test.serial('what is muted stands among what concerned somebody, a page at a time', async (t) => {
  const camille = desk.as('demo-requester');
  const ticket = await camille.opens({ subject: 'The door squeaks' });
  await camille.put(`/api/tickets/${ticket.id}/muting`);
  const lea = desk.as('demo-agent');
  for (const text of ['One', 'Two']) {
    await lea.post(`/api/tickets/${ticket.id}/messages`, { body: text, visibility: 'public' });
  }
  const path = `${address}/told?ticket=${ticket.id}`;
  await eventually(async () => (await camille.get(path)).body.items.length === 3);
  const first = (await camille.get(`${path}&limit=2`)).body;
  t.deepEqual(
    first.items.map(({ isMuted, isInBell }: Body) => [isMuted, isInBell]),
    [
      [true, false],
      [true, false],
    ],
  );
  const rest = (await camille.get(`${path}&limit=2&cursor=${first.next}`)).body;
  t.deepEqual([rest.items.map(({ reason }: Body) => reason), rest.next], [['received'], null]);
});

test.serial('a webhook is told once whom the process tells this way', async (t) => {
  const camille = desk.as('demo-requester');
  const ticket = await camille.opens({ subject: 'The gate is stuck' });
  const webhook = {
    webhook_id: 'whk-told',
    name: 'Told',
    address: 'https://chat.example/hook',
    secret: 'whsec_test',
    event_types: ['notification_told'],
    places: [],
    texts: 'none',
    is_enabled: true,
    command_id: 'cmd-told',
    fingerprint: 'told',
  } as const;
  await desk
    .database('webhooks')
    .insert({ ...webhook, event_types: [...webhook.event_types], places: [] });
  const told = {
    account_id: 'acc-camille',
    ticket_id: ticket.id,
    seq: 1,
    reason: 'received',
  } as const;
  await desk.database.transaction((trx) => insertToldDeliveries(trx, [told]));
  await desk.database.transaction((trx) => insertToldDeliveries(trx, [told]));
  const deliveries = await desk.database('webhook_deliveries').where('webhook_id', 'whk-told');
  t.is(deliveries.length, 1);
  const payload = deliveries[0] && (await payloadOf(desk.database, deliveries[0], 'none'));
  t.like(payload, {
    type: 'notification_told',
    data: {
      notification: { account: 'acc-camille', reason: 'received', event: 'ticket_opened' },
      ticket: { id: ticket.id },
    },
  });
  t.true(webhookPayload.safeParse(payload).success);
});

test.serial(
  'what the desk wrote by itself of late counts by address and by domain, answers do not',
  async (t) => {
    const camille = desk.as('demo-requester');
    const ticket = await camille.opens({ subject: 'The roof leaks' });
    const before = await countSentOfLate(desk.database, 'camille@example.org');
    const mail = { kind: 'ticket', accountId: 'acc-camille', ticketId: ticket.id } as const;
    const dueAt = new Date();
    await desk.database.transaction((trx) =>
      insertOutgoingMails(trx, [
        { ...mail, dueAt, news: [{ ticketId: ticket.id, seq: 1, reason: 'received' }] },
        { ...mail, dueAt, news: [{ ticketId: ticket.id, seq: 2, reason: 'answered' }] },
      ]),
    );
    const after = await countSentOfLate(desk.database, 'Camille@Example.org');
    t.deepEqual(after, { toAddress: before.toAddress + 1, toDomain: before.toDomain + 1 });
    const neighbour = await countSentOfLate(desk.database, 'paul@example.org');
    t.deepEqual(neighbour, { toAddress: 0, toDomain: after.toDomain });
  },
);
