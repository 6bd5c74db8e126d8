import test from 'ava';
import { asBody } from '../../api/mail/flow/mail_text.ts';
import { openDeskKey } from '../../settings/desk_key.ts';
import { signLink } from '../../settings/signed_links.ts';
import { type SurveyLink, signSurveyLink, surveyRoot } from '../../settings/survey_links.ts';
import { hourMs } from '../../workflows/domain/durations.ts';
import { type MailDesk, startMailDesk } from '../mail/mail_desk.ts';
import { eventually } from '../support/eventually.ts';
import { type Body, keyed, type Reply, replyOf } from './api_desk.ts';

/** Whoever holds the link of a mail says how content they are, and nobody else says it for them. */

let desk: MailDesk;
const deskKey = openDeskKey({
  secretKey: 'the key of a desk that is a test',
  homeDir: '/nowhere',
});

test.before(async (t) => {
  t.timeout(120_000);
  desk = await startMailDesk();
});

const camille = () => desk.as('demo-requester');
const lea = () => desk.as('demo-agent');

async function asks(path: string, body: object, headers = {}): Promise<Reply> {
  const response = await fetch(`${desk.server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
    body: JSON.stringify(body),
  });
  return replyOf(response);
}

const opens = (secret: string) => asks('/api/survey-links/opened', { secret });
const answers = (secret: string, score: number, more = {}, headers = {}) =>
  asks('/api/survey-links/answered', { secret, score, ...more }, headers);

async function resolves(id: string): Promise<Body> {
  const { status, body } = await lea().put(`/api/tickets/${id}/resolution`, {
    code: 'fixed',
    note: 'A new lamp.',
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

const linkOf = (ticketId: string, fields: Partial<SurveyLink> = {}) =>
  signSurveyLink(deskKey, {
    accountId: 'acc-camille',
    ticketId,
    n: 1,
    expiresAt: Date.now() + hourMs,
    ...fields,
  });

/** Every answer that the ticket was given. */
async function answersTo(ticketId: string): Promise<Body[]> {
  const rows = await desk
    .database('ticket_events')
    .where({ ticket_id: ticketId, type: 'satisfaction_recorded' })
    .orderBy('seq');
  return rows.map(({ actor_id: actor, data }) => ({ actor, ...(data as object) }));
}

test('looked at, a link answers nothing; sent, it answers as whoever it was made for', async (t) => {
  const { id, number } = await camille().opens({ subject: 'The lamp is dark' });
  await resolves(id);
  const secret = linkOf(id);
  for (let look = 0; look < 3; look++) {
    const { status, body } = await opens(secret);
    t.is(status, 200);
    t.like(body, { number, subject: 'The lamp is dark', state: 'open', score: null, locale: 'en' });
  }
  t.deepEqual(await answersTo(id), []);
  const key = keyed('a-click');
  const first = await answers(secret, 4, { comment: 'Quick.' }, key);
  t.is(first.status, 200, JSON.stringify(first.body));
  t.like(first.body, { state: 'answered', score: 4 });
  const repeated = await answers(secret, 4, { comment: 'Quick.' }, key);
  t.is(repeated.status, 200, 'the same click is the same answer');
  await eventually(async () => (await answersTo(id)).length === 1);
  t.like((await answersTo(id))[0], {
    actor: 'acc-camille',
    n: 1,
    score: 4,
    channel: 'email',
  });
  const second = await answers(secret, 1);
  t.is(second.status, 409);
  t.is(second.body.code, 'no_survey');
  t.like((await opens(secret)).body, { state: 'answered', score: 4 });
});

test('what was answered on the desk itself says so', async (t) => {
  const { id } = await camille().opens();
  await resolves(id);
  await camille().put(`/api/tickets/${id}/satisfaction`, { score: 5 });
  await eventually(async () => (await answersTo(id)).length === 1);
  t.is((await answersTo(id))[0].channel, 'api');
  t.like((await opens(linkOf(id))).body, { state: 'answered', score: 5 });
});

test('a link that the desk has not made opens nothing, and neither does one for something else', async (t) => {
  const { id } = await camille().opens();
  await resolves(id);
  const secret = linkOf(id);
  const [payload = '', signature = ''] = secret.split('.');
  const about = ['acc-camille', id, '1'];
  const expiresAt = Date.now() + hourMs;
  const otherKey = openDeskKey({
    secretKey: 'the key of another desk, no less',
    homeDir: '/nowhere',
  });
  const forged = [
    payload,
    `${payload}.`,
    `${payload}.${signature.slice(1)}x`,
    `${payload}.${signature}.${signature}`,
    `${payload.slice(0, -2)}xx.${signature}`,
    `${Buffer.from(JSON.stringify([expiresAt, 'acc-paul', id, '1'])).toString('base64url')}.${signature}`,
    signLink(deskKey, 'unsubscribe', { about, expiresAt }),
    signLink(otherKey, 'survey', { about, expiresAt }),
    'x',
  ];
  for (const one of forged) {
    for (const reply of [await opens(one), await answers(one, 5)]) {
      t.is(reply.status, 404, one);
      t.is(reply.body.code, 'mail_link_unknown');
    }
  }
  t.deepEqual(await answersTo(id), []);
});

test('a link that is too old, or whose holder has left, says so', async (t) => {
  const { id } = await camille().opens();
  await resolves(id);
  const old = await answers(linkOf(id, { expiresAt: Date.now() - 1 }), 5);
  t.is(old.status, 410);
  t.like(old.body, { code: 'mail_link_over', detail: 'The link is too old.' });
  await desk.database('accounts').insert({
    account_id: 'acc-left',
    display_name: 'Left',
    roles: ['requester'],
    is_active: false,
  });
  const left = await answers(linkOf(id, { accountId: 'acc-left' }), 5);
  t.is(left.status, 410);
  t.like(left.body, {
    code: 'mail_link_over',
    detail: 'The account that it was made for is closed.',
  });
  t.deepEqual(await answersTo(id), []);
});

test('a link of somebody else’s ticket answers nothing, whoever signed it', async (t) => {
  const { id } = await camille().opens();
  await resolves(id);
  for (const accountId of ['acc-paul', 'acc-lea', 'acc-odile']) {
    const { status } = await answers(linkOf(id, { accountId }), 5);
    t.true([403, 404, 410].includes(status), `${accountId}: ${status}`);
  }
  t.deepEqual(await answersTo(id), []);
});

test('after a reopening the link of the first resolution is over; a closed ticket is answered still', async (t) => {
  const { id } = await camille().opens();
  await resolves(id);
  await camille().delete(`/api/tickets/${id}/resolution`, {});
  t.like((await opens(linkOf(id))).body, { state: 'cancelled' });
  t.is((await answers(linkOf(id), 5)).status, 410);
  await resolves(id);
  const first = await answers(linkOf(id), 5);
  t.is(first.status, 410);
  t.regex(first.body.detail, /opened again/);
  await camille().put(`/api/tickets/${id}/closure`, {});
  const second = await answers(linkOf(id, { n: 2 }), 3);
  t.is(second.status, 200, JSON.stringify(second.body));
  t.like(second.body, { state: 'answered', score: 3 });
});

test('who waits for a merged ticket answers by their own', async (t) => {
  const { id: survivor } = await camille().opens();
  const { id: merged } = await desk.as('paul-requester').opens({ subject: 'Mine too' });
  await lea().put(`/api/tickets/${merged}/merge`, { into: survivor });
  await eventually(async () => {
    const row = await desk.database('tickets').where('ticket_id', survivor).first('state');
    return row?.state.mergedFrom.length === 1;
  });
  await resolves(survivor);
  const secret = linkOf(merged, { accountId: 'acc-paul' });
  await eventually(async () => (await opens(secret)).body.state === 'open');
  const { status, body } = await answers(secret, 2);
  t.is(status, 200, JSON.stringify(body));
  t.like(body, { subject: 'Mine too' });
  await eventually(async () => (await answersTo(survivor)).length === 1);
  t.like((await answersTo(survivor))[0], {
    actor: 'acc-paul',
    score: 2,
    isOfAnother: true,
    channel: 'email',
  });
});

test('a score that is none, and a comment that is too long, are refused in words', async (t) => {
  const { id } = await camille().opens();
  await resolves(id);
  for (const score of [0, 6, 2.5]) t.is((await answers(linkOf(id), score)).status, 400);
  t.is((await answers(linkOf(id), 5, { comment: 'x'.repeat(10_001) })).status, 400);
  for (const secret of ['', 'a b', '\u0000', 'x'.repeat(2_001)]) {
    t.is((await opens(secret)).status, 400);
  }
  t.deepEqual(await answersTo(id), []);
});

test('a link that comes back in an answer to its mail is nothing that the desk could answer by', (t) => {
  const address = `https://desk.example.org${surveyRoot}/${linkOf('tkt-1')}?score=5`;
  const body = asBody(`It works.\n\n> 5, very satisfied:\n>   ${address}\n`, [], 'en');
  t.is(
    body,
    'It works.\n\n> 5, very satisfied:\n>   https://desk.example.org/plain/survey/…?score=5',
  );
});
