import { randomBytes } from 'node:crypto';
import test from 'ava';
import {
  type AuditEntry,
  changedFields,
  eraseAuditDetails,
  listAudit,
  recordAudit,
  verifyAudit,
} from '../../database/audit.ts';
import { connectDatabase, type Database } from '../../database/connection.ts';
import { grantDesk, prepareDatabase } from '../../database/desk_role.ts';
import { carryOutRetention, writeRetention } from '../../database/retention.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onTeardown } from '../support/teardown.ts';

const cli = { program: 'cli' } as const;

function renamed(person: string, from: string, to: string): AuditEntry {
  return {
    by: { program: 'api', accountId: 'acc-nadia' },
    from: { address: '192.0.2.7', requestId: 'req-1' },
    kind: 'account_changed',
    object: { kind: 'account', id: person },
    ...changedFields({ name: from, locale: 'fr' }, { name: to, locale: 'fr' }),
  };
}

async function newDesk(): Promise<{ database: Database; asDesk: Database }> {
  const { url } = await createTestDatabase();
  const username = `desk_${randomBytes(4).toString('hex')}`;
  const deskUrl = Object.assign(new URL(url), { username, password: 'audit' }).href;
  await prepareDatabase(url, deskUrl);
  await grantDesk(url, deskUrl);
  const database = connectDatabase(url, { name: 'audit test' });
  const asDesk = connectDatabase(deskUrl, { name: 'audit test desk' });
  onTeardown(() => database.destroy());
  onTeardown(() => asDesk.destroy());
  return { database, asDesk };
}

/** What somebody does who owns the tables, and wants it unseen. */
async function behindTheBack(database: Database, table: string, sql: string): Promise<void> {
  await database.raw(`alter table ${table} disable trigger user`);
  await database.raw(sql);
  await database.raw(`alter table ${table} enable trigger user`);
}

test('an entry says who did what, when and from where, with the fields that changed', async (t) => {
  const { asDesk } = await newDesk();
  await recordAudit(asDesk, renamed('acc-paul', 'Paul Petit', 'Paul Grand'));
  const [entry] = await listAudit(asDesk, { person: 'acc-paul' }, 10);
  t.like(entry, {
    kind: 'account_changed',
    program: 'api',
    account_id: 'acc-nadia',
    object_kind: 'account',
    object_id: 'acc-paul',
    request_id: 'req-1',
    address: '192.0.2.7',
    before: { name: 'Paul Petit' },
    after: { name: 'Paul Grand' },
    is_erased: false,
  });
  t.deepEqual((await verifyAudit(asDesk)).broken, []);
});

test('what is not done is not written down', async (t) => {
  const { asDesk } = await newDesk();
  const undone = asDesk.transaction(async (trx) => {
    await recordAudit(trx, renamed('acc-paul', 'a', 'b'));
    throw new Error('The change was refused');
  });
  await t.throwsAsync(undone);
  t.deepEqual(await listAudit(asDesk, {}, 10), []);
  t.like(await verifyAudit(asDesk), { links: 0, lastHash: null, broken: [] });
});

test('the desk can change and remove no entry, nor write links of its own', async (t) => {
  const { database, asDesk } = await newDesk();
  await recordAudit(asDesk, renamed('acc-paul', 'a', 'b'));
  const columns = { audit_entries: 'kind', audit_details: 'address', audit_chain: 'hash' };
  for (const [table, column] of Object.entries(columns)) {
    const statements = [
      `delete from ${table}`,
      `truncate ${table} cascade`,
      `update ${table} set ${column} = 'x'`,
    ];
    for (const refused of statements) {
      await t.throwsAsync(asDesk.raw(refused), { message: /permission denied/ }, refused);
      await t.throwsAsync(database.raw(refused), { message: /append only/ }, refused);
    }
  }
  await t.throwsAsync(asDesk.raw("insert into audit_chain values (9, 9, null, '')"), {
    message: /permission denied/,
  });
  t.is((await verifyAudit(database)).links, 1);
});

test('entries are linked in the order of their commits, and nobody waits for who is at work', async (t) => {
  const { asDesk } = await newDesk();
  const slow = await asDesk.transaction();
  await recordAudit(slow, renamed('acc-slow', 'a', 'b'));
  await recordAudit(asDesk, renamed('acc-quick', 'a', 'b'));
  await slow.commit();
  await Promise.all(
    Array.from({ length: 40 }, (_, n) => recordAudit(asDesk, renamed(`acc-${n}`, 'a', 'b'))),
  );
  const order = await asDesk('audit_chain')
    .join('audit_entries', 'audit_entries.position', 'audit_chain.position')
    .orderBy('link')
    .pluck('object_id');
  t.deepEqual(order.slice(0, 2), ['acc-quick', 'acc-slow']);
  t.like(await verifyAudit(asDesk), { links: 42, broken: [] });
});

test('what was altered, added or removed by whoever owns the tables shows', async (t) => {
  const { database } = await newDesk();
  const many = Array.from({ length: 6 }, (_, n) => renamed(`acc-${n}`, 'a', 'b'));
  await recordAudit(database, ...many);
  const reasons = async () =>
    (await verifyAudit(database)).broken.map(({ position, reason }) => `${position} ${reason}`);
  t.deepEqual(await reasons(), []);
  await behindTheBack(
    database,
    'audit_entries',
    "update audit_entries set account_id = 'acc-marc' where position = 2",
  );
  t.deepEqual(await reasons(), ['2 altered']);
  await behindTheBack(
    database,
    'audit_details',
    `update audit_details set after = '{"name":"c"}' where position = 3`,
  );
  for (const table of ['audit_details', 'audit_entries']) {
    await behindTheBack(database, table, `delete from ${table} where position = 5`);
  }
  await behindTheBack(database, 'audit_details', 'delete from audit_details where position = 4');
  await behindTheBack(
    database,
    'audit_entries',
    `insert into audit_entries (kind, program, object_kind, object_id)
     values ('sign_in', 'api', 'account', 'acc-x')`,
  );
  t.deepEqual(await reasons(), [
    '2 altered',
    '3 details_altered',
    '4 details_removed',
    '5 removed',
    '7 not_linked',
  ]);
  await recordAudit(database, renamed('acc-later', 'a', 'b'));
  t.true((await reasons()).includes('7 not_linked'), 'nobody links it later');
});

test('what one transaction writes is linked at once, whichever savepoints wrote it', async (t) => {
  const { asDesk } = await newDesk();
  const slow = await asDesk.transaction();
  await recordAudit(slow, renamed('acc-first', 'a', 'b'));
  await recordAudit(asDesk, renamed('acc-quick', 'a', 'b'));
  await t.throwsAsync(
    slow.transaction(async (inner) => {
      await recordAudit(inner, renamed('acc-undone', 'a', 'b'));
      throw new Error('The change was refused');
    }),
  );
  await slow.transaction((inner) =>
    recordAudit(inner, { by: cli, kind: 'sign_out', object: { kind: 'account', id: 'acc-bare' } }),
  );
  const many = Array.from({ length: 1_200 }, (_, n) => renamed(`acc-${n}`, `a${n}`, `b${n}`));
  await recordAudit(slow, ...many);
  await slow.commit();
  const order = await asDesk('audit_chain')
    .join('audit_entries', 'audit_entries.position', 'audit_chain.position')
    .orderBy('link')
    .pluck('object_id');
  const written = many.map(({ object }) => object.id);
  t.deepEqual(order, ['acc-quick', 'acc-first', 'acc-bare', ...written]);
  const [last] = await listAudit(asDesk, { person: 'acc-1199' }, 1);
  t.like(last, { before: { name: 'a1199' }, after: { name: 'b1199' }, address: '192.0.2.7' });
  t.like(await verifyAudit(asDesk), { links: 1_203, broken: [] });
});

test('the details of one person can be erased; the entry stays, and the chain holds', async (t) => {
  const { asDesk } = await newDesk();
  await recordAudit(asDesk, renamed('acc-paul', 'Paul', 'P.'), renamed('acc-lea', 'Léa', 'L.'));
  const erased = { kind: 'account', id: 'acc-paul' } as const;
  await asDesk.transaction(async (trx) => {
    t.is(await eraseAuditDetails(trx, erased.id), 1);
    await recordAudit(trx, { by: cli, kind: 'erasure', object: erased });
  });
  const entries = await listAudit(asDesk, {}, 10);
  t.like(entries, [
    { kind: 'erasure', object_id: 'acc-paul', is_erased: false },
    { object_id: 'acc-lea', after: { name: 'L.' }, is_erased: false },
    { object_id: 'acc-paul', after: null, address: null, is_erased: true },
  ]);
  t.like(await verifyAudit(asDesk), { links: 3, broken: [] });
});

test('entries past their time may go, and nothing else may, be it the oldest', async (t) => {
  const { database, asDesk } = await newDesk();
  const many = Array.from({ length: 4 }, (_, n) => renamed(`acc-${n}`, 'a', 'b'));
  await recordAudit(asDesk, ...many);
  await behindTheBack(
    database,
    'audit_entries',
    "update audit_entries set at = at - interval '40 days' where position = 1",
  );
  const rules = {
    ticket_texts: null,
    attachments: null,
    mails: null,
    help_searches: null,
    audit: 30,
  };
  await asDesk.transaction((trx) => writeRetention(trx, { by: cli }, rules));
  t.like(await carryOutRetention(asDesk), { length: 1, 0: { matter: 'audit', count: 1 } });
  const left = (await listAudit(asDesk, {}, 10)).map(({ object_id }) => object_id);
  t.deepEqual(left, ['audit', 'retention', 'acc-3', 'acc-2', 'acc-1']);
  t.like(await verifyAudit(asDesk), { links: 6, broken: [] });
  for (const table of ['audit_details', 'audit_entries']) {
    await behindTheBack(database, table, `delete from ${table} where position = 2`);
  }
  t.like(await verifyAudit(asDesk), { broken: [{ position: '2', reason: 'removed' }] });
});

test('an entry keeps no secret and no text', async (t) => {
  const { asDesk } = await newDesk();
  for (const name of ['password', 'tokenHash', 'subject', 'body']) {
    const entry = { ...renamed('acc-paul', 'a', 'b'), after: { [name]: 'x' } };
    await t.throwsAsync(recordAudit(asDesk, entry), { message: new RegExp(`'${name}'`) });
  }
  t.is(changedFields({ locale: 'fr' }, { locale: 'fr' }), undefined);
});
