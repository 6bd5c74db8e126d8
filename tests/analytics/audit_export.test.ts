import test from 'ava';
import fc from 'fast-check';
import { auditFacts, namedObjects } from '../../analytics/facts/audit.ts';
import { warehouseFiles } from '../../analytics/files.ts';
import { Warehouse } from '../../analytics/warehouse.ts';
import {
  type AuditEntry,
  auditKinds,
  auditObjectKinds,
  recordAudit,
  verifyAudit,
} from '../../database/audit.ts';
import { erasePerson } from '../../database/erasure.ts';
import { carryOutRetention, writeRetention } from '../../database/retention.ts';
import { DeskDatabase } from './desk_database.ts';
import { manyTickets } from './histories.ts';

const odile = { by: { program: 'api', accountId: 'acc-odile', sessionId: 'ses-1' } } as const;
const camille = { kind: 'account', id: 'acc-camille' } as const;

async function auditedDesk(): Promise<DeskDatabase> {
  const desk = await DeskDatabase.create();
  await desk.database('accounts').insert([
    { account_id: 'acc-odile', roles: ['administrator'], display_name: 'Odile Blanc' },
    { account_id: 'acc-root', roles: ['administrator'], display_name: 'Root' },
    { account_id: 'acc-camille', roles: ['requester'], display_name: 'Camille Roux' },
  ]);
  return desk;
}

const entries: AuditEntry[] = [
  {
    by: { program: 'api' },
    from: { address: '192.0.2.77' },
    kind: 'sign_in_failed',
    object: camille,
    after: { method: 'password' },
  },
  {
    ...odile,
    from: { address: '192.0.2.78', requestId: 'req-1' },
    kind: 'roles_changed',
    object: camille,
    before: { roles: ['requester'], name: 'Camille Roux' },
    after: { roles: ['requester', 'agent'], name: 'Camille Petit' },
  },
  {
    by: { program: 'cli' },
    kind: 'setting_changed',
    object: { kind: 'setting', id: 'retention' },
    before: { audit: null },
    after: { audit: 365 },
  },
  {
    by: { program: 'api', accountId: 'acc-camille', tokenId: 'tok-1' },
    kind: 'personal_data_exported',
    object: camille,
  },
];

const told = `select kind, outcome, program, credential, object_kind, object_id, is_own, changed_fields,
  before_values::varchar as before_values, after_values::varchar as after_values
  from audit_entries order by audit_position`;

test('entries come to the warehouse without a word that tells who somebody is', async (t) => {
  const desk = await auditedDesk();
  await recordAudit(desk.database, ...entries);
  await desk.export();
  const none = { credential: null, object_id: null, is_own: false, before_values: null };
  t.deepEqual(await desk.rows(told), [
    {
      ...none,
      kind: 'sign_in_failed',
      outcome: 'refused',
      program: 'api',
      object_kind: 'account',
      changed_fields: 'method',
      after_values: '{"method":"password"}',
    },
    {
      ...none,
      kind: 'roles_changed',
      outcome: 'done',
      program: 'api',
      credential: 'session',
      object_kind: 'account',
      changed_fields: 'name, roles',
      before_values: '{"roles":["requester"]}',
      after_values: '{"roles":["requester","agent"]}',
    },
    {
      ...none,
      kind: 'setting_changed',
      outcome: 'done',
      program: 'cli',
      object_kind: 'setting',
      object_id: 'retention',
      changed_fields: 'audit',
      before_values: '{"audit":null}',
      after_values: '{"audit":365}',
    },
    {
      ...none,
      kind: 'personal_data_exported',
      outcome: 'done',
      program: 'api',
      credential: 'token',
      object_kind: 'account',
      is_own: true,
      changed_fields: null,
      after_values: null,
    },
  ]);
  const [people] = await desk.rows(
    `select count(distinct object_hash) filter (where kind <> 'setting_changed') as people,
       count(actor_hash) as actors from audit_entries`,
  );
  t.deepEqual({ ...people }, { people: '1', actors: '2' });
  const all = JSON.stringify(await desk.rows('from audit_entries'));
  t.notRegex(all, /acc-|Camille|Petit|Odile|192\.0\.2|req-1|ses-1|tok-1/);
});

test('a batch that comes again changes nothing, and a rebuild gives the same', async (t) => {
  const desk = await auditedDesk();
  await desk.record(manyTickets(10));
  await recordAudit(desk.database, ...entries);
  await desk.export({ batchSize: 3 });
  await recordAudit(desk.database, ...entries, ...entries);
  await desk.export({ batchSize: 2 });
  const before = await desk.checksums();
  const warehouse = await Warehouse.open(warehouseFiles(desk.warehouseDir).warehouse);
  await warehouse.advanceTo({ xid: '0', position: '0' });
  warehouse.close();
  await desk.export({ batchSize: 5 });
  t.deepEqual(await desk.checksums(), before);
  const { differences } = await desk.export({ rebuild: true, batchSize: 4 });
  t.deepEqual(differences, []);
  t.is((await desk.rows('from audit_entries')).length, 12);
  t.like(await verifyAudit(desk.database), { broken: [] });
});

test('of a person who is erased the warehouse keeps that something was done, and to nobody', async (t) => {
  const desk = await auditedDesk();
  const { database } = desk;
  await recordAudit(database, ...entries);
  await desk.export();
  const hashes = 'select distinct object_hash from audit_entries where object_hash is not null';
  const [{ object_hash: before } = {}] = await desk.rows(hashes);
  await database.transaction((trx) =>
    erasePerson(trx, odile, { accountId: 'acc-camille', mentions: [] }),
  );
  await desk.export();
  const rows = await desk.rows(told);
  t.is(rows.length, 5);
  const ofThem = rows.filter(({ object_kind: kind }) => kind === 'account').slice(0, 3);
  for (const row of ofThem) {
    t.like(row, { changed_fields: null, before_values: null, after_values: null });
  }
  const after = await desk.rows(hashes);
  t.is(after.length, 1, 'all of them tell of one erased person');
  t.not(after[0]?.object_hash, before);
  const [own] = await desk.rows(
    `select actor_hash = object_hash as is_same from audit_entries where is_own`,
  );
  t.deepEqual({ ...own }, { is_same: true });
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
  t.like(await verifyAudit(database), { broken: [] });
});

test('entries past their time leave the warehouse with the audit', async (t) => {
  const desk = await auditedDesk();
  const { database } = desk;
  await recordAudit(database, ...entries);
  await desk.export();
  t.is((await desk.rows('from audit_entries')).length, 4);
  await database.transaction((trx) =>
    writeRetention(trx, odile, {
      ticket_texts: null,
      attachments: null,
      mails: null,
      help_searches: null,
      audit: 1,
    }),
  );
  // As if a year had gone by.
  await database.transaction(async (trx) => {
    await trx.raw('alter table audit_entries disable trigger audit_entries_append_only');
    await trx.raw("update audit_entries set at = at - interval '1 year' where position <= 4");
    await trx.raw('alter table audit_entries enable trigger audit_entries_append_only');
  });
  await carryOutRetention(database);
  await desk.export();
  const kinds = (await desk.rows(told)).map(({ kind }) => kind);
  t.deepEqual(kinds, ['setting_changed', 'retention']);
  t.deepEqual((await desk.export({ rebuild: true })).differences, []);
});

test('what an entry is about is known to tell of nobody, or its id stays on the desk', (t) => {
  const belonging = ['account', 'session', 'token', 'identity', 'mail'];
  t.deepEqual([...namedObjects, ...belonging].toSorted(), [...auditObjectKinds].toSorted());
});

test('whatever an entry says, no name, address or sentence in it is told', (t) => {
  const secret = fc.constantFrom(
    'Quenya Zorblatt',
    'q@zorblatt.example',
    '192.0.2.1',
    '+33 6 12',
    'É',
  );
  const names = fc.constantFrom(
    'name',
    'roles',
    'addresses',
    'label',
    'method',
    'group',
    'audit',
    'sql',
  );
  const said = fc.dictionary(names, fc.oneof(secret, fc.array(secret, { minLength: 1 })));
  const property = fc.property(
    fc.constantFrom(...auditKinds),
    fc.constantFrom(...auditObjectKinds),
    fc.option(said, { nil: null }),
    fc.option(said, { nil: null }),
    (kind, objectKind, before, after) => {
      const {
        audit_entries: [row],
      } = auditFacts(
        {
          position: 1,
          at: 0,
          kind,
          program: 'api',
          accountId: 'acc-quenya',
          credential: null,
          objectKind,
          objectId: objectKind === 'account' ? 'acc-zorblatt' : 'x',
          before,
          after,
        },
        () => 'hash',
      );
      return !/Zorblatt|quenya|@|192\.0|\+33|É/i.test(JSON.stringify(row));
    },
  );
  t.notThrows(() => fc.assert(property));
});
