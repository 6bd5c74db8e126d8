import test from 'ava';
import { compose } from '../../activities/mailings/compose/compose.ts';
import type { ComposedMail, MailToCompose } from '../../activities/mailings/compose/contract.ts';
import type { MailReason } from '../../activities/mailings/compose/matter.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import type { EventType } from '../../workflows/domain/events.ts';
import {
  type RecipientReason,
  recipientReasons,
  tellingEventTypes,
} from '../../workflows/domain/recipients.ts';
import { isAmong } from '../../workflows/domain/ticket.ts';
import { type ApiDesk, type Body, startApiDesk } from '../api/api_desk.ts';
import { eventually } from '../support/eventually.ts';

/** What mails say of tickets that are truly there. */

let desk: ApiDesk;
const secretKey = 'the key of a desk that is a test';
const context = {
  deskKey: openDeskKey({ secretKey, homeDir: '/nowhere' }),
  deskUrl: 'https://desk.example.org',
  isAnswerable: true,
};

test.before(async () => {
  desk = await startApiDesk();
  await desk.database('accounts').where('account_id', 'acc-paul').update({ locale: 'fr' });
  await desk.database('group_members').insert(
    ['acc-lea', 'acc-tess'].map((account) => ({
      process_id: 'it_support',
      group_id: 'service_desk',
      account_id: account,
      capacity: 50,
    })),
  );
});

const camille = () => desk.as('demo-requester');
const paul = () => desk.as('paul-requester');
const lea = () => desk.as('demo-agent');

async function done(reply: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

async function seqOf(ticketId: string, type: EventType): Promise<number> {
  let seq: number | undefined;
  await eventually(async () => {
    const row = await desk
      .database('ticket_events')
      .where({ ticket_id: ticketId, type })
      .orderBy('seq', 'desc')
      .first('seq');
    seq = row?.seq;
    return seq !== undefined;
  });
  return seq ?? 0;
}

type Told = [ticketId: string, type: EventType, reason: MailReason];

async function composed(
  accountId: string,
  told: readonly Told[],
  more: Partial<typeof context> = {},
): Promise<ComposedMail | null> {
  const news = await Promise.all(
    told.map(async ([ticketId, type, reason]) => ({
      ticketId,
      seq: await seqOf(ticketId, type),
      reason: reason as RecipientReason,
    })),
  );
  const ids = new Set(news.map(({ ticketId }) => ticketId));
  const mail: MailToCompose = {
    mailId: '1',
    kind: ids.size > 1 ? 'digest' : 'ticket',
    accountId,
    ticketId: ids.size > 1 ? null : (news[0]?.ticketId ?? null),
    mailboxId: null,
    news,
  };
  return compose(desk.database, mail, { ...context, ...more });
}

async function uploads(token: string, name: string, bytes: Uint8Array): Promise<string> {
  const response = await fetch(
    `${desk.server.url}/api/attachments?name=${encodeURIComponent(name)}`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
    },
  );
  return ((await response.json()) as Body).id;
}

const say = (ticketId: string, body: string, more: object = {}) =>
  done(lea().post(`/api/tickets/${ticketId}/messages`, { body, ...more }));

test('what is received is acknowledged with its number, its promise and articles that may help', async (t) => {
  const article = await done(
    lea().post('/api/articles', {
      kind: 'guide',
      texts: { en: { title: 'A silent teleprinter', summary: 'What to press', body: 'Press.' } },
    }),
  );
  await done(lea().put(`/api/articles/${article.id}/publication`));
  const { id, number } = await camille().opens({
    subject: 'The teleprinter is silent',
    description: 'My teleprinter says nothing.',
  });
  const mail = await composed('acc-camille', [[id, 'ticket_opened', 'received']]);
  t.is(mail?.subject, 'The teleprinter is silent');
  t.true(mail?.text.includes(`#${number}`));
  t.regex(mail?.text ?? '', /You will have a first answer by \w+, \d+ \w+ \d{4} at/);
  t.true(mail?.text.includes(`https://desk.example.org/portal/help/${article.slug}`));
  t.true(mail?.text.includes(`https://desk.example.org/portal/tickets/${id}`));
  t.false(mail?.text.includes('My teleprinter says nothing'), 'what anybody wrote is not sent on');
  const without = await composed('acc-camille', [[id, 'ticket_opened', 'received']], {
    deskUrl: null,
  } as never);
  t.notRegex(without?.text ?? '', /https?:/);
});

test('an answer has the words of the agent, their files, and what was said before', async (t) => {
  const { id } = await camille().opens({ description: 'It has no power light.' });
  await say(id, 'Nobody but us may know this.', { visibility: 'internal' });
  const small = await uploads('demo-agent', 'été.txt', Buffer.from('press here'));
  const large = await uploads('demo-agent', 'film.mp4', new Uint8Array(7_000_001));
  await say(id, 'Press the green button.', { attachments: [small, large] });
  const mail = await composed('acc-camille', [[id, 'message_added', 'answered']]);
  t.true(mail?.text.startsWith('Press the green button.\n\nLéa Martin'));
  t.is(mail?.author, 'Léa Martin');
  t.regex(
    mail?.text ?? '',
    /-- Please reply above this line --\n\n.*Camille Roux wrote:\n> It has no power light\./,
  );
  t.deepEqual(
    mail?.attachments.map(({ filename, content }) => [filename, content.toString()]),
    [['été.txt', 'press here']],
  );
  t.regex(mail?.text ?? '', /Files that are on the desk:\n- film\.mp4/);
  for (const words of [mail?.text, mail?.html]) t.false(words?.includes('Nobody but us'));
});

test('a note reaches those of the desk whom it names, and nobody else by any reason', async (t) => {
  const { id } = await camille().opens();
  await done(lea().put(`/api/tickets/${id}/copies/acc-paul`));
  await say(id, 'A secret of the desk.', { visibility: 'internal' });
  const reasons: MailReason[] = [
    'answered',
    'copied',
    'followed',
    'mentioned',
    'requester_wrote',
    'rule',
    'resolved',
    'merge_undone',
  ];
  for (const reason of reasons) {
    for (const account of ['acc-camille', 'acc-paul', 'acc-ines', 'acc-odile']) {
      const mail = await composed(account, [[id, 'message_added', reason]]);
      t.is(mail, null, `${account} ${reason}`);
    }
  }
  const mail = await composed('acc-marc', [[id, 'message_added', 'mentioned']]);
  t.regex(
    mail?.text ?? '',
    /Léa Martin mentions you in an internal note:\n\nA secret of the desk\./,
  );
  t.is(mail?.author, null);
});

test('resolved, a request asks by five links of its requester alone how content they are', async (t) => {
  const { id } = await camille().opens();
  await done(lea().put(`/api/tickets/${id}/copies/acc-paul`));
  await say(id, 'A new lamp.');
  await done(lea().put(`/api/tickets/${id}/resolution`, { code: 'fixed', note: 'A new lamp.' }));
  const told: Told[] = [
    [id, 'message_added', 'answered'],
    [id, 'ticket_resolved', 'resolved'],
  ];
  const mail = await composed('acc-camille', told);
  t.is(mail?.text.split('A new lamp.').length, 2, 'said once');
  t.is(mail?.text.match(/\/plain\/survey\/[\w.-]+\?score=[1-5]/g)?.length, 5);
  t.deepEqual(await composed('acc-camille', told), mail, 'sent again it says the same');
  const copy = await composed('acc-paul', [[id, 'ticket_resolved', 'copied']]);
  t.regex(copy?.text ?? '', /^Bonjour Paul Petit,\n\nLa demande est résolue\./);
  t.false(copy?.text.includes('/plain/survey/'));
  await done(camille().put(`/api/tickets/${id}/satisfaction`, { score: 5 }));
  await eventually(async () => {
    const after = await composed('acc-camille', told);
    return after?.text.includes('/plain/survey/') === false;
  });
  t.pass();
});

test('what is over when a mail is written is not told', async (t) => {
  const { id } = await camille().opens();
  await done(lea().put(`/api/tickets/${id}/assignment`, { assignee: 'acc-lea' }));
  await say(id, 'Which model?');
  await done(lea().put(`/api/tickets/${id}/pending`, { reason: 'requester' }));
  const told: Told[] = [[id, 'pending_started', 'put_on_hold']];
  const mail = await composed('acc-camille', told);
  t.regex(mail?.text ?? '', /We asked:\n\nWhich model\?/);
  await done(camille().post(`/api/tickets/${id}/messages`, { body: 'An old one.' }));
  await eventually(async () => (await composed('acc-camille', told)) === null);
  const { id: other } = await camille().opens();
  await done(lea().put(`/api/tickets/${other}/assignment`, { assignee: 'acc-lea' }));
  await done(lea().put(`/api/tickets/${other}/assignment`, { assignee: 'acc-tess' }));
  const [first] = await desk
    .database('ticket_events')
    .where({ ticket_id: other, type: 'ticket_assigned' })
    .orderBy('seq');
  const lost = await compose(
    desk.database,
    {
      mailId: '2',
      kind: 'ticket',
      accountId: 'acc-lea',
      ticketId: other,
      mailboxId: null,
      news: [{ ticketId: other, seq: first?.seq ?? 0, reason: 'assigned' }],
    },
    context,
  );
  t.is(lost, null);
});

test('who waits for a merged ticket reads of it by their own, and nothing of the other’s requester', async (t) => {
  const { id: survivor } = await camille().opens({
    subject: 'Camille’s secret project',
    description: 'A secret.',
  });
  const { id: merged, number } = await paul().opens({
    subject: 'Mine hums',
    description: 'It hums.',
  });
  await say(survivor, 'Said to Camille before.');
  await done(lea().put(`/api/tickets/${merged}/merge`, { into: survivor }));
  await eventually(async () => {
    const row = await desk.database('tickets').where('ticket_id', survivor).first('state');
    return row?.state.mergedFrom.length === 1;
  });
  await done(camille().post(`/api/tickets/${survivor}/messages`, { body: 'Another secret.' }));
  t.is(await composed('acc-paul', [[survivor, 'message_added', 'answered']]), null);
  await say(survivor, 'We are on it.');
  const mail = await composed('acc-paul', [[survivor, 'message_added', 'answered']]);
  t.is(mail?.subject, 'Mine hums');
  t.true(mail?.text.includes(`#${number}`));
  t.true(mail?.text.includes(`/portal/tickets/${merged}`));
  t.notRegex(`${mail?.text}${mail?.html}`, /secret|Said to Camille/i);
});

test('whoever is asked to approve reads what, by whom and where, and nothing that was said', async (t) => {
  await desk
    .database('accounts')
    .where('account_id', 'acc-camille')
    .update({ manager_id: 'acc-ines' });
  const { id } = await camille().opens({
    process: 'service_requests',
    category: 'arrival',
    subject: 'Hugo begins',
    description: 'With the team of Marc.',
    fields: { first_day: '2027-03-01' },
  });
  await say(id, 'Said in the ticket.').catch(() => undefined);
  const mail = await composed('acc-ines', [[id, 'approval_requested', 'approval_requested']]);
  t.regex(mail?.text ?? '', /Camille Roux needs your approval\./);
  t.regex(mail?.text ?? '', /Request: Hugo begins\nApproval: Line manager/);
  t.true(mail?.text.includes('https://desk.example.org/approvals'));
  t.false(mail?.text.includes('Said in the ticket'));
  const other = await composed('acc-odile', [[id, 'approval_requested', 'approval_requested']]);
  t.is(other, null, 'who is not asked');
});

test('a digest has each ticket that its reader may still read', async (t) => {
  const { id: one } = await camille().opens({ subject: 'One' });
  const { id: two } = await camille().opens({ subject: 'Two' });
  await say(one, 'First.');
  await say(two, 'Second.');
  const told: Told[] = [
    [one, 'message_added', 'followed'],
    [two, 'message_added', 'followed'],
  ];
  const mail = await composed('acc-marc', told);
  t.is(mail?.subject, 'News of 2 tickets');
  t.regex(mail?.text ?? '', /#\d+ One[\s\S]*First\.[\s\S]*#\d+ Two[\s\S]*Second\./);
  t.is(await composed('acc-ines', told), null, 'who does not work on tickets follows none');
});

test('who has left, or was erased, is told nothing', async (t) => {
  const { id } = await camille().opens();
  await desk.database('accounts').insert({
    account_id: 'acc-left',
    display_name: 'Left',
    roles: ['agent'],
    is_active: false,
  });
  await say(id, 'Hello.');
  t.is(await composed('acc-left', [[id, 'message_added', 'followed']]), null);
});

test('whatever event is told for whatever reason, nothing of the desk is in a mail to others', async (t) => {
  t.timeout(120_000);
  const secret = 'Quetzalcoatl';
  const { id } = await camille().opens({ subject: 'A loud fan' });
  const ticket = `/api/tickets/${id}`;
  await done(lea().put(`${ticket}/copies/acc-paul`));
  await done(lea().put(`${ticket}/assignment`, { assignee: 'acc-lea', reason: secret }));
  await say(id, `${secret}, says a note.`, { visibility: 'internal' });
  await say(id, 'Which model is it?');
  for (const kind of ['information', 'test', 'test']) {
    await done(lea().post(`${ticket}/diagnostic-steps`, { kind, step: secret, outcome: secret }));
  }
  await done(lea().put(`${ticket}/pending`, { reason: 'requester', note: secret }));
  await done(camille().post(`${ticket}/messages`, { body: 'An old one.' }));
  const handOff = {
    kind: 'functional',
    reason: 'needs_skill',
    note: secret,
    requestedOutcome: secret,
  };
  await done(lea().post(`${ticket}/escalations`, handOff));
  const resolution = { code: 'fixed', note: 'A new fan.', rootCause: secret };
  await done(lea().put(`${ticket}/resolution`, resolution));
  await done(lea().delete(`${ticket}/resolution`, { reason: secret }));
  await done(lea().put(`${ticket}/cancellation`, { reason: secret }));
  const seq = await seqOf(id, 'ticket_cancelled');
  const events = await desk.database('ticket_events').where('ticket_id', id).orderBy('seq');
  t.true(events.length >= seq);
  let written = 0;
  // Of any other event nobody is told.
  const telling = events.filter(({ type }) => isAmong(tellingEventTypes, type));
  for (const { seq: told, type } of telling) {
    for (const reason of recipientReasons) {
      for (const accountId of ['acc-camille', 'acc-paul', 'acc-ines']) {
        const news = [{ ticketId: id, seq: told, reason }];
        const mail = await compose(
          desk.database,
          { mailId: '3', kind: 'ticket', accountId, ticketId: id, mailboxId: null, news },
          context,
        );
        if (!mail) continue;
        written += 1;
        t.false(`${mail.subject}${mail.text}${mail.html}`.includes(secret), `${type} ${reason}`);
        t.true(['acc-camille', 'acc-paul'].includes(accountId), `${accountId} ${type} ${reason}`);
      }
    }
  }
  t.true(written > 30, String(written));
});
