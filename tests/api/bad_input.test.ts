import { request as httpRequest } from 'node:http';
import test from 'ava';
import { problem as problemSchema } from '../../api/contract.ts';
import { type ApiDesk, type Body, keyed, type Reply, replyOf, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;
let ticketId: string;

test.before(async () => {
  desk = await startApiDesk();
  ticketId = (await desk.as('demo-agent').opens()).id;
});

const good = { subject: 'Screen flickers', description: 'Every few minutes.' };

interface Refused {
  status: number;
  code: string;
  path?: string;
  expected?: RegExp;
}

/** Sends a body to an address of `ticketId` (or to /api/tickets) and names what must come back. */
const refuses = test.macro(
  async (t, method: 'POST' | 'PUT', address: string, body: unknown, refused: Refused) => {
    const before = await counts();
    const lea = desk.as('demo-agent');
    const path = `/api/tickets${address === '' ? '' : `/${ticketId}${address}`}`;
    const reply = await (method === 'POST' ? lea.post(path, body) : lea.put(path, body));
    t.is(reply.status, refused.status, JSON.stringify(reply.body));
    assertProblem(t.is, reply, refused);
    const error: Body = reply.body.errors?.find((one: Body) => one.path === refused.path);
    if (refused.path) t.truthy(error, `names ${refused.path}: ${JSON.stringify(reply.body)}`);
    if (refused.expected) t.regex(error.expected, refused.expected);
    t.deepEqual(await counts(), before, 'nothing was written');
  },
);

function assertProblem(
  is: (actual: unknown, expected: unknown) => boolean,
  reply: Reply,
  { status, code }: Refused,
): void {
  is(reply.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  problemSchema.parse(reply.body);
  is(reply.body.status, status);
  is(reply.body.code, code);
}

async function counts(): Promise<number[]> {
  const tables = ['ticket_contents', 'messages', 'notes'] as const;
  return Promise.all(
    tables.map(async (table) => Number((await desk.database(table).count())[0]?.count)),
  );
}

const invalid = (path: string, expected?: RegExp): Refused => ({
  status: 400,
  code: 'invalid_input',
  path,
  ...(expected ? { expected } : {}),
});
const malformed = { status: 400, code: 'malformed_body', path: 'body' };

test.serial(
  'an unknown field',
  refuses,
  'POST',
  '',
  { ...good, severity: 1 },
  invalid('body.severity'),
);
test.serial(
  'a field of another role',
  refuses,
  'POST',
  '',
  { ...good, priority: 'p1' },
  invalid('body.priority'),
);
test.serial(
  'a missing field',
  refuses,
  'POST',
  '',
  { subject: 'x' },
  invalid('body.description', /string/),
);
test.serial(
  'a wrong type',
  refuses,
  'POST',
  '',
  { ...good, subject: 7 },
  invalid('body.subject', /string/),
);
test.serial(
  'a blank text',
  refuses,
  'POST',
  '',
  { ...good, description: ' \n' },
  invalid('body.description', /not blank/),
);
test.serial(
  'a subject of two lines',
  refuses,
  'POST',
  '',
  { ...good, subject: 'a\nb' },
  invalid('body.subject', /one line/),
);
test.serial(
  'a subject that is too long',
  refuses,
  'POST',
  '',
  { ...good, subject: 'x'.repeat(201) },
  invalid('body.subject', /at most 200 characters/),
);
test.serial(
  'a word that is not one of the list',
  refuses,
  'POST',
  '',
  { ...good, urgency: 'now' },
  invalid('body.urgency', /one of high, medium, low/),
);
test.serial(
  'a category the process does not have',
  refuses,
  'POST',
  '',
  { ...good, category: 'garden' },
  invalid('body.category', /one of access, business_application/),
);
test.serial(
  'a service the process does not have',
  refuses,
  'POST',
  '',
  { ...good, service: 'garden' },
  invalid('body.service', /one of workstation/),
);
test.serial(
  'a process the desk does not have',
  refuses,
  'POST',
  '',
  { ...good, process: 'garden' },
  invalid('body.process', /one of it_support/),
);
test.serial(
  'the process of imported history',
  refuses,
  'POST',
  '',
  { ...good, process: 'imported_history' },
  invalid('body.process'),
);
test.serial(
  'a requester nobody knows',
  refuses,
  'POST',
  '',
  { ...good, requester: 'acc-nobody' },
  invalid('body.requester'),
);
test.serial(
  'the channel of imports',
  refuses,
  'POST',
  '',
  { ...good, channel: 'import' },
  invalid('body.channel'),
);
test.serial(
  'a null character',
  refuses,
  'POST',
  '',
  { ...good, description: 'a\u0000b' },
  invalid('body.description', /u0000/),
);
test.serial(
  'a lone surrogate',
  refuses,
  'POST',
  '',
  `{"subject":"s","description":"\\ud800"}`,
  invalid('body.description', /surrogates/),
);
test.serial('a body that is no object', refuses, 'POST', '', '7', invalid('body', /object/));
test.serial('an array for an object', refuses, 'POST', '', [good], invalid('body', /object/));
test.serial('no body at all', refuses, 'POST', '', undefined, invalid('body', /object/));
test.serial('text that is not JSON', refuses, 'POST', '', '{"subject":', malformed);
test.serial(
  'a field given twice',
  refuses,
  'POST',
  '',
  '{"subject":"a","description":"b","subject":"c"}',
  malformed,
);
test.serial(
  'a prototype in the body',
  refuses,
  'POST',
  '',
  '{"subject":"a","description":"b","__proto__":{"x":1}}',
  malformed,
);
test.serial(
  'a prototype written with escapes',
  refuses,
  'POST',
  '',
  '{"subject":"a","description":"b","\\u005f_proto__":1}',
  malformed,
);
test.serial(
  'nesting 20,000 deep',
  refuses,
  'POST',
  '',
  `{"subject":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  malformed,
);
test.serial(
  'bytes that are not UTF-8',
  refuses,
  'POST',
  '',
  new Uint8Array([...Buffer.from('{"subject":"'), 0xff, ...Buffer.from('","description":"b"}')]),
  malformed,
);
test.serial(
  'more than 1.5 MB',
  refuses,
  'POST',
  '',
  { ...good, description: 'x'.repeat(1_500_001) },
  { status: 413, code: 'body_too_large', path: 'body', expected: /1,500,000 bytes/ },
);
test.serial(
  'a text longer than its field, however few bytes it has',
  refuses,
  'POST',
  '/messages',
  { body: 'x'.repeat(50_001) },
  invalid('body.body', /50,000 characters/),
);
test.serial(
  'a text longer than its field in characters of four bytes',
  refuses,
  'POST',
  '/messages',
  { body: '🦉'.repeat(50_001) },
  invalid('body.body', /50,000 characters/),
);
for (const letter of ['x', 'ж', '中', '🦉']) {
  const body = letter.repeat(50_000);
  test.serial(`50,000 characters are taken of every script: ${letter}`, async (t) => {
    const lea = desk.as('demo-agent');
    const { status, body: told } = await lea.post(`/api/tickets/${ticketId}/messages`, { body });
    t.is(status, 201, JSON.stringify(told).slice(0, 200));
    const { body: page } = await lea.get(`/api/tickets/${ticketId}/messages`);
    t.is(page.items.at(-1).body, body);
  });
}
test.serial(
  'an article is taken that is as long as it may be in both languages, escaped',
  async (t) => {
    const written = {
      title: '🦉'.repeat(160),
      summary: '🦉'.repeat(400),
      body: '🦉'.repeat(50_000),
    };
    const escaped = JSON.stringify({ kind: 'guide', texts: { en: written, fr: written } }).replace(
      /[\u{10000}-\u{10ffff}]/gu,
      (letter) =>
        [0, 1].map((at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
    );
    const bytes = Buffer.from(escaped);
    t.true(bytes.length > 1_200_000);
    const { status } = await desk.as('demo-agent').post('/api/articles', new Uint8Array(bytes));
    t.is(status, 201);
  },
);
test.serial(
  'a score out of range',
  refuses,
  'PUT',
  '/satisfaction',
  { score: 6 },
  invalid('body.score', /at most 5/),
);
test.serial(
  'a score that is no whole number',
  refuses,
  'PUT',
  '/satisfaction',
  { score: 4.5 },
  invalid('body.score'),
);
test.serial(
  'an instant without offset',
  refuses,
  'PUT',
  '/pending',
  { reason: 'supplier', until: '2026-12-01T09:00:00' },
  invalid('body.until', /ISO 8601/),
);
test.serial(
  'a classification of nothing',
  refuses,
  'PUT',
  '/classification',
  { reason: 'because' },
  invalid('body', /at least one of/),
);
test.serial(
  'a visibility nobody has',
  refuses,
  'POST',
  '/messages',
  { body: 'x', visibility: 'secret' },
  invalid('body.visibility', /public, internal/),
);
test.serial(
  'merging into nothing',
  refuses,
  'PUT',
  '/merge',
  { into: 'tkt-nothing' },
  invalid('body.into', /not over/),
);
test.serial(
  'an assignee nobody knows',
  refuses,
  'PUT',
  '/assignment',
  { assignee: 'acc-nobody' },
  invalid('body.assignee', /an agent/),
);

const readRefuses = test.macro(async (t, path: string, refused: Refused) => {
  const reply = await desk.as('demo-agent').get(path);
  t.is(reply.status, refused.status, JSON.stringify(reply.body));
  assertProblem(t.is, reply, refused);
  if (refused.path) t.is(reply.body.errors[0].path, refused.path);
});

test('an unknown filter', readRefuses, '/api/tickets?colour=red', invalid('query.colour'));
test(
  'an unknown field where no query is taken',
  readRefuses,
  '/api/notifications?zz=1',
  invalid('query.zz'),
);
test('a status nobody has', readRefuses, '/api/tickets?status=new,odd', invalid('query.status.1'));
test('a limit above 200', readRefuses, '/api/tickets?limit=201', invalid('query.limit'));
test('a limit that is no number', readRefuses, '/api/tickets?limit=all', invalid('query.limit'));
test(
  'a filter given twice',
  readRefuses,
  '/api/tickets?sort=openedAt&sort=priority',
  invalid('query.sort'),
);
test(
  'an order nobody can sort by',
  readRefuses,
  '/api/tickets?sort=subject;drop',
  invalid('query.sort'),
);
test('a cursor somebody made up', readRefuses, '/api/tickets?cursor=abc', invalid('query.cursor'));
test(
  'a page before one event and after another',
  readRefuses,
  '/api/tickets/tkt-00000000000000000000000000/events?before=9&after=1',
  invalid('query.after'),
);
test(
  'a cursor with an instant that is none',
  readRefuses,
  `/api/tickets?sort=openedAt&cursor=${Buffer.from('["openedAt",["2026-02-30T00:00:00+00:00","x"]]').toString('base64url')}`,
  invalid('query.cursor'),
);
test('a search for a null character', readRefuses, '/api/tickets?q=%00', invalid('query.q'));
test('an unknown ticket', readRefuses, '/api/tickets/tkt-00000000000000000000000000', {
  status: 404,
  code: 'not_found',
});
test('an id no ticket can have', readRefuses, '/api/tickets/1%27%20or%201=1', {
  status: 404,
  code: 'not_found',
});
test('an id with a null character', readRefuses, '/api/tickets/%00', {
  status: 404,
  code: 'not_found',
});
test('an address that is not UTF-8', readRefuses, '/api/tickets/%ff', {
  status: 400,
  code: 'malformed_address',
});
test('an address of no operation', readRefuses, '/api/nothing', { status: 404, code: 'not_found' });
test('an address outside the API', readRefuses, '/nothing', { status: 404, code: 'not_found' });
test('an unknown process', readRefuses, '/api/processes/garden', {
  status: 404,
  code: 'not_found',
});
test('an unknown metric', readRefuses, '/api/metrics/garden', { status: 404, code: 'not_found' });

test('commands on unknown tickets answer 404 and write nothing', async (t) => {
  const lea = desk.as('demo-agent');
  const unknown = '/api/tickets/tkt-00000000000000000000000000';
  t.is((await lea.put(`${unknown}/acceptance`)).status, 404);
  t.is((await lea.post(`${unknown}/messages`, { body: 'Hello?' })).status, 404);
  t.is((await lea.delete(`${unknown}/pending`)).status, 404);
  t.deepEqual(await desk.database('messages').where('body', 'Hello?'), []);
});

test('a method an address does not have answers 405 and says which it has', async (t) => {
  const lea = desk.as('demo-agent');
  const reply = await lea.delete('/api/tickets');
  t.is(reply.status, 405);
  t.is(reply.headers.get('allow'), 'POST, GET');
  t.is(reply.body.code, 'method_not_allowed');
});

test('a body must be JSON in UTF-8', async (t) => {
  const lea = desk.as('demo-agent');
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
  ]) {
    const reply = await lea.post('/api/tickets', JSON.stringify(good), { 'content-type': type });
    t.is(reply.status, 415, type);
    t.is(reply.body.code, 'unsupported_media_type');
    t.is(reply.body.errors[0].path, 'header.content-type');
  }
});

test('a body where none is taken is refused', async (t) => {
  const reply = await desk.as('demo-agent').delete(`/api/tickets/${ticketId}/pending`, {});
  t.is(reply.status, 400);
  t.is(reply.body.code, 'malformed_body');
});

test('an idempotency key is at most 200 visible characters', async (t) => {
  const lea = desk.as('demo-agent');
  for (const key of ['x'.repeat(201), 'with space']) {
    const reply = await lea.post('/api/tickets', good, keyed(key));
    t.is(reply.status, 400);
    t.is(reply.body.errors[0].path, 'header.idempotency-key');
  }
});

test('a body that ends early and a claim that it is longer than it is are no 5xx', async (t) => {
  const { hostname, port } = new URL(desk.server.url);
  const status = await new Promise<number | string>((resolve) => {
    const request = httpRequest(
      {
        hostname,
        port,
        method: 'POST',
        path: '/api/tickets',
        headers: {
          authorization: 'Bearer demo-agent',
          'content-type': 'application/json',
          'content-encoding': 'gzip',
        },
      },
      (response) => resolve(response.statusCode ?? 0),
    );
    request.on('error', (error) => resolve(String(error)));
    request.end('this is not gzip');
  });
  t.is(status, 400);
});

test('nobody is told anything without signing in', async (t) => {
  for (const headers of [
    {},
    { authorization: 'Bearer' },
    { authorization: 'Bearer nonsense' },
    { authorization: 'Basic ZGVtbzpkZW1v' },
    { cookie: 'palier_session=nonsense' },
    { cookie: 'palier_session=%ff' },
  ] as Record<string, string>[]) {
    const reply = await replyOf(await fetch(`${desk.server.url}/api/tickets`, { headers }));
    t.is(reply.status, 401, JSON.stringify(headers));
    t.is(reply.body.code, 'not_signed_in');
    t.regex(reply.headers.get('www-authenticate') ?? '', /^Bearer/);
  }
});

test('what a rule about several fields misses is told as nothing, not as what is around it', async (t) => {
  const { body } = await desk
    .as('demo-agent')
    .post(`/api/tickets/${ticketId}/escalations`, { kind: 'functional' });
  t.like(body.errors[0], { path: 'body.reason', received: 'nothing' });
});
