import test from 'ava';
import { eventually } from '../support/eventually.ts';
import {
  type ApiDesk,
  type Body,
  keyed,
  type Reply,
  replyOf,
  startApiDesk,
  type Token,
} from './api_desk.ts';

let desk: ApiDesk;

test.before(async () => {
  desk = await startApiDesk();
});

/** The smallest picture there is. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');

async function uploads(
  token: Token,
  name: string,
  bytes: Buffer | string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(
    `${desk.server.url}/api/attachments?name=${encodeURIComponent(name)}`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: new Uint8Array(Buffer.from(bytes)),
    },
  );
  return replyOf(response);
}

function downloads(token: Token, ticket: Body, attachmentId: string): Promise<Response> {
  return fetch(`${desk.server.url}/api/tickets/${ticket.id}/attachments/${attachmentId}`, {
    headers: { authorization: `Bearer ${token}` },
  });
}

/** Says something with files, and waits until everybody can read it. */
async function says(token: Token, ticket: Body, message: object): Promise<Reply> {
  const reply = await desk.as(token).post(`/api/tickets/${ticket.id}/messages`, message);
  const { body } = await desk.as('demo-agent').get(`/api/tickets/${ticket.id}/messages`);
  if (reply.status === 201 && body.items.length === 0) throw new Error('the message is not there');
  return reply;
}

test('a file sent with a message comes back byte for byte, as a download', async (t) => {
  const { body: file, status } = await uploads('demo-requester', 'écran cassé.png', png);
  t.is(status, 201, JSON.stringify(file));
  t.like(file, { name: 'écran cassé.png', mediaType: 'image/png', sizeBytes: png.length });
  const ticket = await desk.as('demo-requester').opens();
  const said = await says('demo-requester', ticket, { body: 'See here', attachments: [file.id] });
  t.is(said.status, 201, JSON.stringify(said.body));
  const events = await desk.as('demo-agent').get(`/api/tickets/${ticket.id}/events`);
  const message = events.body.items.find(({ type }: Body) => type === 'message_added');
  t.deepEqual(message.data.attachments, [file]);

  const response = await downloads('demo-agent', ticket, file.id);
  t.is(response.status, 200);
  t.deepEqual(Buffer.from(await response.arrayBuffer()), png);
  t.regex(response.headers.get('content-disposition') ?? '', /^attachment; .*UTF-8''%C3%A9cran/);
  t.is(response.headers.get('x-content-type-options'), 'nosniff');
  t.regex(response.headers.get('content-security-policy') ?? '', /sandbox/);
});

test('a ticket is opened with files, and its requester alone among requesters has them', async (t) => {
  const { body: file } = await uploads('demo-requester', 'log.txt', 'error 5012');
  const ticket = await desk.as('demo-requester').opens({ attachments: [file.id] });
  t.deepEqual(ticket.attachments, [file]);
  t.is(await (await downloads('demo-requester', ticket, file.id)).text(), 'error 5012');
  t.is((await downloads('paul-requester', ticket, file.id)).status, 404);
});

for (const [name, bytes] of [
  ['attack.svg', svg],
  ['page.html', Buffer.from('<script>alert(1)</script>')],
  ['liar.png', Buffer.from('<html><script>alert(1)</script></html>')],
] as const) {
  test(`what a browser could run is never served as such: ${name}`, async (t) => {
    const { body: file } = await uploads('demo-requester', name, bytes, {
      'content-type': 'image/png',
    });
    const ticket = await desk.as('demo-requester').opens({ attachments: [file.id] });
    const response = await downloads('demo-agent', ticket, file.id);
    t.is(response.headers.get('content-type'), 'application/octet-stream');
    t.regex(response.headers.get('content-disposition') ?? '', /^attachment/);
  });
}

test('a file of an internal note is for agents', async (t) => {
  const ticket = await desk.as('demo-requester').opens();
  const { body: file } = await uploads('demo-agent', 'dump.bin', 'secret');
  const note = { body: 'The dump', visibility: 'internal', attachments: [file.id] };
  await says('demo-agent', ticket, note);
  await eventually(async () => (await downloads('demo-agent', ticket, file.id)).status === 200);
  t.is((await downloads('demo-requester', ticket, file.id)).status, 404);
});

test('a file is sent once, by whoever uploaded it, and the field that is wrong is named', async (t) => {
  const { body: file } = await uploads('demo-requester', 'once.txt', 'once');
  const ticket = await desk.as('demo-requester').opens({ attachments: [file.id] });
  const again = await says('demo-requester', ticket, { body: 'Again', attachments: [file.id] });
  t.is(again.status, 400);
  t.is(again.body.errors[0].path, 'body.attachments.0');
  const { body: foreign } = await uploads('paul-requester', 'mine.txt', 'mine');
  const stolen = await says('demo-requester', ticket, { body: 'X', attachments: [foreign.id] });
  t.is(stolen.body.errors[0].path, 'body.attachments.0');
  const twice = await says('paul-requester', ticket, {
    body: 'X',
    attachments: [foreign.id, foreign.id],
  });
  t.is(twice.status, 400);
});

test('an upload repeated under its key is one file; another file under it is refused', async (t) => {
  const key = keyed('the-same-file');
  const first = await uploads('demo-requester', 'a.txt', 'a', key);
  const again = await uploads('demo-requester', 'a.txt', 'a', key);
  t.is(again.body.id, first.body.id);
  t.is((await uploads('demo-requester', 'a.txt', 'b', key)).status, 422);
});

test('no file, no name, and a file that is too large are refused', async (t) => {
  t.is((await uploads('demo-requester', 'empty.txt', '')).status, 400);
  t.is((await uploads('demo-requester', '', 'x')).body.errors[0].path, 'query.name');
  const large = await uploads('demo-requester', 'large.bin', Buffer.alloc(10 * 1024 * 1024 + 1));
  t.is(large.status, 413);
  t.is((await uploads('demo-analyst', 'x.txt', 'x')).status, 403);
});

test('files uploaded and never sent do not fill the desk', async (t) => {
  const megabytes = (count: number) => Buffer.alloc(count * 1024 * 1024, 1);
  for (let n = 0; n < 5; n++) {
    t.is((await uploads('demo-owner', `${n}.bin`, megabytes(10))).status, 201);
  }
  const refused = await uploads('demo-owner', 'one more.bin', megabytes(1));
  t.is(refused.body.code, 'attachments_unsent');
  await desk
    .database('attachments')
    .where('owner_id', 'acc-nadia')
    .update({ created_at: new Date(Date.now() - 2 * 86_400_000) });
  t.is((await uploads('demo-owner', 'one more.bin', megabytes(1))).status, 201);
  t.is(
    await desk
      .database('attachments')
      .where('owner_id', 'acc-nadia')
      .then((r) => r.length),
    1,
  );
});

test('who waits on a merged ticket reads the files of its answers, and nobody those of the other', async (t) => {
  const [lea, camille, paul] = [
    desk.as('demo-agent'),
    desk.as('demo-requester'),
    desk.as('paul-requester'),
  ];
  const [twin, survivor] = [await camille.opens(), await paul.opens()];
  await lea.put(`/api/tickets/${twin.id}/merge`, { into: survivor.id });
  const sends = async (token: Token, ticket: Body, name: string, more: object = {}) => {
    const { body: file } = await uploads(token, name, png);
    const message = { body: name, attachments: [file.id], ...more };
    const { status } = await desk.as(token).post(`/api/tickets/${ticket.id}/messages`, message);
    t.is(status, 201, name);
    return file.id;
  };
  const answer = await sends('demo-agent', survivor, 'answer.png');
  const note = await sends('demo-agent', survivor, 'note.png', { visibility: 'internal' });
  const own = await sends('demo-requester', twin, 'own.png');
  const theirs = await sends('paul-requester', survivor, 'theirs.png');
  const statusFor = async (token: Token, ticket: Body, id: string) =>
    (await downloads(token, ticket, id)).status;
  t.is(await statusFor('demo-requester', twin, answer), 200);
  t.is(await statusFor('demo-requester', twin, own), 200);
  t.is(await statusFor('demo-requester', twin, note), 404);
  t.is(await statusFor('demo-requester', twin, theirs), 404);
  t.is(await statusFor('paul-requester', survivor, answer), 200);
  t.is(await statusFor('paul-requester', survivor, theirs), 200);
  t.is(await statusFor('paul-requester', survivor, own), 404);
  t.is(await statusFor('demo-agent', survivor, own), 200);
});

test('a file that went with a refused message can be sent with another', async (t) => {
  const agent = desk.as('demo-agent');
  const [twin, survivor] = [await agent.opens(), await agent.opens()];
  await agent.put(`/api/tickets/${twin.id}/merge`, { into: survivor.id });
  await agent.put(`/api/tickets/${survivor.id}/cancellation`);
  const { body: file } = await uploads('demo-agent', 'log.txt', 'late');
  const message = { body: 'See the log', attachments: [file.id] };
  const refused = await agent.post(`/api/tickets/${twin.id}/messages`, message);
  t.is(refused.status, 409, JSON.stringify(refused.body));
  const other = await agent.opens();
  t.is((await agent.post(`/api/tickets/${other.id}/messages`, message)).status, 201);
});
