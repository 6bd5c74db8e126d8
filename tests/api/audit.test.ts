import test from 'ava';
import { auditPage } from '../../api/audit/contract.ts';
import { recordAudit, verifyAudit } from '../../database/audit.ts';
import { storeCalendarVersions } from '../../database/calendar_versions.ts';
import { deleteMailing, insertMailing } from '../../database/mailings.ts';
import { storeProcessSnapshots } from '../../database/process_snapshots.ts';
import { itSupport } from '../../workflows/processes/it_support.ts';
import { runPalier } from '../support/palier.ts';
import { type ApiDesk, type Body, type Caller, startApiDesk } from './api_desk.ts';

let desk: ApiDesk;
let admin: Caller;

test.before(async () => {
  desk = await startApiDesk();
  admin = desk.as('odile-administrator');
});

async function listed(query = ''): Promise<Body[]> {
  const { status, body } = await admin.get(`/api/audit${query}`);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return auditPage.parse(body).items;
}

test('an entry names people, and shows each field before and after', async (t) => {
  await recordAudit(desk.database, {
    by: { program: 'api', accountId: 'acc-odile' },
    from: { address: '2001:db8::7', requestId: 'req-7' },
    kind: 'account_changed',
    object: { kind: 'account', id: 'acc-paul' },
    before: { site: 'Lyon', department: null },
    after: { site: 'Nantes', department: 'Sales' },
  });
  const [entry] = await listed('?person=acc-paul');
  t.like(entry, {
    kind: 'account_changed',
    program: 'api',
    account: { id: 'acc-odile', name: 'Odile Blanc' },
    object: { kind: 'account', id: 'acc-paul', name: 'Paul Petit' },
    address: '2001:db8::7',
    requestId: 'req-7',
    isErased: false,
  });
  t.deepEqual(entry.changes, [
    { field: 'site', before: 'Lyon', after: 'Nantes' },
    { field: 'department', before: null, after: 'Sales' },
  ]);
  t.deepEqual(await listed('?q=pAul%20p&kind=account_changed'), await listed('?person=acc-paul'));
  t.deepEqual(await listed('?q=nobody'), []);
});

test('whoever takes away all people, or the register, is written down', async (t) => {
  t.is((await admin.get('/api/account-exports')).status, 200);
  t.is((await desk.as('tess-team-lead').get('/api/configuration-item-exports')).status, 200);
  const told = (await listed('?kind=export&object=desk')).map(({ account, object }) => [
    account.id,
    object.id,
  ]);
  t.deepEqual(told, [
    ['acc-tess', 'configuration_items'],
    ['acc-odile', 'people'],
  ]);
});

test('a new version of a process and of its hours is written down once', async (t) => {
  const shipped = () => listed('?kind=process_shipped,calendar_shipped');
  await storeProcessSnapshots(desk.database, [itSupport]);
  await storeCalendarVersions(desk.database, [itSupport]);
  const first = await shipped();
  t.deepEqual(
    first.filter(({ kind }) => kind === 'process_shipped').map(({ object }) => object.id),
    ['it_support'],
  );
  t.true(first.some(({ object }) => /^it_support\/./.test(object.id)));
  t.true(first.every(({ program }) => program === 'worker'));
  await storeProcessSnapshots(desk.database, [itSupport]);
  await storeCalendarVersions(desk.database, [itSupport]);
  t.is((await shipped()).length, first.length);
});

test('who takes rows away as a file is written down; what a screen draws is not', async (t) => {
  const ines = desk.as('demo-analyst');
  const sql = 'select 42 as answer';
  t.is((await ines.post('/api/sql', { sql, format: 'csv' })).status, 200);
  t.is((await ines.post('/api/sql', { sql, format: 'arrow' })).status, 200);
  t.is((await ines.post('/api/sql', { sql })).status, 200);
  const exports = await listed('?kind=export&object=warehouse');
  t.is(exports.length, 1);
  t.like(exports[0], { account: { id: 'acc-ines' }, object: { kind: 'warehouse', id: 'sql' } });
  t.regex(exports[0].address, /127\.0\.0\.1/);
  const told = exports[0].changes.map(({ field, after }: Body) => [field, after]);
  t.deepEqual(Object.fromEntries(told), { format: 'csv', rowCount: 1, sql });
});

test('a mailing that is made and one that is ended is written down', async (t) => {
  const mailing = { mailing_id: 'm-1', dashboard: 'backlog', every: 'week', hour: 7 } as const;
  const cli = { program: 'cli' } as const;
  await insertMailing(desk.database, { ...mailing, zone: 'Europe/Paris' }, ['acc-ines'], cli);
  await deleteMailing(desk.database, 'm-1', cli);
  t.false(await deleteMailing(desk.database, 'm-1', cli));
  const kinds = (await listed('?object=mailing&objectId=m-1')).map(({ kind }) => kind);
  t.deepEqual(kinds, ['mailing_removed', 'mailing_created']);
});

test('pages follow one another without a gap, and a made-up cursor is refused', async (t) => {
  const entry = {
    by: { program: 'cli' },
    kind: 'setting_changed',
    object: { kind: 'setting', id: 'paged' },
  } as const;
  for (let n = 0; n < 5; n++) await recordAudit(desk.database, entry);
  const all = (await listed('?objectId=paged')).map(({ id }) => id);
  t.is(all.length, 5);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await admin.get(`/api/audit?objectId=paged&limit=2${cursor}`);
    seen.push(...body.items.map(({ id }: Body) => id));
    cursor = body.next === null ? null : `&cursor=${body.next}`;
  }
  t.deepEqual(seen, all);
  t.is((await admin.get('/api/audit?cursor=WyJuZXdlc3QiLFsieCJdXQ')).status, 400);
  t.is((await admin.get('/api/audit?kind=unheard_of')).status, 400);
});

test('only administrators read the audit', async (t) => {
  for (const token of ['demo-requester', 'demo-agent', 'demo-owner', 'demo-analyst'] as const) {
    t.is((await desk.as(token).get('/api/audit')).status, 403, token);
  }
});

test('`palier audit` lists and verifies, and says which entry was changed', async (t) => {
  const environment = { DATABASE_URL: desk.databaseUrl };
  const listedRun = await runPalier(['audit', '--kind', 'export', '--json'], environment);
  t.is(listedRun.code, 0, listedRun.stderr);
  const good = await runPalier(['audit', '--verify'], environment);
  const { links, lastHash } = await verifyAudit(desk.database);
  t.like(good, { code: 0, stdout: `${links}\t${lastHash}\n` });
  await desk.database.raw('alter table audit_entries disable trigger user');
  await desk.database.raw("update audit_entries set program = 'scim' where position = 1");
  await desk.database.raw('alter table audit_entries enable trigger user');
  const bad = await runPalier(['audit', '--verify'], environment);
  t.is(bad.code, 1);
  t.regex(bad.stdout, /^1\taltered\n/);
});
