import test from 'ava';
import { simpleParser } from 'mailparser';
import { prepareMail } from '../../activities/mailings/sending/prepare_mail.ts';
import { insertOutgoingMails } from '../../database/outgoing_mails.ts';
import { mailKeyOf, messageIdOf, replyAddressOf } from '../../database/signed_addresses.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { dayMs } from '../../workflows/domain/durations.ts';
import { mailWorkflowId } from '../../workflows/ids.ts';
import type { Body } from '../api/api_desk.ts';
import { eventually } from '../support/eventually.ts';
import {
  fateOf,
  handIn,
  type MailDesk,
  type MailFields,
  mailOf,
  postedMailbox,
  startMailDesk,
} from './mail_desk.ts';

let desk: MailDesk;
let mailbox: string;
let key: Uint8Array;
let secretKey: string | undefined;

test.before(async (t) => {
  t.timeout(120_000);
  desk = await startMailDesk();
  mailbox = await postedMailbox(desk, 'Support');
  secretKey = desk.environment.PALIER_SECRET_KEY;
  key = mailKeyOf(openDeskKey({ secretKey, homeDir: '' }));
});

const lea = () => desk.as('demo-agent');

/** A mail handed in, once it has its fate. */
async function becomes(fields: MailFields, to = mailbox): Promise<Body> {
  return fateOf(desk, await handIn(desk, to, mailOf(fields)));
}

/** A ticket of Camille's that a mail opened, and the id of that mail. */
async function opened(name: string): Promise<{ ticketId: string; messageId: string }> {
  const messageId = `${name}@corp.example`;
  const { fate, ticket } = await becomes({ messageId, subject: `The lamp of ${name}` });
  if (fate !== 'ticket') throw new Error(fate);
  return { ticketId: ticket.id, messageId };
}

async function did(asked: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

async function closed(ticketId: string): Promise<void> {
  const address = `/api/tickets/${ticketId}`;
  await did(lea().put(`${address}/resolution`, { code: 'fixed', note: 'Done' }));
  await did(lea().put(`${address}/closure`, {}));
}

/** A message that came, and whose judgement is stuck: nobody knows who it is. */
async function stuckMail(threadKey: string): Promise<string> {
  const [row] = await desk
    .database('mails')
    .insert({
      mailbox_id: mailbox,
      webhook_key: threadKey,
      size_bytes: '1',
      delivered_at: new Date(),
      thread_keys: [threadKey],
    })
    .returning('mail_id');
  return row?.mail_id ?? '';
}

test('of one thread a mail waits for the one before it, and the mails of other threads for neither', async (t) => {
  const first = await stuckMail('id held@corp.example');
  const second = await handIn(desk, mailbox, mailOf({ inReplyTo: 'Held@corp.example' }));
  const other = await becomes({ from: 'Paul Petit <paul@corp.example>' });
  t.is(other.fate, 'ticket');
  const mail = async () => (await desk.admin.get(`/api/mails/${second}`)).body;
  t.is((await mail()).fate, null);
  await desk.database('mails').where('mail_id', first).update({ fate: 'parked', reason: 'bulk' });
  t.like(await fateOf(desk, second), { fate: 'ticket', overtookId: null });
});

test('a mail that is stuck holds the next of its thread for two minutes, and that is said', async (t) => {
  const first = await stuckMail('id stuck@corp.example');
  const second = await handIn(desk, mailbox, mailOf({ inReplyTo: 'stuck@corp.example' }));
  const row = await desk
    .database('mails')
    .where('mail_id', second)
    .first('identity', 'thread_keys');
  t.true(row?.thread_keys.includes('id stuck@corp.example'));
  const workflowId = mailWorkflowId(row?.identity ?? '');
  await eventually(async () => {
    const { body } = await desk.admin.get(`/api/mails/${second}`);
    if (body.fate !== null) return true;
    await desk.temporal.fastForward(workflowId, 5_000).catch(() => {});
    return false;
  });
  t.like(await fateOf(desk, second), { fate: 'ticket', overtookId: first });
  await desk.database('mails').where('mail_id', first).update({ fate: 'parked', reason: 'bulk' });
});

test('a question and its answer that come at once are a ticket and its message, in this order', async (t) => {
  const to = await postedMailbox(desk, 'Adjacent');
  const ids: string[] = [];
  for (let n = 0; n < 6; n++) {
    const from = `asker${n}@corp.example`;
    const subject = `The lift ${n}`;
    ids.push(
      await handIn(desk, to, mailOf({ from, subject, messageId: `lift-${n}@corp.example` })),
    );
    const answer = { from, subject: `Re: ${subject}`, inReplyTo: `lift-${n}@corp.example` };
    ids.push(await handIn(desk, to, mailOf({ ...answer, text: 'It moves again.' })));
  }
  const mails = await Promise.all(ids.map((id) => fateOf(desk, id)));
  for (let n = 0; n < mails.length; n += 2) {
    t.is(mails[n]?.fate, 'ticket');
    t.like(mails[n + 1], { fate: 'message', ticket: { id: mails[n]?.ticket.id } });
  }
});

test('a mail of ours that comes back by another mailbox is known by its Message-ID, and waits', async (t) => {
  const { ticketId } = await opened('ours');
  const ours = messageIdOf({ ticketId, name: 'reply-1' }, 'desk.example', key);
  const other = await postedMailbox(desk, 'Sales');
  const mail = await becomes(
    { from: 'Service desk <notifications@desk.example>', messageId: ours, subject: 'Re: The lamp' },
    other,
  );
  t.like(mail, { fate: 'parked', reason: 'own_message' });
});

test('a mail to two of our mailboxes is one ticket, and the second a duplicate that says so', async (t) => {
  const other = await postedMailbox(desk, 'Facilities');
  const raw = mailOf({ to: 'support@desk.example', headers: ['Cc: facilities@desk.example'] });
  const first = await fateOf(desk, await handIn(desk, mailbox, raw));
  const received = `Received: by mx.desk.example\r\nDelivered-To: facilities@desk.example\r\n${raw}`;
  const second = await fateOf(desk, await handIn(desk, other, received));
  t.is(first.fate, 'ticket');
  t.like(second, { fate: 'duplicate', firstId: first.id, ticket: { id: first.ticket.id } });
  t.is(second.mailbox.id, other);
  // A list writes its name before the subject.
  const marked = raw.replace('Subject: ', 'Subject: [Facilities] ');
  t.like(await fateOf(desk, await handIn(desk, other, marked)), { fate: 'duplicate' });
});

const listed = (id: string) => ({
  headers: [
    `List-Id: Service desk <${id}>`,
    `List-Post: <mailto:${id.replace('.', '@')}>`,
    'List-Unsubscribe: <https://lists.example/leave>',
    'Precedence: list',
  ],
});

test('what comes by a list of the mailbox’s own is a ticket; by another list, or by both, it is set aside', async (t) => {
  const to = await postedMailbox(desk, 'Group', { ownLists: ['IT <IT-all.lists.example>'] });
  const paul = { from: 'Paul Petit <paul@corp.example>' };
  t.is((await becomes({ ...paul, ...listed('group.desk.example') }, to)).fate, 'ticket');
  t.is((await becomes({ ...paul, ...listed('it-all.lists.example') }, to)).fate, 'ticket');
  const setAside = { fate: 'parked', reason: 'mailing_list' };
  t.like(await becomes({ ...paul, ...listed('talk.lists.example') }, to), setAside);
  const both = [...listed('talk.lists.example').headers, ...listed('group.desk.example').headers];
  t.like(await becomes({ ...paul, headers: both }, to), setAside);
  const machine = [...listed('group.desk.example').headers, 'Auto-Submitted: auto-replied'];
  t.like(await becomes({ ...paul, headers: machine }, to), { reason: 'auto_submitted' });
  const refusing = await postedMailbox(desk, 'Talk', { takesListOfAddress: false });
  t.like(await becomes({ ...paul, ...listed('talk.desk.example') }, refusing), setAside);
});

test('a list of ours that brings our own mail back opens nothing', async (t) => {
  const { ticketId } = await opened('list');
  const messageId = messageIdOf({ ticketId, name: 'ack' }, 'desk.example', key);
  const mail = await becomes({ messageId, ...listed('support.desk.example') });
  t.like(mail, { fate: 'parked', reason: 'own_message' });
});

test('an answer to a merged ticket is said on the one that stands for it', async (t) => {
  const [twin, survivor] = [await opened('twin'), await opened('survivor')];
  await did(lea().put(`/api/tickets/${twin.ticketId}/merge`, { into: survivor.ticketId }));
  const mail = await becomes({ inReplyTo: twin.messageId, subject: 'Re: The lamp of twin' });
  t.like(mail, { fate: 'message', ticket: { id: survivor.ticketId } });
});

test('who waits for a merged ticket is mailed in the conversation of theirs, with no id of another’s mail', async (t) => {
  const survivor = await opened('other');
  const messageId = 'mine@paul.example';
  const from = 'Paul Petit <paul@corp.example>';
  const own = await becomes({ from, messageId, subject: 'The lamp of mine' });
  await did(lea().put(`/api/tickets/${own.ticket.id}/merge`, { into: survivor.ticketId }));
  const database = desk.database;
  await eventually(async () => {
    const row = await database('tickets').where('ticket_id', survivor.ticketId).first('state');
    return row?.state.mergedFrom.length === 1;
  });
  const of = { kind: 'ticket', accountId: 'acc-paul', ticketId: survivor.ticketId } as const;
  const news = [{ ticketId: survivor.ticketId, seq: 1, reason: 'answered' as const }];
  const [mailId = ''] = await database.transaction((trx) =>
    insertOutgoingMails(trx, [{ ...of, news, dueAt: new Date(Date.now() + dayMs) }]),
  );
  const row = await database('outgoing_mails').where('mail_id', mailId).first();
  const sender = await database('mailboxes').where('mailbox_id', mailbox).first();
  if (!row || !sender) throw new Error('it is gone');
  const text = 'We are on it.';
  const prepared = await prepareMail(
    row,
    { ...sender, takes_plus_addresses: true },
    {
      ...{ database, deskKey: openDeskKey({ secretKey, homeDir: '' }), deskUrl: null },
      compose: async () => ({
        ...{ subject: 'The lamp of mine', text, html: text, attachments: [], language: 'en' },
        author: null,
      }),
      mailFrom: 'Desk <desk@desk.example>',
    },
  );
  if ('state' in prepared) throw new Error(prepared.state);
  const { inReplyTo, references, replyTo } = await simpleParser(prepared.raw);
  t.is(inReplyTo, `<${messageId}>`);
  t.deepEqual([references ?? []].flat(), [`<${messageId}>`]);
  t.is(replyTo?.value[0]?.address, replyAddressOf(sender.address, own.ticket.id, key));
  const answer = await becomes({ from, inReplyTo: messageId, subject: 'Re: The lamp of mine' });
  t.is(answer.fate, 'message');
  const said = await database('ticket_events')
    .where({ ticket_id: survivor.ticketId, type: 'message_added', actor_id: 'acc-paul' })
    .first();
  t.truthy(said, 'the desk puts it where it belongs');
});

test('an answer to a closed ticket opens one that follows it; of a stranger one of their own', async (t) => {
  const { ticketId, messageId } = await opened('closed');
  await closed(ticketId);
  const answer = { inReplyTo: messageId, subject: 'Re: The lamp of closed' };
  const follow = await becomes(answer);
  t.is(follow.fate, 'follow_up');
  t.not(follow.ticket.id, ticketId);
  const { body } = await lea().get(`/api/tickets/${follow.ticket.id}`);
  t.like(body.links[0], { kind: 'follow_up_of', id: ticketId });
  const stranger = await becomes({ ...answer, from: 'eve@evil.example' });
  t.is(stranger.fate, 'ticket');
  t.deepEqual((await lea().get(`/api/tickets/${stranger.ticket.id}`)).body.links, []);
});

test('an answer to an erased ticket waits for a person', async (t) => {
  const from = 'Zoé Partie <zoe@gone.example>';
  const first = await becomes({ from, messageId: 'gone@gone.example', subject: 'My badge' });
  await closed(first.ticket.id);
  const row = await desk.database('mails').where('mail_id', first.id).first('sender_id');
  await did(
    desk.admin.post(`/api/personal-data/${row?.sender_id}/erasure`, { confirm: 'Zoé Partie' }),
  );
  const address = replyAddressOf('support@desk.example', first.ticket.id, key);
  const mail = await becomes({ to: address, subject: 'Re: My badge' });
  t.like(mail, { fate: 'parked', reason: 'ticket_erased' });
});

test('an answer that has only References belongs to its ticket, where its subject is the same', async (t) => {
  const { ticketId, messageId } = await opened('references');
  const headers = [`References: <other@corp.example> <${messageId}>`];
  const same = await becomes({ headers, subject: 'RE : The lamp of references' });
  t.like(same, { fate: 'message', ticket: { id: ticketId } });
  const other = await becomes({ headers, subject: 'My telephone' });
  t.is(other.fate, 'ticket');
});

test('our signed address is known in any case, and one with another signature is not', async (t) => {
  const { ticketId } = await opened('signed');
  const address = replyAddressOf('support@desk.example', ticketId, key);
  const mail = await becomes({ to: address.toUpperCase(), subject: 'By the address alone' });
  t.like(mail, { fate: 'message', ticket: { id: ticketId } });
  const forged = address.replace(/\.[^.@]+@/, '.0123456789abcdef@');
  t.is((await becomes({ to: forged, subject: 'Guessed' })).fate, 'ticket');
});

test('a colleague in copy belongs to the thread; a stranger, and one who only says to be in copy, do not', async (t) => {
  const { ticketId, messageId } = await opened('copy');
  const paul = {
    from: 'Paul Petit <paul@corp.example>',
    inReplyTo: messageId,
    subject: 'Re: The lamp of copy',
  };
  t.like(await becomes({ ...paul, headers: ['Cc: camille@corp.example'] }), {
    fate: 'note',
    reason: 'sender_not_of_thread',
    ticket: { id: ticketId },
  });
  await did(lea().put(`/api/tickets/${ticketId}/copies/acc-paul`));
  t.like(await becomes(paul), { fate: 'message', ticket: { id: ticketId } });
  const stranger = { ...paul, from: 'Camille Roux <camille@corp.example.evil.example>' };
  t.like(await becomes(stranger), { fate: 'note', ticket: { id: ticketId } });
});
