import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { importLog } from '../../activities/import/import_log.ts';
import type { Reject } from '../../activities/import/log_record.ts';
import { DeskDatabase } from '../analytics/desk_database.ts';
import { csvFields, csvMapping, writeLog } from './small_logs.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/import.md'), 'utf8');
const query = /```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

let desk: DeskDatabase;

test.before(async (t) => {
  t.timeout(240_000);
  desk = await DeskDatabase.create();
});

const head = 'case,activity,time,agent,team,closed_code,reopen_count';
const mapping = csvMapping({ fields: { ...csvFields, group: 'team' } });

test.serial(
  'further columns are read by SQL, on tickets and on events, as the page says',
  async (t) => {
    const files = [
      writeLog(
        '2026-01.csv',
        [head, 'A,open,2026-01-05T09:00Z,,Сеть,,0', 'B,open,2026-01-05T09:00Z,,,,0'].join('\n'),
      ),
      writeLog(
        '2026-02.csv',
        [
          head,
          'A,solve,2026-02-05T09:00Z,Bob,Сеть,fixed,2',
          'B,solve,2026-02-05T09:00Z,Bob,,fixed,4',
        ].join('\n'),
      ),
    ];
    const summary = await importLog({ database: desk.database, files, mapping });
    t.like(summary, { rowCount: 4, importedCount: 2, rejectCount: 0 });
    await desk.export();
    const [codes] = await desk.rows(query);
    t.like(codes, { code: 'fixed', reopened: 3 });
    t.is(Number(codes?.tickets), 2);
    const tickets = await desk.rows(`
    select group_id, first_group_id, group_change_count::int as changes, attributes ->> 'reopen_count' as reopened
    from tickets order by number`);
    t.deepEqual(tickets, [
      { group_id: 'сеть', first_group_id: 'сеть', changes: 0, reopened: '2' },
      { group_id: 'unknown_group', first_group_id: null, changes: 0, reopened: '4' },
    ]);
    const events = await desk.rows(`
    select source_file, source_line::int as line, attributes ->> 'reopen_count' as reopened
    from ticket_events where attributes is not null order by ticket_id, seq`);
    t.is(events.length, 4);
    t.true(
      events.some(
        ({ source_file, line, reopened }) =>
          source_file === '2026-02.csv' && line === 3 && reopened === '4',
      ),
    );
  },
);

test.serial('a part that comes later keeps what was named before', async (t) => {
  const later = writeLog('2026-03.csv', [head, 'C,open,2026-03-05T09:00Z,,Почта,,0'].join('\n'));
  await importLog({ database: desk.database, files: [later], mapping });
  const snapshot = await desk
    .database('process_snapshots')
    .where('process_id', mapping.name)
    .orderBy('first_seen_at', 'desc')
    .first('snapshot');
  t.deepEqual(Object.keys(snapshot?.snapshot.groups ?? {}).sort(), [
    'unknown_group',
    'почта',
    'сеть',
  ]);
});

test.serial('what the database cannot take costs its own case', async (t) => {
  await desk.database.raw("alter table ticket_contents add check (subject <> 'D2')");
  const rows = ['D1', 'D2', 'D3'].map((name) => `${name},open,2026-03-05T09:00Z,,Desk,,0`);
  const rejects: Reject[] = [];
  const summary = await importLog({
    database: desk.database,
    files: [writeLog('constraint.csv', [head, ...rows].join('\n'))],
    mapping,
    reject: async (one) => {
      rejects.push(one);
    },
  });
  t.like(summary, { importedCount: 2, rejectCount: 1 });
  t.deepEqual(
    rejects.map(({ line, case: caseId }) => [line, caseId]),
    [[3, 'D2']],
  );
  t.regex(rejects[0]?.reason ?? '', /^not stored: .*violates check constraint/);
});
