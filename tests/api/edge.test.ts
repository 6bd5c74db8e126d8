import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import { readConfig } from '../../api/config.ts';
import { findHiddenProblem } from '../../api/http/json_body.ts';
import { openApiDocument } from '../../api/http/openapi.ts';
import { expressPath } from '../../api/http/router.ts';
import { operationList } from '../../api/operations.ts';
import { policy } from '../../api/people/policy.ts';
import type { ApiServer } from '../../api/server.ts';
import { connectDatabase } from '../../database/connection.ts';
import { SettingsError } from '../../settings/error.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { callerOf, replyOf, startApi, writePeople } from './api_desk.ts';

let server: ApiServer;

test.before(async () => {
  const { url } = await createTestDatabase();
  const database = connectDatabase(url, { name: 'test' });
  await writePeople(database);
  await database.destroy();
  server = await startApi({
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    PALIER_DEMO: '1',
  });
});

const signIn = (headers: Record<string, string>, token = 'demo-agent') =>
  fetch(`${server.url}/api/session/demo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token }),
  });

const sameOrigin = { 'sec-fetch-site': 'same-origin' };

test('a browser signs in to the demo and carries on with a cookie no script can read', async (t) => {
  const signedIn = await signIn(sameOrigin);
  t.is(signedIn.status, 204);
  const cookie = signedIn.headers.get('set-cookie') ?? '';
  t.regex(cookie, /HttpOnly/);
  t.regex(cookie, /SameSite=Lax/);
  const session = { cookie: cookie.split(';')[0] as string };
  const me = await replyOf(await fetch(`${server.url}/api/me`, { headers: session }));
  t.like(me.body, { id: 'acc-lea', name: 'Léa Martin', roles: ['agent'], locale: 'en' });
  const out = await fetch(`${server.url}/api/session`, {
    method: 'DELETE',
    headers: { ...session, ...sameOrigin },
  });
  t.is(out.status, 204);
  t.regex(out.headers.get('set-cookie') ?? '', /palier_session=;.*Expires=Thu, 01 Jan 1970/);
});

test('a token nobody has signs no browser in', async (t) => {
  const reply = await replyOf(await signIn(sameOrigin, 'demo-nobody'));
  t.is(reply.status, 401);
  t.is(reply.headers.get('set-cookie'), null);
});

test('a change with a session cookie is taken from this desk’s own pages only', async (t) => {
  const cookie = ((await signIn(sameOrigin)).headers.get('set-cookie') ?? '').split(
    ';',
  )[0] as string;
  const change = (headers: Record<string, string>, type = 'application/json') =>
    fetch(`${server.url}/api/tickets`, {
      method: 'POST',
      headers: { cookie, 'content-type': type, ...headers },
      body: JSON.stringify({ subject: '' }),
    }).then(replyOf);
  const host = new URL(server.url).host;
  const foreign: Record<string, string>[] = [
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: server.url },
    { origin: 'http://evil.example' },
    { origin: `http://${host}.evil.example` },
    { origin: 'null' },
  ];
  for (const headers of foreign) {
    const reply = await change(headers);
    t.is(reply.status, 403, JSON.stringify(headers));
    t.is(reply.body.code, 'cross_site_refused');
  }
  for (const headers of [sameOrigin, { 'sec-fetch-site': 'none' }, { origin: server.url }]) {
    t.is((await change(headers as Record<string, string>)).status, 400, 'admitted, then read');
  }
  t.is((await change(sameOrigin, 'text/plain')).status, 415);
  const byToken = await callerOf(server.url, 'demo-agent').post('/api/tickets', { subject: '' });
  t.is(byToken.status, 400, 'a token is not sent by a browser by itself');
});

test('nobody is signed in by another site', async (t) => {
  t.is((await signIn({ 'sec-fetch-site': 'cross-site' })).status, 403);
  t.is((await signIn({ origin: 'http://evil.example' })).status, 403);
});

test('answers are for who asked: no cache keeps them, no page frames them, no script is inline', async (t) => {
  const { headers } = await callerOf(server.url, 'demo-agent').get('/api/me');
  t.is(headers.get('cache-control'), 'private, no-store');
  t.is(headers.get('vary'), 'Authorization, Cookie');
  t.is(headers.get('x-content-type-options'), 'nosniff');
  t.is(headers.get('x-powered-by'), null);
  const policyText = headers.get('content-security-policy') ?? '';
  for (const part of [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ]) {
    t.true(policyText.includes(part), part);
  }
  t.notRegex(policyText, /unsafe/);
});

test('every problem has an instance that the log knows', async (t) => {
  const reply = await callerOf(server.url, 'demo-agent').get('/api/tickets/x');
  t.is(reply.body.instance, `urn:uuid:${reply.headers.get('x-request-id')}`);
});

test('the OpenAPI document has every route of the router, and no other', async (t) => {
  const { status, body } = await callerOf(server.url, '').get('/api/openapi.json', {
    authorization: '',
  });
  t.is(status, 200);
  t.is(body.openapi, '3.1.0');
  const documented = Object.entries(body.paths as Record<string, object>).flatMap(
    ([address, methods]) => Object.keys(methods).map((method) => `${method} ${address}`),
  );
  const routed = operationList.map(({ method, address }) => `${method} ${address}`);
  t.deepEqual(documented.sort(), routed.sort());
  const ids = operationList.map(({ id }) => id);
  t.deepEqual([...ids].sort(), Object.keys(policy).sort(), 'the policy too');
  t.is(new Set(ids).size, ids.length);
});

test('every documented address answers, and only with its documented methods', async (t) => {
  const lea = callerOf(server.url, 'demo-agent');
  const methods = ['get', 'post', 'put', 'delete'] as const;
  const addresses = Map.groupBy(operationList, ({ address }) => address);
  for (const [address, known] of addresses) {
    if (address === '/api/stream') continue;
    const path = address.replace(/\{\w+\}/g, 'x');
    for (const method of methods) {
      const isKnown = known.some((operation) => operation.method === method);
      const { status, body } = await lea[method](path);
      if (isKnown) t.not(status, 405, `${method} ${path}`);
      else t.is(status, 405, `${method} ${path} ${JSON.stringify(body)}`);
    }
  }
  t.is(expressPath('/api/tickets/{id}/escalations/{n}'), '/api/tickets/:id/escalations/:n');
});

test('the OpenAPI document is a valid one: its schemas compile and its references lead somewhere', (t) => {
  const document = openApiDocument(operationList) as unknown as {
    components: { schemas: Record<string, object> };
  };
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  t.true(references.length > 10);
  for (const [, name] of references) t.truthy(document.components.schemas[name as string], name);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'openapi');
  for (const name of Object.keys(document.components.schemas)) {
    t.notThrows(() => ajv.compile({ $ref: `openapi#/components/schemas/${name}` }), name);
  }
  const strict = document.components.schemas.OpenTicket as { additionalProperties?: boolean };
  t.is(strict.additionalProperties, false);
});

test('the documentation page brings everything it needs from here', async (t) => {
  const page = await fetch(`${server.url}/api/docs`);
  const html = await page.text();
  t.is(page.status, 200);
  t.notRegex(html, /https?:\/\//);
  t.regex(page.headers.get('content-security-policy') ?? '', /script-src 'self';/);
  const needed = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path as string);
  t.is(needed.length, 3);
  for (const path of needed) {
    const reply = await fetch(`${server.url}${path}`);
    t.is(reply.status, 200, path);
    t.true((await reply.text()).length > 50);
  }
  t.is((await fetch(`${server.url}/api/docs/package.json`)).status, 404);
});

test('the API measures itself by operation and never by id', async (t) => {
  await callerOf(server.url, 'demo-agent').get('/api/tickets/tkt-00000000000000000000000000');
  t.is((await fetch(`${server.url}/metrics`)).status, 404, 'they are not for the public');
  const text = await (await fetch(server.metricsUrl ?? '')).text();
  t.regex(text, /palier_http_request_duration_seconds_count\{operation="getTicket",status="404"\}/);
  t.notRegex(text, /tkt-/);
});

test('metrics and SQL are for who reads numbers', async (t) => {
  const analyst = callerOf(server.url, 'demo-analyst');
  t.is(
    (await callerOf(server.url, 'demo-agent').post('/api/sql', { sql: 'select 1' })).status,
    403,
  );
  t.is((await callerOf(server.url, 'demo-requester').get('/api/metrics')).status, 403);
  const { status, body } = await analyst.get('/api/metrics');
  t.is(status, 200);
  t.true(body.items.length >= 3);
});

test('agents find people by role, group and name', async (t) => {
  const lea = callerOf(server.url, 'demo-agent');
  const agents = (await lea.get('/api/accounts?role=agent')).body.items;
  t.deepEqual(
    agents.map(({ id }: { id: string }) => id),
    ['acc-lea', 'acc-marc'],
  );
  const network = (await lea.get('/api/accounts?role=agent&group=network')).body.items;
  t.like(network[0], { id: 'acc-marc', groups: [{ id: 'network', title: 'Network', tier: 2 }] });
  t.is(network.length, 1);
  const byName = (await lea.get('/api/accounts?q=lea')).body.items;
  t.deepEqual(
    byName.map(({ name }: { name: string }) => name),
    ['Léa Martin'],
  );
});

test('the forms of a process speak the language asked for', async (t) => {
  const lea = callerOf(server.url, 'demo-agent');
  const french = (await lea.get('/api/processes/it_support?locale=fr')).body;
  const titles = french.groups.map(({ title }: { title: string }) => title);
  t.true(titles.includes('Centre de services'));
  t.is(french.locale, 'fr');
  t.true(french.resolutionCodes.length > 3);
  const asked = (await lea.get('/api/processes/it_support', { 'accept-language': 'fr' })).body;
  t.deepEqual(asked, french);
  const browser = { 'accept-language': 'fr-FR,fr;q=0.9,en;q=0.8' };
  const own = (await lea.get('/api/processes/it_support', browser)).body;
  t.is(own.locale, 'en', 'what a browser could do with is not what its person chose');
  t.is((await lea.get('/api/me', { 'accept-language': 'fr' })).body.locale, 'en');
  const list = (await lea.get('/api/processes')).body.items;
  t.like(list[0], { id: 'it_support', title: 'IT support', isDefault: true });
});

const hides = test.macro((t, text: string, code: 'malformed_body' | null) => {
  t.is(findHiddenProblem(text)?.code ?? null, code);
});
test(
  'names may repeat in different objects',
  hides,
  '{"a":{"b":1},"c":{"b":2},"d":[{"b":3},{"b":4}]}',
  null,
);
test('a name twice in one object', hides, '{"a":1,"b":{"x":[1,{"y":2}]},"a":2}', 'malformed_body');
test('a name twice, once with an escape', hides, '{"a":1,"\\u0061":2}', 'malformed_body');
test(
  'braces, commas and quotes in texts count for nothing',
  hides,
  '{"a":"},{\\"a\\":[[[","b":"\\\\"}',
  null,
);
test(
  'the name __proto__ as a text is only a text',
  hides,
  '{"a":"__proto__","b":["__proto__"]}',
  null,
);
test('twenty levels are enough for anybody', hides, `${'['.repeat(20)}${']'.repeat(20)}`, null);
test('one more is refused', hides, `${'['.repeat(21)}${']'.repeat(21)}`, 'malformed_body');

const database = { DATABASE_URL: 'postgres://desk@127.0.0.1/desk' };

test('demo sign-ins are refused in production and on any address but loopback', (t) => {
  const demo = { ...database, PALIER_DEMO: '1' };
  t.true(readConfig(demo).isDemo);
  const production = t.throws(() => readConfig({ ...demo, NODE_ENV: 'production' }), {
    instanceOf: SettingsError,
  });
  t.regex(production.message, /PALIER_DEMO is "1": expected 0/);
  const open = t.throws(() => readConfig({ ...demo, HOST: '0.0.0.0' }), {
    instanceOf: SettingsError,
  });
  t.regex(open.message, /HOST is "0\.0\.0\.0": expected a loopback address/);
  t.is(readConfig({ ...database, HOST: '0.0.0.0' }).host, '0.0.0.0');
});

test('a wrong environment is told variable by variable, and passwords are not', (t) => {
  const error = t.throws(
    () => readConfig({ PORT: 'web', DATABASE_URL: 'mysql://desk:secret@db/desk' }),
    { instanceOf: SettingsError },
  );
  t.regex(error.message, /PORT is "web": /);
  t.regex(error.message, /DATABASE_URL is \(hidden\): /);
  t.notRegex(error.message, /secret/);
});
