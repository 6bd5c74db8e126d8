import test from 'ava';
import { eventually } from '../support/eventually.ts';
import { type MailDesk, mailOf, settled, startMailDesk } from './mail_desk.ts';

let desk: MailDesk;
let mailbox: string;

test.before(async (t) => {
  t.timeout(120_000);
  desk = await startMailDesk();
  const { body } = await desk.admin.post('/api/mailboxes', {
    ...{ name: 'Post', address: 'post@desk.example', process: 'it_support', locale: 'en' },
    checksSenders: false,
  });
  mailbox = body.id;
});

async function parks(count: number, headers = ['Precedence: bulk']): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const response = await fetch(`${desk.server.url}/api/mailboxes/${mailbox}/raw`, {
      method: 'POST',
      headers: { authorization: 'Bearer odile-administrator' },
      body: mailOf({ headers }),
    });
    ids.push(((await response.json()) as { id: string }).id);
  }
  await settled(desk, mailbox, count);
  return ids;
}

/** As the rules of another day left them. */
async function judgedThen(ids: string[], fields: object): Promise<void> {
  await desk
    .database('mails')
    .whereIn('mail_id', ids)
    .update({ ticket_id: null, ...fields });
}

const fateOf = async (id: string) => (await desk.admin.get(`/api/mails/${id}`)).body.fate;

test.serial('what one filter shows is tried at once, and nothing is done by it', async (t) => {
  const ids = await parks(3, []);
  await judgedThen(ids.slice(0, 2), { fate: 'parked', reason: 'bulk' });
  const address = `/api/mail-replays?mailbox=${mailbox}&reason=bulk`;
  const { status, body } = await desk.admin.get(address);
  t.is(status, 200, JSON.stringify(body));
  t.deepEqual(
    body.items.map(({ mail, now, isChanged }: Record<string, Record<string, string>>) => [
      mail?.id,
      now?.fate,
      isChanged,
    ]),
    [
      [ids[1], 'ticket', true],
      [ids[0], 'ticket', true],
    ],
  );
  t.is(await fateOf(ids[0] ?? ''), 'parked');
  t.deepEqual((await desk.admin.get(`${address}&fate=ticket`)).body, { items: [], next: null });
  const first = (await desk.admin.get(`${address}&limit=1`)).body;
  t.is(first.items.length, 1);
  const second = (await desk.admin.get(`${address}&limit=1&cursor=${first.next}`)).body;
  t.is(second.items[0].mail.id, ids[0]);
});

test.serial(
  'each of several gets its own result, and one that cannot be judged stops none',
  async (t) => {
    const [changed = '', same = '', done = '', gone = ''] = await parks(4, []);
    await judgedThen([changed, gone], { fate: 'parked', reason: 'bulk' });
    await judgedThen([same], { fate: 'ticket' });
    await desk.database.raw(
      'delete from raw_mails where sha256 = (select sha256 from mails where mail_id = ?)',
      [gone],
    );
    const [stays = ''] = await parks(1);
    const body = { order: 'judge', mails: [gone, changed, done, stays, '999999'] };
    const key = { 'idempotency-key': 'all-of-them' };
    const first = await desk.admin.post('/api/mail-replays', body, key);
    t.is(first.status, 200, JSON.stringify(first.body));
    t.is(first.body.carriedOutCount, 1);
    t.deepEqual(
      first.body.items.map((item: Record<string, unknown>) => [
        item.id,
        item.isCarriedOut,
        item.problem,
      ]),
      [
        [gone, false, 'raw_gone'],
        [changed, true, null],
        [done, false, 'done'],
        [stays, false, null],
        ['999999', false, 'not_there'],
      ],
    );
    await eventually(async () => (await fateOf(changed)) === 'ticket');
    const again = await desk.admin.post('/api/mail-replays', body, key);
    t.deepEqual(again.body, first.body, 'repeated, it says what it did');
    t.like((await desk.admin.get(`/api/mails/${changed}`)).body, { replayCount: 1 });
    const other = { order: 'judge', mails: [stays] };
    t.is((await desk.admin.post('/api/mail-replays', other, key)).status, 422);
    const { items } = (await desk.admin.get(`/api/audit?kind=mail_replayed`)).body;
    const entries = items.filter(({ object }: { object: { id: string } }) => object.id === changed);
    t.is(entries.length, 1);
  },
);

test.serial('two that order the same at once do it once', async (t) => {
  const ids = await parks(3);
  const body = { order: 'ticket', mails: ids };
  const key = { 'idempotency-key': 'at-once' };
  const [one, two] = await Promise.all(
    [1, 2].map(() => desk.admin.post('/api/mail-replays', body, key)),
  );
  t.is(one?.status, 200, JSON.stringify(one?.body));
  t.deepEqual(one?.body, two?.body);
  t.is(one?.body.carriedOutCount, 3);
  await eventually(async () => (await fateOf(ids[2] ?? '')) === 'ticket');
  const { rows } = await desk.database.raw(
    'select sum(replay_count)::integer as n from mails where mail_id = any(?)',
    [ids],
  );
  t.is(rows[0].n, 3);
});

test('too many, none, or the same twice are refused before anything is done', async (t) => {
  const ordered = (mails: string[]) =>
    desk.admin.post('/api/mail-replays', { order: 'judge', mails });
  t.is((await ordered([])).status, 400);
  t.is((await ordered(['1', '1'])).status, 400);
  t.is((await ordered(Array.from({ length: 101 }, (_, n) => String(n)))).status, 400);
  t.is((await desk.as('demo-agent').get('/api/mail-replays')).status, 403);
});
