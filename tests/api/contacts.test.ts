import { createHash } from 'node:crypto';
import test from 'ava';
import { z } from 'zod';
import { exportFromPostgres } from '../../analytics/export.ts';
import { publishedTables } from '../../analytics/tables.ts';
import type { AnyOperation } from '../../api/http/operation.ts';
import { operationList } from '../../api/operations.ts';
import { mayReadContacts, mayUse } from '../../api/people/policy.ts';
import { type Role, roles } from '../../database/roles.ts';
import { eventually } from '../support/eventually.ts';
import { projected } from '../support/live_desk.ts';
import { temporaryFolder } from '../support/temporary.ts';
import {
  type ApiDesk,
  type Body,
  type Caller,
  callerOf,
  type Reply,
  startApi,
  startApiDesk,
} from './api_desk.ts';

/**
 * Who may not read how to reach people is told it by no answer: each address that they may read is
 * asked for things of somebody whose addresses and phones are nobody else's.
 */

let desk: ApiDesk;
let url: string;
let things: Record<string, string>;

const person = 'acc-camille';
const address = 'huitzilopochtli@contacts.example';
const phone = '+33644556677';
const isTold = (text: string) => /huitzilopochtli|contacts\.example|644\W?55\W?66\W?77/i.test(text);

/** Roles without contacts, alone and together, each with a token. */
const unreachable: Record<string, Role[]> = {
  analyst: ['analyst'],
  process_owner: ['process_owner'],
  owner_and_analyst: ['process_owner', 'analyst'],
  all_without: ['requester', 'process_owner', 'analyst'],
};

/** What stands for `{…}` in addresses: of the canary's things, by the address's beginning. */
const placesOf: Record<string, string> = {
  '/api/tickets/{id}': 'ticket',
  '/api/problems/{id}': 'problem',
  '/api/accounts/{id}': 'person',
  '/api/processes/{id}': 'process',
  '/api/articles/{id}': 'article',
  '/api/queries/{id}': 'query',
  '/api/configuration-items/{id}': 'item',
};

/** What else has to be asked, so that an answer comes. */
const queries: Record<string, string> = {
  findColleagues: '?q=Camille',
  countViews: '?of=open%3Dtrue',
  listTickets: '?requester=acc-camille',
  getArticle: '?edition=latest',
  listMinedTickets: '?process=it_support&activity=ticket_opened',
  getEventLog: '?format=xes',
};

/** Where a GET may have nothing to answer with, and why. */
const maybeMissing: Record<string, string> = {
  finishProviderSignIn: 'no provider is set up',
  leaveProvider: 'no provider is set up',
  getDeskLogo: 'the desk has no picture',
  getDocsAsset: 'files of a page that is the same for all',
  getProcessDrawing: 'no worker has kept a version here',
  getConfigurationItem: 'who does not work on tickets sees what they use themselves',
};

test.before(async (t) => {
  t.timeout(120_000);
  desk = await startApiDesk();
  const { database } = desk;
  await database('accounts')
    .where('account_id', person)
    .update({ phones: [phone] });
  await database('mail_addresses').insert({ address, account_id: person, is_main: true });
  for (const [token, held] of Object.entries(unreachable)) {
    const account_id = `acc-${token}`;
    await database('accounts').insert({ account_id, display_name: token, roles: held });
    const token_hash = createHash('sha256').update(token).digest('hex');
    await database('api_tokens').insert({ token_hash, account_id, label: 'test' });
  }
  things = await plant();
  const warehouseDir = temporaryFolder();
  await exportFromPostgres({ databaseUrl: desk.databaseUrl, warehouseDir });
  const server = await startApi({
    DATABASE_URL: desk.databaseUrl,
    TEMPORAL_ADDRESS: desk.temporal.address,
    PALIER_WAREHOUSE: warehouseDir,
  });
  url = server.url;
});

async function done(reply: Promise<Reply>): Promise<Body> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Camille wherever somebody can stand: a requester with a device, one who is away, who manages. */
async function plant(): Promise<Record<string, string>> {
  const [camille, lea] = [desk.as('demo-requester'), desk.as('demo-agent')];
  const odile = desk.as('odile-administrator');
  const owner = callerOf(desk.server.url, 'process_owner', 'patient');
  const ticket = await camille.opens({ type: 'incident' });
  const path = `/api/tickets/${ticket.id}`;
  const uploaded = await fetch(`${desk.server.url}/api/attachments?name=note.txt`, {
    method: 'POST',
    headers: { authorization: 'Bearer demo-requester' },
    body: 'a file',
  });
  const { id: attachment } = (await uploaded.json()) as Body;
  await done(camille.post(`${path}/messages`, { body: 'More', attachments: [attachment] }));
  await done(lea.put(`${path}/acceptance`));
  const note = { body: 'See', visibility: 'internal', mentions: { agents: ['acc-process_owner'] } };
  await done(lea.post(`${path}/messages`, note));
  const step = { kind: 'test', step: 'Pressed it', outcome: 'Nothing' };
  await done(lea.post(`${path}/diagnostic-steps`, step));
  const item = await done(
    odile.post('/api/configuration-items', {
      kind: 'device',
      name: 'Printer 9',
      ownerId: person,
      remoteId: '9',
    }),
  );
  await done(lea.put(`${path}/affected-items`, { add: [item.id] }));
  const template = 'https://mesh.example.org/?gotonode={item.remoteId}';
  const link = await done(odile.post('/api/remote-links', { name: 'Mesh', template }));
  await done(lea.post(`${path}/remote-sessions`, { item: item.id, link: link.id }));
  const problem = await done(
    lea.post('/api/problems', { title: 'Printers are ill', incidents: [ticket.id] }),
  );
  const article = await done(
    lea.post('/api/articles', {
      kind: 'guide',
      ticket: ticket.id,
      texts: { en: { title: 'Printers', summary: 'All', body: 'Print.' } },
    }),
  );
  await done(lea.put(`/api/articles/${article.id}/publication`));
  const feedback = { isHelpful: false, comment: 'No' };
  await done(camille.put(`/api/articles/${article.id}/feedback`, feedback));
  const macro = await done(
    owner.post('/api/macros', {
      title: 'Hello',
      audience: { for: 'everybody' },
      steps: [{ do: 'reply', en: 'Hello {requester.name}', fr: 'Bonjour {requester.name}' }],
    }),
  );
  const query = await done(
    desk.as('demo-analyst').post('/api/queries', {
      name: 'All',
      sql: 'from tickets',
      params: [],
      chart: null,
      isShared: true,
    }),
  );
  const calendar = await done(lea.post('/api/account/on-call-calendar'));
  await desk.database('absences').insert({
    absence_id: 'abs-camille',
    account_id: person,
    from_at: new Date(),
  });
  await desk.database('accounts').where('account_id', 'acc-paul').update({ manager_id: person });
  const { seq } = (await lea.get(path)).body;
  await projected(desk, ticket.id, seq);
  await eventually(async () => (await owner.get('/api/notifications')).body.items.length > 0);
  return {
    ticket: ticket.id,
    problem: problem.id,
    person,
    process: 'it_support',
    article: article.id,
    query: query.id,
    item: item.id,
    attachment,
    macro: macro.id,
    version: '1',
    name: 'backlog',
    file: 'backlog.html',
    asset: 'none.js',
    provider: 'none',
    secret: calendar.path.split('/').at(-1),
  };
}

/** The operation's address with the canary's things in it; undefined where none is known. */
function addressOf({ id, address: pattern }: AnyOperation): string | undefined {
  let isKnown = true;
  const filled = pattern.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const begin = Object.keys(placesOf).find((one) => pattern.startsWith(one));
    const key = name === 'id' ? placesOf[begin ?? ''] : name;
    const value = things[`${id}.${name}`] ?? things[key ?? ''];
    isKnown &&= value !== undefined;
    return encodeURIComponent(value ?? '');
  });
  return isKnown ? `${filled}${queries[id] ?? ''}` : undefined;
}

async function read(path: string, token: string): Promise<{ status: number; text: string }> {
  const leave = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}${path}`, { headers, signal: leave.signal });
  const isStream = /event-stream/.test(response.headers.get('content-type') ?? '');
  // Files that are packed would hide it: their words are looked at by privacy.test.ts.
  const text = isStream ? '' : Buffer.from(await response.arrayBuffer()).toString('latin1');
  leave.abort();
  return { status: response.status, text };
}

const gets = operationList.filter(({ method }) => method === 'get');

for (const [token, held] of Object.entries(unreachable)) {
  test.serial(`nothing that can be read as ${token} says how to reach somebody else`, async (t) => {
    t.timeout(120_000);
    const faults: string[] = [];
    for (const operation of gets) {
      if (!mayUse(operation.id, held)) continue;
      const path = addressOf(operation);
      if (path === undefined) {
        faults.push(`${operation.id}: say what its ${operation.address} names, in this test`);
        continue;
      }
      const { status, text } = await read(path, token);
      const isAnswered = status === 200 || (status === 404 && maybeMissing[operation.id]);
      if (!isAnswered) faults.push(`${operation.id}: ${status} ${text.slice(0, 200)}`);
      if (isTold(text)) faults.push(`${operation.id} tells it: ${text.slice(0, 400)}`);
    }
    t.deepEqual(faults, []);
  });
}

test.serial('who serves people, or tends accounts, reads how to reach them', async (t) => {
  for (const token of ['demo-agent', 'tess-team-lead', 'odile-administrator']) {
    for (const path of ['/api/accounts', `/api/accounts/${person}`]) {
      t.true(isTold((await read(path, token)).text), `${path} as ${token}`);
    }
    const found = (await callerOf(url, token).get('/api/accounts?q=huitzilo')).body;
    t.deepEqual(
      found.items.map(({ id }: Body) => id),
      [person],
    );
  }
  const account = (await callerOf(url, 'demo-agent').get(`/api/accounts/${person}`)).body;
  t.like(account, { addresses: [address], phones: [phone] });
});

test.serial('whoever is known by name alone is, and their own contacts are theirs', async (t) => {
  const owner = callerOf(url, 'process_owner');
  const account = (await owner.get(`/api/accounts/${person}`)).body;
  t.like(account, { name: 'Camille Roux', addresses: null, phones: null });
  await desk
    .database('accounts')
    .where('account_id', 'acc-process_owner')
    .update({ phones: ['+33611111111'] });
  t.deepEqual((await owner.get('/api/accounts/acc-process_owner')).body.phones, ['+33611111111']);
  t.is((await callerOf(url, 'demo-requester').get(`/api/accounts/${person}`)).status, 403);
});

test.serial('a search by a contact that is not shown finds nobody', async (t) => {
  const owner = callerOf(url, 'process_owner');
  for (const q of ['huitzilopochtli', 'contacts.example', '0644556677', phone, 'hu', '64']) {
    const { body } = await owner.get(`/api/accounts?q=${encodeURIComponent(q)}`);
    t.deepEqual([body.items, body.total], [[], 0], q);
  }
  const named = (await owner.get('/api/accounts?q=camille')).body.items;
  t.deepEqual(
    named.map(({ id }: Body) => id),
    [person],
  );
});

test.serial('who may not read contacts gives none, and adds people without', async (t) => {
  const owner = callerOf(url, 'process_owner');
  const refused = await owner.post('/api/accounts', { name: 'A caller', addresses: [address] });
  t.like(refused, { status: 403, body: { code: 'role_not_allowed' } });
  t.is((await owner.post('/api/accounts', { name: 'A caller', phones: [phone] })).status, 403);
  const added = await owner.post('/api/accounts', { name: 'A caller' });
  t.like(added, { status: 201, body: { addresses: null, phones: null } });
});

test.serial('the tables for SQL tell nobody’s contacts', async (t) => {
  const analyst = callerOf(url, 'analyst');
  const words = [address.slice(0, 10), phone.slice(4)].join('|');
  const sql = publishedTables
    .map(
      (table) => `select '${table}' as place, count(*) as row_count,
        count(*) filter (regexp_matches(cast(one as varchar), '${words}', 'i')) as told_count
      from ${table} as one`,
    )
    .join(' union all ');
  const { status, body } = await analyst.post('/api/sql', { sql: `from (${sql}) order by place` });
  t.is(status, 200, JSON.stringify(body));
  t.is(body.rows.length, publishedTables.length);
  for (const [place, , toldCount] of body.rows) t.is(Number(toldCount), 0, place);
});

test.serial('the stream tells of a change, and not how to reach whose ticket it is', async (t) => {
  const leave = new AbortController();
  const response = await fetch(`${url}/api/stream`, {
    headers: { authorization: 'Bearer process_owner' },
    signal: leave.signal,
  });
  let told = '';
  const reading = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      told += chunk;
      if (told.includes('event: ticket')) return;
    }
  })();
  await eventually(async () => told.includes('ready'));
  const camille: Caller = desk.as('demo-requester');
  await done(camille.post(`/api/tickets/${things.ticket}/messages`, { body: 'And now?' }));
  await reading;
  leave.abort();
  t.false(isTold(told));
});

/** Fields of answers that hold how to reach somebody, or are called as if they did. */
const contactFields = /(^|[a-z])(address|phone|e?mail|contact)(es|s)?$/i;

/** Where a field is called so, and what it is. */
const notContacts: Record<string, string> = {
  'Account.addresses': 'null for those who may not read them: the rules above',
  'Account.phones': 'null for those who may not read them: the rules above',
  'ConfigurationItem.address': 'where a device is on the network',
  'getNotificationSettings.mailAddress': 'where the caller’s own mail goes',
  'chooseNotifications.mailAddress': 'where the caller’s own mail goes',
};

interface JsonSchema {
  id?: string;
  properties?: Record<string, JsonSchema>;
  [key: string]: unknown;
}

/** Fields by the nearest schema that has a name. */
function fieldsOf(schema: JsonSchema, at: string, found: Set<string>): Set<string> {
  const here = schema.id ?? at;
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    found.add(`${here}.${name}`);
    fieldsOf(field, here, found);
  }
  for (const [key, part] of Object.entries(schema)) {
    if (key === 'properties' || typeof part !== 'object' || part === null) continue;
    const parts = key === '$defs' || Array.isArray(part) ? Object.values(part) : [part];
    for (const one of parts)
      if (typeof one === 'object' && one !== null) fieldsOf(one, here, found);
  }
  return found;
}

test('an answer with contacts in it is for those who may read them, or says why not', (t) => {
  const faults: string[] = [];
  const held = roles.filter((role) => !mayReadContacts([role]));
  t.deepEqual(held, ['requester', 'process_owner', 'analyst']);
  for (const operation of operationList) {
    if (!held.some((role) => mayUse(operation.id, [role]))) continue;
    for (const { schema, event } of Object.values(operation.answers)) {
      for (const one of [schema, event]) {
        if (!one) continue;
        const json = z.toJSONSchema(one, { io: 'output', unrepresentable: 'any' }) as JsonSchema;
        for (const field of fieldsOf(json, operation.id, new Set())) {
          if (!contactFields.test(field) || notContacts[field]) continue;
          faults.push(`${operation.id} answers ${field}`);
        }
      }
    }
  }
  t.deepEqual(
    faults,
    [],
    'These may be asked by who may not read how to reach people: leave it out for them, or say in ' +
      '`notContacts` of this test what it is',
  );
});
