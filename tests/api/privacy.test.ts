import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { unzipSync } from 'fflate';
import pino from 'pino';
import { keepErasures } from '../../activities/erasures.ts';
import { keepPrivacy } from '../../activities/keep_privacy.ts';
import { exportFromPostgres } from '../../analytics/export.ts';
import { warehouseFiles } from '../../analytics/files.ts';
import { openPseudonyms } from '../../analytics/pseudonym.ts';
import { openReader } from '../../analytics/reader.ts';
import { publishedTables } from '../../analytics/tables.ts';
import { foundPeople, personalData, retention } from '../../api/privacy/contract.ts';
import { findFreePort } from '../../cli/servers/ports.ts';
import { recordAudit, verifyAudit } from '../../database/audit.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { carryOutRetention } from '../../database/retention.ts';
import { failureName } from '../../database/sign_in/failures.ts';
import { hourMs } from '../../workflows/domain/durations.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';
import { temporaryFolder } from '../support/temporary.ts';
import {
  type ApiDesk,
  type Body,
  type Caller,
  callerOf,
  type Reply,
  replyOf,
  startApiDesk,
} from './api_desk.ts';

/** A person whose words are nobody else's: wherever one of them is, something of the person is. */
const canaries = ['zorblatt', 'quenya'];
const person = 'acc-canary';
const name = 'Quenya Zorblatt';

let desk: ApiDesk;
let url: string;
let canary: Caller;
let admin: Caller;
let ticket: Body;
/** What they use, and what they asked for: tickets with values of fields. */
let laptop: Body;
let asked: Body;
const warehouseDir = temporaryFolder();
const log: string[] = [];

test.before(async (t) => {
  t.timeout(120_000);
  desk = await startApiDesk();
  await writeCanary(desk.database);
  url = await startLoggedApi();
  canary = callerOf(url, 'canary', 'patient');
  admin = callerOf(url, 'odile-administrator', 'patient');
  await plant();
});

/** The API as a program of its own, so that what it logs can be read. */
async function startLoggedApi(): Promise<string> {
  const child = spawn(
    process.execPath,
    [path.resolve(import.meta.dirname, '../../cli/palier.ts'), 'api'],
    {
      env: {
        ...process.env,
        DATABASE_URL: desk.databaseUrl,
        TEMPORAL_ADDRESS: desk.temporal.address,
        TEMPORAL_NAMESPACE: desk.temporal.namespace,
        PALIER_WAREHOUSE: warehouseDir,
        PALIER_LOG_LEVEL: 'debug',
        PALIER_SECRET_KEY: 'the key of a desk that is a test',
        PALIER_METRICS_PORT: String(await findFreePort()),
        PORT: String(await findFreePort()),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTeardown(() => void child.kill());
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => log.push(text));
  }
  child.once('exit', (code) => log.push(`ended with ${code}`));
  await eventually(async () => /"url":"http[^"]+"|ended with/.test(log.join('')));
  const found = /"url":"(http[^"]+)"/.exec(log.join(''))?.[1];
  if (found === undefined) throw new Error(log.join(''));
  return found;
}

async function writeCanary(database: Database): Promise<void> {
  await database('accounts').insert({
    account_id: person,
    display_name: name,
    roles: ['requester'],
    phones: ['+33612345678'],
    site: 'Zorblatt tower',
    department: 'Zorblatt research',
  });
  await database('mail_addresses').insert({
    address: 'quenya@zorblatt.example',
    account_id: person,
    is_main: true,
  });
  await database('api_tokens').insert({
    token_hash: createHash('sha256').update('canary').digest('hex'),
    account_id: person,
    label: 'zorblatt phone',
  });
  await database('absences').insert({
    absence_id: 'abs-canary',
    account_id: person,
    from_at: new Date(),
    note: 'zorblatt holidays',
  });
}

async function done(reply: Promise<Reply>): Promise<Body> {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Whatever a requester can say anywhere, and what others say of them. */
async function plant(): Promise<void> {
  const lea = desk.as('demo-agent');
  const article = await done(
    lea.post('/api/articles', {
      kind: 'guide',
      texts: { en: { title: 'Printers', summary: 'All of them', body: 'Print.' } },
    }),
  );
  await done(lea.put(`/api/articles/${article.id}/publication`));
  const uploaded = await fetch(`${url}/api/attachments?name=zorblatt.txt`, {
    method: 'POST',
    headers: { authorization: 'Bearer canary' },
    body: 'zorblatt is in this file',
  });
  const { id: file } = (await uploaded.json()) as Body;
  const session = await done(canary.post('/api/knowledge-sessions', { place: 'portal' }));
  const asked = { subject: 'zorblatt printer', session: session.id };
  await done(canary.post('/api/article-suggestions', asked));
  await done(
    canary.put(`/api/articles/${article.id}/feedback`, {
      isHelpful: false,
      comment: 'zorblatt says no',
    }),
  );
  ticket = await canary.opens({ subject: 'The zorblatt jams', description: 'My zorblatt is ill.' });
  const address = `/api/tickets/${ticket.id}`;
  await done(canary.post(`${address}/messages`, { body: 'zorblatt again', attachments: [file] }));
  await done(lea.post(`${address}/messages`, { body: 'Hello Quenya, it is being looked at.' }));
  await done(
    lea.post(`${address}/diagnostic-steps`, {
      kind: 'test',
      step: 'Called Quenya',
      outcome: 'It jams',
    }),
  );
  const other = await desk.as('paul-requester').opens({
    subject: 'The same as Ms Zorblatt',
    description: 'In the same room.',
  });
  await done(lea.put(`${address}/resolution`, { code: 'fixed', note: 'Cleaned for Quenya.' }));
  await plantMail();
  const rated = { score: 4, comment: 'zorblatt thanks' };
  await done(canary.put(`${address}/satisfaction`, rated));
  await plantFields(other.id);
  await recordAudit(desk.database, {
    by: { program: 'api', accountId: person },
    from: { address: '192.0.2.99' },
    kind: 'account_changed',
    object: { kind: 'account', id: person },
    before: { name: 'Quenya Old' },
    after: { name },
  });
  await eventually(
    async () => (await lea.get(`/api/tickets?id=${ticket.id},${other.id}`)).body.items.length === 2,
  );
}

/** A form that they filled in and one that names them, a device of theirs, help on it from afar. */
async function plantFields(othersTicket: string): Promise<void> {
  const lea = desk.as('demo-agent');
  const form = { process: 'service_requests', type: 'service_request' };
  asked = await canary.opens({
    ...form,
    category: 'equipment',
    service: 'laptop',
    fields: { justification: 'The zorblatt is heavy' },
  });
  const corrected = { justification: 'zorblatt says that it is too heavy' };
  await done(lea.put(`/api/tickets/${asked.id}/fields`, { fields: corrected }));
  await desk.as('paul-requester').opens({
    ...form,
    category: 'arrival',
    subject: 'Hugo begins in March',
    fields: { first_day: '2027-03-01', welcomed_by: person },
  });
  await done(lea.put(`/api/tickets/${othersTicket}/copies/${person}`));
  laptop = await done(
    admin.post('/api/configuration-items', {
      kind: 'device',
      name: 'Laptop of Quenya',
      ownerId: person,
      remoteId: '77',
    }),
  );
  const renamed = { kind: 'device', name: 'Laptop 77', ownerId: person, remoteId: '77' };
  await done(admin.put(`/api/configuration-items/${laptop.id}`, renamed, { 'if-match': '"1"' }));
  const address = `/api/tickets/${asked.id}`;
  await done(lea.put(`${address}/affected-items`, { add: [laptop.id] }));
  const template = 'https://mesh.example.org/?gotonode={item.remoteId}';
  const link = await done(admin.post('/api/remote-links', { name: 'Mesh', template }));
  const help = { item: laptop.id, link: link.id };
  const { session } = await done(lea.post(`${address}/remote-sessions`, help));
  const outcome = { outcome: 'It works again' };
  await done(lea.put(`${address}/remote-sessions/${session.id}/end`, outcome));
  await done(canary.put(`${address}/cancellation`, {}));
  const [token] = await desk
    .database('api_tokens')
    .insert({ token_hash: 'tablet', account_id: person, label: 'zorblatt tablet' })
    .returning('token_id');
  const tokens = `/api/accounts/${person}/tokens`;
  const revoked = await admin.delete(`${tokens}/${token?.token_id}`);
  if (revoked.status !== 204) throw new Error(JSON.stringify(revoked));
}

/** A mail of theirs that waits for somebody, and is on no ticket. */
async function plantMail(): Promise<void> {
  const { id } = await done(
    admin.post('/api/mailboxes', {
      ...{ name: 'Post', address: 'post@desk.example', process: 'it_support', locale: 'en' },
      checksSenders: false,
    }),
  );
  const lines = ['Subject: zorblatt is away', 'Auto-Submitted: auto-replied', '', 'zorblatt'];
  const response = await fetch(`${url}/api/mailboxes/${id}/raw`, {
    method: 'POST',
    headers: { authorization: 'Bearer odile-administrator' },
    body: ['From: Quenya <quenya@zorblatt.example>', ...lines].join('\r\n'),
  });
  const { id: mail } = await done(replyOf(response));
  await eventually(async () => (await admin.get(`/api/mails/${mail}`)).body.fate === 'parked');
}

/** Tables that have a canary in any column, files as bytes too; walked by what Postgres says there is. */
async function tablesWithCanary(database: Database): Promise<string[]> {
  const { rows } = await database.raw<{ rows: { name: string }[] }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const found: string[] = [];
  for (const { name: table } of rows) {
    const hexes = canaries.map((word) => Buffer.from(word).toString('hex'));
    const patterns = [...canaries, ...hexes].map((word) => `%${word}%`);
    const { rows: hits } = await database.raw(
      'select 1 from ?? as one where one::text ilike any(?) limit 1',
      [table, patterns],
    );
    if (hits.length > 0) found.push(table);
  }
  return found;
}

/** What Temporal keeps of every workflow, payloads as text. */
async function historiesWithCanary(): Promise<string[]> {
  const found: string[] = [];
  for await (const { workflowId, runId } of desk.client.workflow.list()) {
    const handle = desk.client.workflow.getHandle(workflowId, runId);
    const text = JSON.stringify([await handle.fetchHistory(), await handle.describe()], asText);
    if (canaries.some((word) => text.toLowerCase().includes(word))) found.push(workflowId);
  }
  return found;
}

function asText(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  const isBytes = value instanceof Uint8Array;
  if (isBytes) return Buffer.from(value).toString('utf8');
  const data = (value as { type?: string; data?: number[] } | null)?.data;
  return Array.isArray(data) ? Buffer.from(data).toString('utf8') : value;
}

/** Tables of the newest snapshot that have one of these words in any column. */
async function tablesThatSay(words: readonly string[]): Promise<string[]> {
  const reader = openReader({ warehouseDir, concurrency: 1 });
  try {
    const places = publishedTables.map(
      (table) => `select '${table}' as place from ${table} as one
        where regexp_matches(cast(one as varchar), '${words.join('|')}', 'i')`,
    );
    const sql = `select distinct place from (${places.join(' union all ')}) order by place`;
    return (await reader.runSql({ sql })).rows.map((row) =>
      String((row as Body)[0] ?? (row as Body).place),
    );
  } finally {
    await reader.close();
  }
}

async function warehouseHas(words: readonly string[]): Promise<boolean> {
  return (await tablesThatSay(words)).length > 0;
}

async function filesWithCanary(): Promise<string[]> {
  const names = await readdir(warehouseDir, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of names.filter((one) => one.isFile())) {
    const text = (await readFile(path.join(entry.parentPath, entry.name))).toString('latin1');
    if (canaries.some((word) => text.toLowerCase().includes(word))) found.push(entry.name);
  }
  return found;
}

function logHasCanary(): boolean {
  return canaries.some((word) => log.join('').toLowerCase().includes(word));
}

const pseudonymOf = async () =>
  (await openPseudonyms(warehouseFiles(warehouseDir), new Set()))(person);

test.serial(
  'before an erasure a person is where texts and people are, and nowhere else',
  async (t) => {
    await exportFromPostgres({ databaseUrl: desk.databaseUrl, warehouseDir });
    const found = await tablesWithCanary(desk.database);
    t.deepEqual(found, [
      'absences',
      'accounts',
      'api_tokens',
      'article_feedback',
      'attachments',
      'audit_details',
      'knowledge_searches',
      'mail_addresses',
      'mails',
      'messages',
      'notes',
      'raw_mails',
      'ticket_contents',
    ]);
    t.deepEqual(await historiesWithCanary(), []);
    t.false(await warehouseHas(canaries));
    t.true(await warehouseHas([await pseudonymOf()]));
    t.false(await warehouseHas([person]), 'and nowhere by their id');
    t.true(await warehouseHas([laptop.id]));
    t.deepEqual(await filesWithCanary(), []);
    t.true(log.join('').length > 1000, 'the API has logged');
    t.false(logHasCanary());
  },
);

test.serial(
  'a person takes away what is kept of them, and nothing that is not theirs to read',
  async (t) => {
    const response = await fetch(`${url}/api/me/personal-data`, {
      headers: { authorization: 'Bearer canary' },
    });
    t.is(response.status, 200);
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const text = (file: string) => Buffer.from(files[file] ?? []).toString();
    t.regex(text('account.json'), /quenya@zorblatt\.example/);
    t.regex(text('tickets.json'), /My zorblatt is ill/);
    t.regex(text('tickets.json'), /Hello Quenya, it is being looked at/);
    const { tickets, field_texts, items, remote_help } = JSON.parse(text('tickets.json'));
    const form = tickets.find(({ ticket_id }: Body) => ticket_id === asked.id);
    const why = field_texts.find(({ note_id }: Body) => note_id === form.fields.justification);
    t.is(why.body, 'zorblatt says that it is too heavy');
    t.like(items, { 0: { item_id: laptop.id, name: 'Laptop 77' }, length: 1 });
    t.like(remote_help, { 0: { ticket_id: asked.id, item_name: 'Laptop 77' }, length: 1 });
    t.regex(text('account.json'), /Laptop 77/);
    t.regex(text('written_elsewhere.json'), /zorblatt thanks/);
    const [mail] = JSON.parse(text('mails.json'));
    t.like(mail, { subject: 'zorblatt is away', fate: 'parked', reason: 'auto_submitted' });
    t.regex(text(`mails/${mail.mail_id}.eml`), /^From: Quenya <quenya@zorblatt\.example>/);
    t.regex(text('help.json'), /zorblatt printer/);
    t.regex(text('audit.json'), /192\.0\.2\.99/);
    const file = Object.keys(files).find((one) => one.endsWith('/zorblatt.txt'));
    t.is(text(file ?? ''), 'zorblatt is in this file');
    const all = Object.keys(files).map(text).join('\n');
    t.notRegex(all, /Called Quenya/, 'what agents note among themselves');
    t.notRegex(all, /Ms Zorblatt/, 'what others wrote on tickets of their own');
    t.notRegex(all, /token_hash|session_hash/);
    const taken = (await admin.get('/api/audit?kind=personal_data_exported')).body.items;
    t.like(taken[0], { account: { id: person }, object: { id: person } });
  },
);

test.serial('an administrator sees what there is, and who wrote of them', async (t) => {
  const found = (await admin.get('/api/personal-data?q=zorblatt')).body;
  foundPeople.parse(found);
  t.deepEqual(
    found.items.map(({ id }: Body) => id),
    [person],
  );
  const { body } = await admin.get(`/api/personal-data/${person}`);
  personalData.parse(body);
  t.like(body.counts, {
    tickets: 2,
    messages: 1,
    files: 1,
    mails: 1,
    helpSessions: 1,
    feedback: 1,
  });
  t.deepEqual(body.mentions.map(({ kind }: Body) => kind).sort(), [
    'message',
    'note',
    'note',
    'ticket',
  ]);
  t.true(body.mentions.every(({ author }: Body) => author.id !== person));
});

test.serial(
  'where else a name stands is told: macros, views, tags, labels and notes',
  async (t) => {
    const { database } = desk;
    await database('accounts').insert({
      account_id: 'acc-wulf',
      display_name: 'Wulfric Örn',
      roles: ['requester'],
    });
    const preset = (kind: 'macro' | 'view', title: string, content: object) => ({
      preset_id: `preset-${kind}-${title.length}`,
      kind,
      owner_id: 'acc-lea',
      title,
      audience: 'everybody' as const,
      group_id: null,
      content: JSON.stringify(content),
      version: 1,
      command_id: 'x',
      fingerprint: 'x',
    });
    await database('presets').insert([
      preset('macro', 'A reply', { steps: [{ do: 'reply', en: 'Ask Wulfric about it.' }] }),
      preset('macro', 'Of nobody at all', { steps: [{ do: 'reply', en: 'Ask us about it.' }] }),
      preset('view', 'Tickets of Wulfric', {}),
    ]);
    await database('tags').insert({ word: 'wulfric', folded: 'wulfric', created_by: null });
    await database('absences').insert({
      absence_id: 'abs-wulf',
      account_id: 'acc-lea',
      from_at: new Date(0),
      until_at: new Date(1),
      note: 'Away with wulfric',
    });
    await database('webhooks').insert({
      webhook_id: 'hook-wulf',
      name: 'Phone of Wulfric',
      address: 'https://hooks.example/x',
      event_types: [],
      places: [],
      texts: 'none',
      secret: 'x',
      is_enabled: false,
      command_id: 'x',
      fingerprint: 'x',
    });
    await database('configuration_items').insert({
      item_id: 'item-wulf',
      kind: 'device',
      name: 'Laptop 12',
      type: null,
      model: null,
      inventory_number: null,
      serial_number: null,
      site: null,
      status: 'in_use',
      owner_id: null,
      remote_id: null,
      address: 'wulfric.lan',
      notes: '',
      command_id: 'x',
      fingerprint: 'x',
    });
    await database('scim_groups').insert({ scim_group_id: 'wulf', display_name: 'Team Wulfric' });
    await database('api_tokens').insert({
      token_hash: createHash('sha256').update('wulf').digest('hex'),
      account_id: 'acc-lea',
      label: 'Script of Wulfric',
    });
    await recordAudit(database, {
      by: { program: 'api', accountId: 'acc-odile' },
      kind: 'token_created',
      object: { kind: 'account', id: 'acc-lea' },
      after: { label: 'Script of Wulfric', days: 30 },
    });
    const { body } = await admin.get('/api/personal-data/acc-wulf');
    personalData.parse(body);
    t.deepEqual(body.mentions.map(({ kind }: Body) => kind).toSorted(), [
      'absence',
      'audit',
      'directory_group',
      'item',
      'macro',
      'tag',
      'token',
      'view',
      'webhook',
    ]);
    const macro = body.mentions.find(({ kind }: Body) => kind === 'macro');
    t.like(macro, { id: 'macro:preset-macro-7', author: { name: 'Léa Martin' } });
    t.regex(macro.excerpt, /Ask Wulfric about it/);
    await database('webhooks').where('webhook_id', 'hook-wulf').delete();

    const audited = body.mentions.find(({ kind }: Body) => kind === 'audit');
    t.like(audited, { author: { id: 'acc-odile' }, excerpt: '\nScript of Wulfric' });
    const before = (await database('audit_details').pluck('position')).length;
    const wrong = `${audited.id.slice(0, -4)}0000`;
    const erased = await admin.post('/api/personal-data/acc-wulf/erasure', {
      confirm: 'Wulfric Örn',
      mentions: [audited.id, wrong, 'audit:no entry'.replace(' ', '-')],
    });
    t.is(erased.status, 204, JSON.stringify(erased.body));
    const about = { kind: 'token_created', object_id: 'acc-lea' } as const;
    const positions = await database('audit_entries').where(about).pluck('position');
    t.deepEqual(await database('audit_details').whereIn('position', positions), []);
    const after = (await database('audit_details').pluck('position')).length;
    t.is(after, before - 1 + 2, 'one has gone, two tell of the erasure');
    t.like(await verifyAudit(database), { broken: [] });
  },
);

test.serial('nobody is erased while a ticket of theirs is open, nor by a wrong name', async (t) => {
  const open = await canary.opens({ subject: 'One more zorblatt' });
  await eventually(
    async () => (await admin.get(`/api/personal-data/${person}`)).body.openTickets.length === 1,
  );
  const erase = (confirm: string) =>
    admin.post(`/api/personal-data/${person}/erasure`, { confirm });
  const wrong = await erase('Quenya');
  t.like(wrong, { status: 400 });
  t.is(wrong.body.errors[0].path, 'body.confirm');
  const refused = await erase(name);
  t.is(refused.status, 409);
  t.is(refused.body.code, 'person_not_erased');
  t.true(refused.body.detail.includes(`#${open.number}`), refused.body.detail);
  await done(canary.put(`/api/tickets/${open.id}/cancellation`, {}));
  for (const each of [ticket, open]) {
    await eventually(async () => {
      const rows = await desk.database('tickets').where('ticket_id', each.id);
      return rows.length === 1;
    });
  }
  const agent = await admin.post('/api/personal-data/acc-marc/erasure', { confirm: 'Marc Girard' });
  t.is(agent.status, 409);
  t.regex(agent.body.detail, /close the account first/);
});

test.serial(
  'after it the person is nowhere: no table, history, warehouse, file or log',
  async (t) => {
    t.timeout(120_000);
    await desk.as('demo-agent').put(`/api/tickets/${ticket.id}/closure`, {});
    await eventually(
      async () => (await admin.get(`/api/personal-data/${person}`)).body.openTickets.length === 0,
    );
    const before = (await admin.get(`/api/personal-data/${person}`)).body;
    const mentions = before.mentions.map(({ id }: Body) => id);
    await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ address: 'Quenya@zorblatt.example', password: 'a wrong guess' }),
    });
    const guessedAt = () =>
      desk
        .database('sign_in_failures')
        .where('key', 'like', `%${failureName('quenya@zorblatt.example')}%`);
    t.is((await guessedAt()).length, 2);
    const erased = await admin.post(`/api/personal-data/${person}/erasure`, {
      confirm: name,
      mentions,
    });
    t.is(erased.status, 204, JSON.stringify(erased.body));
    t.deepEqual(await guessedAt(), [], 'nobody can try which address was guessed at');
    t.deepEqual(await tablesWithCanary(desk.database), []);
    t.deepEqual(await historiesWithCanary(), []);
    await exportFromPostgres({ databaseUrl: desk.databaseUrl, warehouseDir });
    t.false(await warehouseHas(canaries));
    t.false(await warehouseHas([await pseudonymOf()]), 'nothing tells their tickets from others');
    t.false(await warehouseHas([person]));
    const register = ['audit_entries', 'configuration_items'];
    t.deepEqual(await tablesThatSay([laptop.id]), register, 'no ticket is about their device');
    t.like(await desk.database('configuration_items').where('item_id', laptop.id).first(), {
      name: 'Laptop 77',
      owner_id: null,
      version: 3,
    });
    t.like(await desk.database('remote_sessions').first(), {
      item_id: null,
      item_name: '[erased]',
    });
    const request = (await desk.as('demo-agent').get(`/api/tickets/${asked.id}`)).body;
    const reason = request.fields.find(({ name: field }: Body) => field === 'justification');
    t.is(reason.value, '[erased]');
    t.deepEqual(await filesWithCanary(), []);
    t.false(logHasCanary());
    t.is((await canary.get('/api/me')).status, 401, 'their token opens nothing');
    const shown = await desk.as('demo-agent').get(`/api/tickets/${ticket.id}`);
    t.like(shown.body, { subject: '[erased]', requester: { id: person, name: 'Erased person' } });
    t.like(await verifyAudit(desk.database), { broken: [] });
    const [ofDevice, entry] = (await admin.get('/api/audit?kind=erasure')).body.items;
    t.like(ofDevice, { object: { kind: 'device', id: laptop.id }, changes: [] });
    t.like(entry, { account: { id: 'acc-odile' }, object: { id: person, name: 'Erased person' } });
    const again = await admin.post(`/api/personal-data/${person}/erasure`, {
      confirm: 'Erased person',
    });
    t.is(again.status, 409);
  },
);

test.serial('whoever was erased does not come back', async (t) => {
  const reopened = await admin.delete(`/api/accounts/${person}/closing`);
  t.is(reopened.status, 409);
  t.is(reopened.body.code, 'account_erased');
  t.like((await admin.get(`/api/accounts/${person}`)).body, { isActive: false });
});

test.serial('what was on its way while they were erased goes with the next minute', async (t) => {
  const { database } = desk;
  await database('attachments').insert({
    ...{ attachment_id: 'att-late', owner_id: person, name: 'zorblatt.txt' },
    ...{ media_type: 'text/plain', size_bytes: 8, sha256: 'x'.repeat(64) },
    content: Buffer.from('zorblatt'),
  });
  await database('absences').insert({
    ...{ absence_id: 'abs-late', account_id: person, from_at: new Date(), note: 'zorblatt' },
  });
  t.deepEqual(await tablesWithCanary(database), ['absences', 'attachments']);
  await keepErasures(database, warehouseDir);
  t.deepEqual(await tablesWithCanary(database), []);
  t.like(await verifyAudit(database), { broken: [] });
});

test.serial('a database that is put back to an older copy erases them again', async (t) => {
  t.deepEqual(await keepErasures(desk.database, warehouseDir), []);
  const journal = await readFile(warehouseFiles(warehouseDir).erasures, 'utf8');
  t.regex(journal, new RegExp(person));
  t.notRegex(journal, /zorblatt/i);
  const older = connectDatabase((await createTestDatabase()).url, { name: 'older copy' });
  onTeardown(() => older.destroy());
  await writeCanary(older);
  await older('ticket_contents').insert({
    ticket_id: 'tkt-old',
    requester_id: person,
    created_by: person,
    subject: 'zorblatt',
    description: 'zorblatt',
    fingerprint: 'x',
  });
  t.not((await tablesWithCanary(older)).length, 0);
  t.deepEqual(await keepErasures(older, warehouseDir), [person]);
  t.deepEqual(await tablesWithCanary(older), []);
  t.deepEqual(await keepErasures(older, warehouseDir), []);
});

test.serial(
  'short names and those of scripts without spaces are found as they are written',
  async (t) => {
    const { database } = desk;
    const people = { 'acc-li': 'Li Wu', 'acc-wang': '王伟', 'acc-an': 'An-Na Ho' };
    for (const [account_id, display_name] of Object.entries(people)) {
      await database('accounts').insert({ account_id, display_name, roles: ['requester'] });
    }
    const texts = [
      'Ask Li Wu about it',
      'The will of Wu',
      '请王伟来看看',
      'An-Na Ho called',
      'Ho, ho',
    ];
    await database('absences').insert(
      texts.map((note, n) => ({
        ...{ absence_id: `abs-named-${n}`, account_id: 'acc-lea', note },
        ...{ from_at: new Date(0), until_at: new Date(1) },
      })),
    );
    const found = async (id: string) => {
      const { body } = await admin.get(`/api/personal-data/${id}`);
      t.is(body.mentionCount, body.mentions.length);
      return body.mentions.map(({ excerpt }: Body) => excerpt);
    };
    t.deepEqual(await found('acc-li'), ['Ask Li Wu about it']);
    t.deepEqual(await found('acc-wang'), ['请王伟来看看']);
    t.deepEqual(await found('acc-an'), ['An-Na Ho called']);
  },
);

test.serial('the journal has who is erased in the moment in which they are', async (t) => {
  const home = temporaryFolder();
  const config = { warehouseDir: home, databaseUrl: desk.databaseUrl };
  const kept = keepPrivacy(config, desk.database, pino({ level: 'silent' }), hourMs);
  const journal = () => readFile(warehouseFiles(home).erasures, 'utf8').catch(() => '');
  // The first look is over: it has those who were erased before.
  await eventually(async () => (await journal()).includes(person));
  const erased = await admin.post('/api/personal-data/acc-an/erasure', { confirm: 'An-Na Ho' });
  t.is(erased.status, 204);
  await eventually(async () => (await journal()).includes('acc-an'));
  for (const { stop } of kept) await stop();
});

test.serial('what falls with a person they can take away before, or it says why not', async (t) => {
  const { rows } = await desk.database.raw<{ rows: { name: string }[] }>(
    `select distinct conrelid::regclass::text as name from pg_constraint
     where contype = 'f' and confdeltype = 'c' and confrelid = 'accounts'::regclass order by 1`,
  );
  const source = await readFile(
    path.resolve(import.meta.dirname, '../../api/privacy/export_person.ts'),
    'utf8',
  );
  const taken = new Set([...source.matchAll(/database\('(\w+)'\)/g)].map(([, name]) => name));
  const left = rows.map(({ name: table }) => table).filter((table) => !taken.has(table));
  t.deepEqual(
    left.filter((table) => !notTaken[table]),
    [],
    'These keep something of one person: let the export have it, or say in `notTaken` why not',
  );
});

/** Tables that fall with an account and are in no export. */
const notTaken: Record<string, string> = {
  link_offers: 'half an hour of a sign-in that waits for its account',
  mail_replays: 'what an administrator ordered, by ids and fates alone',
  notification_marks: 'how far notifications were read',
  owner_links: 'a secret of the first hour',
  recovery_codes: 'secrets',
  sign_in_attempts: 'minutes of a sign-in',
  sign_in_steps: 'minutes of a sign-in',
};

test.serial(
  'what keeps something of one person says so by its foreign key, or has no words',
  async (t) => {
    const { rows } = await desk.database.raw<{ rows: { name: string }[] }>(
      `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE'
       and not exists (
         select from pg_constraint
         where contype = 'f' and confdeltype = 'c' and confrelid = 'accounts'::regclass
           and conrelid = table_name::regclass)
     order by 1`,
    );
    const unknown = rows.map(({ name: table }) => table).filter((table) => !withoutAccount[table]);
    t.deepEqual(
      unknown,
      [],
      'These fall with no account: let them do so where they keep something of one person, let ' +
        'erase_person reach them, or say in `withoutAccount` of this test why nothing is to erase',
    );
  },
);

/** Tables that do not fall with an account, and what becomes of people in them. */
const withoutAccount: Record<string, string> = {
  outgoing_mail_news: 'goes with its mail, which falls with the account',
  outgoing_queues: 'what a mailbox’s server says of its sending',
  mailboxes: 'addresses and servers of the desk',
  mail_grants: 'as whom somebody signed in for a mailbox goes with their address',
  mail_access_tokens: 'secrets of the desk',
  mail_consent_attempts: 'ids, for 15 minutes',
  mails: 'erase_mails_of takes what was read of them',
  raw_mails: 'erase_mails_of takes the bytes',
  sign_in_providers: 'words of the settings',
  customers: 'organisations that are served, no people',
  playbook_builds: 'code of the desk',
  playbooks: 'code of the desk',
  on_call_plans: 'ids',
  on_call_layers: 'hours, and what a group calls its layers',
  playbook_secrets: 'secrets of the desk, sealed',
  playbook_runs: 'ids; what a run was given is a note of its ticket',
  playbook_steps: 'erase_person takes what steps of their tickets gave, once a run has ended',
  accounts: 'erase_person empties it',
  agent_assignments: 'ids',
  agent_load: 'ids',
  alarms: 'ids',
  article_changes: 'ids',
  article_texts: 'the desk’s texts: the list of mentions shows who is named',
  articles: 'ids',
  assignment_offers: 'ids',
  assignment_pools: 'ids',
  remote_links: 'what the desk calls its programs',
  remote_sessions: 'erase_person takes the device away from those of their tickets',
  configuration_items: 'what the desk calls its devices; erase_person takes away whose they were',
  assignment_queue: 'ids',
  attachments: 'erase_person removes them',
  audit_chain: 'hashes, salted',
  audit_details: 'erase_audit_details removes them',
  audit_entries: 'ids',
  calendar_versions: 'hours',
  common_terms: 'words that five people and more have searched for',
  desk_profile: 'the desk’s own name and words',
  devices: 'things; whose they are is an id',
  dismissed_incidents: 'ids',
  erasures: 'ids: that somebody was erased has to be known',
  export_outbox: 'ids',
  export_outbox_floor: 'a position',
  function_sets: 'hashes',
  given_places: 'they fall with the place in the group',
  group_mappings: 'groups of directories',
  incident_links: 'ids',
  knex_migrations: 'names of migrations',
  knex_migrations_lock: 'a flag',
  knowledge_searches: 'they fall with the session',
  knowledge_views: 'they fall with the session',
  mailings: 'when a dashboard is sent',
  messages: 'erase_person replaces them',
  notes: 'erase_person replaces them',
  outgoing_commands: 'ids',
  past_incidents: 'ids',
  problem_events: 'ids',
  problem_texts: 'the desk’s texts: those that name somebody can go with them',
  problems: 'ids',
  process_drawings: 'processes',
  process_snapshots: 'processes',
  process_versions: 'processes',
  process_offers: 'what the desk offers',
  process_folders: 'processes that are not shipped',
  retention_rules: 'numbers',
  scim_groups: 'groups of directories',
  shared_counts: 'counts of a minute',
  sign_in_failures: 'erase_person removes those of their addresses',
  sign_in_mails: 'they fall with the link',
  sign_in_rules: 'roles',
  tags: 'words of the desk',
  ticket_commands: 'ids and hashes',
  ticket_contents: 'erase_person replaces them',
  ticket_events: 'ids',
  tickets: 'ids',
  warehouse_exporter: 'where the warehouse is',
  webhook_deliveries: 'erase_person empties the answers of their tickets',
  webhook_feed: 'a position',
  webhooks: 'addresses of programs',
};

test.serial('retention says what would go, and takes that and no more', async (t) => {
  const { database } = desk;
  const kept = await desk.as('paul-requester').opens({ subject: 'Kept while it is open' });
  const rules = {
    ticket_texts: 30,
    attachments: null,
    mails: null,
    help_searches: 30,
    audit: 3650,
  };
  const set = await admin.put('/api/retention', rules);
  t.is(set.status, 200, JSON.stringify(set.body));
  t.deepEqual(
    retention.parse(set.body).due.map(({ matter, count }) => [matter, count]),
    [
      ['ticket_texts', 0],
      ['help_searches', 0],
      ['audit', 0],
    ],
  );
  const gone = await desk.as('paul-requester').opens({ subject: 'Gone after its time' });
  const past = await eventuallyClosed(gone.id);
  t.true(past);
  const due = (await admin.post('/api/retention/dry-run', rules)).body.due;
  t.like(due[0], { matter: 'ticket_texts', count: 1 });
  t.deepEqual(due[0].tickets, [gone.number]);
  t.like(await database('ticket_contents').where('ticket_id', gone.id).first(), {
    subject: 'Gone after its time',
  });
  t.deepEqual(
    (await carryOutRetention(database)).map(({ matter }) => matter),
    ['ticket_texts'],
  );
  const subjectOf = async (id: string) =>
    (await database('ticket_contents').where('ticket_id', id).first())?.subject;
  t.is(await subjectOf(gone.id), '[erased]');
  t.is(await subjectOf(kept.id), 'Kept while it is open');
  t.deepEqual(await carryOutRetention(database), []);
  const [entry] = (await admin.get('/api/audit?kind=retention')).body.items;
  t.like(entry, { program: 'worker', object: { id: 'ticket_texts' } });
  t.is(
    (await admin.get('/api/audit?kind=setting_changed&objectId=retention')).body.items.length,
    1,
  );
});

test.serial(
  'of several who set the rules of retention at once each is heard, one after the other',
  async (t) => {
    const { rules } = (await admin.get('/api/retention')).body;
    const sets = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        admin.put('/api/retention', { ...rules, ticket_texts: n + 31, help_searches: 40 + n }),
      ),
    );
    t.deepEqual([...new Set(sets.map(({ status }) => status))], [200]);
  },
);

/** Closes a ticket as if it had been over for a year. */
async function eventuallyClosed(ticketId: string): Promise<boolean> {
  await done(desk.as('paul-requester').put(`/api/tickets/${ticketId}/cancellation`, {}));
  await eventually(async () => {
    const rows = await desk.database('tickets').where({ ticket_id: ticketId, is_open: false });
    return rows.length === 1;
  });
  const yearAgo = new Date();
  yearAgo.setUTCFullYear(yearAgo.getUTCFullYear() - 1);
  const count = await desk
    .database('tickets')
    .where('ticket_id', ticketId)
    .update({ closed_at: yearAgo });
  return count === 1;
}
